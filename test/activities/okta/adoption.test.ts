import { describe, expect, it } from 'vitest';
import { planOkta } from '../../../activities/okta/okta-plan.js';
import { KIRO_REDIRECT_URI } from '../../../runbook/onboarding/guide.js';
import type { Candidate, Choice } from '../../../runbook/outside.js';
import { adopting, failureOf, offeredBy, startOrg, type Org } from './support.js';

/** An OIDC application as an admin made it: native, without a secret, with one of Kiro's redirect URIs. */
function oidcBody(label: string, oauthClient: object = {}, credentials: object = {}) {
  return {
    name: 'oidc_client',
    label,
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true, ...credentials } },
    settings: {
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [KIRO_REDIRECT_URI],
        ...oauthClient,
      },
    },
  };
}

const WEB = oidcBody(
  'Payroll SSO',
  { application_type: 'web', redirect_uris: ['https://payroll.example.com/callback'] },
  { token_endpoint_auth_method: 'client_secret_basic' },
);
const SCIM = { name: 'amazon_aws_sso', label: 'AWS IAM Identity Center (Kiro)', signOnMode: 'SAML_2_0' };

const make = async (org: Org, body: object): Promise<string> =>
  ((await org.call('POST', '/api/v1/apps', body)) as { id: string }).id;
const groupId = async (org: Org, name: string): Promise<string> =>
  ((await org.call('GET', `/api/v1/groups?q=${encodeURIComponent(name)}`)) as { id: string }[])[0]?.id ?? '';
const userId = async (org: Org, login: string): Promise<string> =>
  ((await org.call('GET', `/api/v1/users/${login}`)) as { id: string }).id;

/** The step with that choice; every write of the org so far must stay what it is. */
async function refusedWithoutWrite(
  org: Org,
  work: () => Promise<unknown>,
): Promise<{ message: string; candidates: Candidate[] }> {
  const before = await org.writes();
  const failure = (await failureOf(work())) as Error & { type: string; details: [{ candidates: Candidate[] }] };
  expect(failure).toMatchObject({ type: 'NamesakeFound', nonRetryable: true });
  expect(await org.writes()).toEqual(before);
  return { message: failure.message, candidates: failure.details[0].candidates };
}

const oidc = (org: Org, choice: Choice | null) => () => org.okta.ensureOidcApplication({ ...org.task, choice });
const scim = (org: Org, choice: Choice | null) => () => org.okta.ensureScimApplication({ ...org.task, choice });

