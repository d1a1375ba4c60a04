import { MockActivityEnvironment } from '@temporalio/testing';
import { createOktaActivities } from '../activities/okta/okta-activities.js';
import { oktaClient, type Patience, USUAL_PATIENCE } from '../activities/okta/okta-client.js';
import { workflowIdFor } from '../runbook/model/names.js';
import { INPUT_DEFAULTS, type OnboardingInput } from '../runbook/onboarding/input.js';
import type { OktaActivities } from '../runbook/outside.js';
import { startOkta } from '../sandbox/okta/start-okta.js';
import { repeat, spread } from './measure.js';
import { Secret } from '../runbook/secrets/secret.js';

/** What each call of Okta's API takes on its way; milliseconds. */
const CALL_MS = 50;
/** So slow that the machine's own speed no longer counts, only how many calls wait for each other. */
const SLOW_MS = 600;
/** Terraform's apply of the same objects at that delay, in seconds, as measured once with its Okta provider 6.12. */
const TERRAFORM = 3.3;

/** Without the looks at what Okta would do by itself: here it does nothing. */
const PATIENCE: Patience = { ...USUAL_PATIENCE, progress: [] };

/** The example configuration. */
const inputOf = (orgUrl: string): OnboardingInput => ({
  ...INPUT_DEFAULTS,
  domain: 'example.com',
  okta: { ...INPUT_DEFAULTS.okta, orgUrl },
  signIn: { groups: ['Kiro Users'], users: ['yara@example.com'], test: 'off' },
  provision: { groups: ['Kiro Users'], users: [] },
  push: { groups: ['Kiro Team'] },
  subscribe: { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' },
});

/** The objects of Steps 1, 2 and 4 with their read-backs, preflight included, each step as soon as what it needs is over. */
export async function oktaObjects(): Promise<string[]> {
  const rounds = await repeat(3, () => makeAll(CALL_MS));
  const slow = await makeAll(SLOW_MS);
  const seconds = rounds.map((round) => round.seconds);
  return [
    `objects of Steps 1, 2 and 4, preflight included, at ${CALL_MS} ms a call, seconds: ${spread(seconds)}`,
    `their calls: ${spread(
      rounds.map(({ calls }) => calls),
      0,
    )}`,
    `their longest chain, one after the other: ${((slow.seconds * 1000) / SLOW_MS).toFixed(0)}`,
    `times faster than Terraform (${TERRAFORM} s, measured once): ${spread(seconds.map((one) => TERRAFORM / one))}`,
  ];
}

async function makeAll(delayMs: number): Promise<{ seconds: number; calls: number }> {
  const sandbox = await startOkta({ port: 0, stateFile: null });
  try {
    const { url, token } = sandbox;
    const client = oktaClient({ orgUrl: url, credentials: { mode: 'token', token: new Secret(token) } }, PATIENCE);
    const task = { owner: workflowIdFor({ okta: { orgUrl: url }, domain: 'example.com' }), input: inputOf(url) };
    const delay = { path: '/api/v1/*', kind: 'delay', delayMs, times: 10_000 };
    await fetch(`${url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(delay),
    });
    const begun = performance.now();
    await inOrder(createOktaActivities({ client }), task);
    const seconds = (performance.now() - begun) / 1000;
    const log = (await (await fetch(`${url}/sandbox/requests`)).json()) as { path: string }[];
    return { seconds, calls: log.filter(({ path }) => path.startsWith('/api/v1/')).length };
  } finally {
    await sandbox.close();
  }
}

/** As the steps wait for each other (`after` in runbook/onboarding). Nothing is pushed: no Kiro is connected. */
async function inOrder(okta: OktaActivities, task: Parameters<OktaActivities['preflight']>[0]): Promise<void> {
  const run = <Result>(work: () => Promise<Result>): Promise<Result> =>
    new MockActivityEnvironment({ attempt: 1 }).run(work);
  const unlessWaiting = (error: unknown): void => {
    if ((error as { type?: string }).type !== 'OktaNotReady') throw error;
  };
  const chosen = { ...task, choice: null };
  await run(() => okta.preflight(task));
  const oidc = run(() => okta.ensureOidcApplication(chosen));
  const server = run(() => okta.ensureAuthorizationServer(chosen));
  const scim = run(() => okta.ensureScimApplication(chosen));
  const scopes = server.then(({ serverId }) => run(() => okta.ensureScopes({ ...task, serverId })));
  const inScim = scim.then(({ appId }) => ({ ...task, appId }));
  const mappings = inScim.then((one) => run(() => okta.ensureAttributeMappings(one)));
  const assignments = mappings.then(async () => okta.ensureProvisioningAssignments(await inScim)).catch(unlessWaiting);
  await Promise.all([
    oidc.then(({ appId }) => run(() => okta.ensureSignInAssignments({ ...task, appId }))),
    Promise.all([oidc, server, scopes]).then(([{ clientId }, { serverId }]) =>
      run(() => okta.ensureAccessPolicy({ ...task, serverId, clientId })),
    ),
    assignments.then(async () => okta.ensurePushGroups(await inScim)).catch(unlessWaiting),
  ]);
}
