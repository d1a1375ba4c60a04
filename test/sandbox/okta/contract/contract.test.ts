import { expect, it } from 'vitest';
import { oktaClient } from '../../../../activities/okta/okta-client.js';
import { createOktaActivities } from '../../../../activities/okta/okta-activities.js';
import { asText } from '../../../../sandbox/kit/json-values.js';
import { connectIn, runAll } from '../../../activities/okta/run.js';
import { startScimTarget } from '../../../activities/okta/scim-target.js';
import { inputFor, startOrg, TEST_PATIENCE } from '../../../activities/okta/support.js';
import { afterTest } from '../../../support/after-test.js';
import { deviations } from './contract.js';
import { startRecorder, type Recorder } from './recorder.js';
import { Secret } from '../../../../runbook/secrets/secret.js';

/** Where Okta itself, as recorded for its Terraform provider (6.12, test/fixtures/vcr), departs from its document. */
const KNOWN: [reason: string, deviation: RegExp][] = [
  [
    'Okta answers null for what is not set, and takes it back in a PUT; recorded in every answer of an app',
    /^(GET|POST|PUT) \/api\/v1\/apps(\/\{appId\})? (answer|request): \S*(\/accessibility\/(error|login)RedirectUrl|\/settings\/notes\/(admin|enduser)|\/notifications\/vpn\/(helpUrl|message)|\/oauthClient\/(client|logo)_uri|\/universalLogout) must be (string|object)/,
  ],
  [
    'A catalog app without SAML settings of its own; what Okta answers for it is not recorded',
    /^(GET|POST|PUT) \/api\/v1\/apps(\/\{appId\})? answer: \S*\/settings\/signOn must be object/,
  ],
  [
    'Okta answers null for who is not in the target yet; recorded',
    /^(GET|POST) \/api\/v1\/apps\/\{appId\}\/users(\/\{userId\})? answer: \S*\/externalId must be string/,
  ],
  [
    'The extract of the document has no role assignments (listAssignedRolesForUser)',
    /^GET \/api\/v1\/users\/\S+\/roles: not in the extract$/,
  ],
  ['Okta answers 200; recorded', /^POST \/api\/v1\/apps\/\{appId\}\/group-push\/mappings: answered with 200, not 201$/],
  [
    'The document asks for the members of one property beside `properties`; its examples and Terraform send a map',
    /^POST \/api\/v1\/mappings\/\{mappingId\} request: must have required property '(expression|pushStatus)'/,
  ],
];

/** An org that everything is made in, changed in, and found again in, with a recorder before it. */
async function record(): Promise<Recorder> {
  const org = await startOrg();
  const recorder = await startRecorder(org.url);
  afterTest(() => recorder.close());
  const { url } = recorder;
  const client = oktaClient(
    { orgUrl: url, credentials: { mode: 'token', token: new Secret(org.token) } },
    TEST_PATIENCE,
  );
  const through = { okta: createOktaActivities({ client }), task: { ...org.task, input: inputFor(url) } };
  const connect = connectIn(org, await startScimTarget());
  const made = await runAll(through, connect);
  const drift = async (path: string, change: (object: { settings?: object }) => object): Promise<void> => {
    const object = (await org.call('GET', path)) as object;
    await org.call('PUT', path, { ...object, ...change(object) });
  };
  const server = `/api/v1/authorizationServers/${made.server.serverId}`;
  const [policy] = (await org.call('GET', `${server}/policies`)) as { id: string }[];
  const [rule] = (await org.call('GET', `${server}/policies/${policy?.id}/rules`)) as { id: string }[];
  const scopes = (await org.call('GET', `${server}/scopes`)) as { id: string; name: string }[];
  const scope = scopes.find(({ name }) => name.startsWith('codewhisperer'));
  await drift(`/api/v1/apps/${made.oidc.appId}`, ({ settings }) => ({
    settings: { ...(settings as object), implicitAssignment: true },
  }));
  await drift(server, () => ({ audiences: ['api://other'] }));
  await drift(`${server}/policies/${policy?.id}`, () => ({ conditions: { clients: { include: ['ALL_CLIENTS'] } } }));
  await drift(`${server}/policies/${policy?.id}/rules/${rule?.id}`, () => ({
    status: 'ACTIVE',
    priority: 1,
    actions: { token: { accessTokenLifetimeMinutes: 30 } },
  }));
  await drift(`${server}/scopes/${asText(scope?.id)}`, () => ({ consent: 'REQUIRED' }));
  await runAll(through, connect);
  return recorder;
}

it("makes, changes and finds everything as Okta's OpenAPI document says, but for what Okta itself does otherwise", async () => {
  const { exchanges } = await record();
  const found = deviations(exchanges);
  expect(found.filter((one) => !KNOWN.some(([, known]) => known.test(one)))).toEqual([]);
  // None is listed that has gone.
  expect(KNOWN.filter(([, known]) => !found.some((one) => known.test(one))).map(([reason]) => reason)).toEqual([]);
  expect(exchanges.filter(({ method }) => method === 'PUT').length).toBeGreaterThanOrEqual(5);
});

it('notices a member that is missing, mistyped or misspelt, and a status of another kind', () => {
  const scope = { method: 'POST', path: '/api/v1/authorizationServers/aus1/scopes', status: 201 };
  const right = { ...scope, request: { name: 'a' }, answer: { id: 'scp1', name: 'a', default: false } };
  expect(deviations([right])).toEqual([]);
  const wrong = [
    { ...right, request: { consent: 'IMPLICIT' } },
    { ...right, request: { name: 'a', consnet: 'IMPLICIT' } },
    { ...right, answer: { id: 'scp1', name: 'a', default: 'no' } },
    { ...right, status: 200 },
    { ...right, path: '/api/v1/unknown' },
  ];
  expect(deviations(wrong)).toHaveLength(wrong.length);
});