describe('an OIDC application that somebody uses', () => {
  it('is offered by no way round: create "Payroll SSO", then adopt its id', async () => {
    const org = await startOrg();
    const id = await make(org, WEB);
    await org.call('PUT', `/api/v1/apps/${id}/groups/${await groupId(org, 'Kiro Team')}`, {});
    const before = await org.call('GET', `/api/v1/apps/${id}`);
    const asked = await refusedWithoutWrite(org, oidc(org, { use: 'create', name: 'Payroll SSO' }));
    expect(asked.candidates).toMatchObject([{ id, barrier: expect.stringContaining('"web"') as string }]);
    const [offered] = asked.candidates;
    const paths = offered?.changes?.map(({ path }) => path);
    expect(paths).toContain('settings.oauthClient.redirect_uris');
    // With what was shown, as a workflow of another's would send it.
    for (const choice of [
      { use: 'adopt', id },
      { use: 'adopt', id, shown: offered?.changes ?? [] },
    ] as const) {
      const { message } = await refusedWithoutWrite(org, oidc(org, choice));
      expect(message).toMatch('shown' in choice ? /cannot be adopted: .*client secret/ : /was not offered/);
    }
    expect(await org.call('GET', `/api/v1/apps/${id}`)).toEqual(before);
  });

  const others: [string, object, string][] = [
    [
      'a client secret',
      oidcBody('Kiro-OIDC', {}, { token_endpoint_auth_method: 'client_secret_basic' }),
      'a client secret',
    ],
    [
      'another redirect URI',
      oidcBody('Kiro-OIDC', { redirect_uris: [KIRO_REDIRECT_URI, 'https://a/b'] }),
      'https://a/b',
    ],
    [
      'a sign-out redirect URI',
      oidcBody('Kiro-OIDC', { post_logout_redirect_uris: ['https://a/out'] }),
      'https://a/out',
    ],
    ['a sign-in page', oidcBody('Kiro-OIDC', { initiate_login_uri: 'https://a/in' }), 'https://a/in'],
    ['another type', { ...WEB, label: 'Kiro-OIDC' }, 'of the type "web"'],
  ];
  it.each(others)('is not adopted with %s, which the question says', async (_what, body, barrier) => {
    const org = await startOrg();
    const id = await make(org, body);
    const [offered] = await offeredBy(oidc(org, null)());
    expect(offered?.barrier).toContain(barrier);
    const choice: Choice = { use: 'adopt', id, shown: offered?.changes ?? [] };
    expect((await refusedWithoutWrite(org, oidc(org, choice))).message).toContain(barrier);
    await expect(planOkta(org.client, org.task, { choices: { 'oidc-application': choice } })).rejects.toThrow(barrier);
  });

  it('is not adopted with other people or groups, and is with those of the configuration', async () => {
    const org = await startOrg();
    const id = await make(org, oidcBody('Kiro-OIDC'));
    await org.call('PUT', `/api/v1/apps/${id}/groups/${await groupId(org, 'Kiro Users')}`, {});
    const choice = await adopting(id, oidc(org, null)());
    const user = { id: await userId(org, 'zoe@example.com'), scope: 'USER' };
    await org.call('POST', `/api/v1/apps/${id}/users`, user);
    // Looked at anew: when the question was asked, nobody else had it.
    expect((await refusedWithoutWrite(org, oidc(org, choice))).message).toContain('zoe@example.com');
    await org.call('DELETE', `/api/v1/apps/${id}/users/${user.id}`);
    const team = `/api/v1/apps/${id}/groups/${await groupId(org, 'Kiro Team')}`;
    await org.call('PUT', team, {});
    expect((await refusedWithoutWrite(org, oidc(org, choice))).message).toContain('Kiro Team');
    await org.call('DELETE', team);
    expect(await oidc(org, choice)()).toMatchObject({ appId: id });
  });

  it('is changed as it was shown, or asked about again', async () => {
    const org = await startOrg();
    const id = await make(org, oidcBody('Kiro-OIDC'));
    expect((await refusedWithoutWrite(org, oidc(org, { use: 'adopt', id }))).message).toContain(
      'see what that changes',
    );
    const choice = await adopting(id, oidc(org, null)());
    await org.call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`);
    const asked = await refusedWithoutWrite(org, oidc(org, choice));
    expect(asked.message).toContain('has changed since it was shown');
    expect(asked.candidates[0]?.changes).toContainEqual({ path: 'status', from: '"INACTIVE"', to: '"ACTIVE"' });
    const seen: Choice = { use: 'adopt', id, shown: asked.candidates[0]?.changes ?? [] };
    expect(await oidc(org, seen)()).toMatchObject({ appId: id });
  });
});

describe('an id that was never offered', () => {
  it('is refused by each step and by the plan, and offers nothing else in its place', async () => {
    const org = await startOrg();
    const id = await make(org, oidcBody('Another one'));
    const scimId = await make(org, { ...SCIM, label: 'AWS for real' });
    const other = { name: 'Other', description: '', audiences: ['api://other'] };
    const server = ((await org.call('POST', '/api/v1/authorizationServers', other)) as { id: string }).id;
    const { task, okta } = org;
    const adopt = (one: string): { choice: Choice } => ({ choice: { use: 'adopt', id: one } });
    for (const work of [
      oidc(org, adopt(id).choice),
      scim(org, adopt(scimId).choice),
      () => okta.ensureAuthorizationServer({ ...task, ...adopt(server) }),
      () => planOkta(org.client, task, { choices: { 'oidc-application': adopt(id).choice } }),
      // An application of another kind is not even found.
      scim(org, adopt(id).choice),
    ])
      expect((await refusedWithoutWrite(org, work)).candidates).toEqual([]);
  });
});

describe('a SCIM application', () => {
  it('that others have is not adopted: the real AWS of the org', async () => {
    const org = await startOrg();
    const id = await make(org, SCIM);
    await org.call('PUT', `/api/v1/apps/${id}/groups/${await groupId(org, 'Kiro Team')}`, {});
    const [offered] = await offeredBy(scim(org, null)());
    expect(offered).toMatchObject({ id, barrier: expect.stringContaining('Kiro Team') as string });
    const choice: Choice = { use: 'adopt', id, shown: offered?.changes ?? [] };
    expect((await refusedWithoutWrite(org, scim(org, choice))).message).toContain('other groups are assigned');
  });
});
