import type { MessageName } from '../../runbook/messages/schemas.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { Runbook, RunView } from '../../runbook/model/runbook.js';
import { type Ask, recordOf, type RunState } from '../../runbook/model/state.js';
import { AUDIT } from '../../runbook/audit/audit-runbook.js';
import { CONNECTION } from '../../runbook/connection/connection.js';
import { OFFBOARDING } from '../../runbook/offboard/offboarding.js';
import { ONBOARDING } from '../../runbook/onboarding/onboarding.js';
import { missReason } from '../../runbook/onboarding/txt-look.js';
import { REPROVISION } from '../../runbook/reprovision/reprovision.js';
import { accessListOf, withAnswer } from '../../runbook/review-access/access-list.js';
import type { ReviewedPerson } from '../../runbook/review-access/decision-files.js';
import { REVIEW_ACCESS } from '../../runbook/review-access/review-access.js';
import { rotationFor } from '../../runbook/rotate/rotation.js';
import { CLIENT_ID, ENDPOINT, input as plainInput, ISSUER, TOKEN } from '../workflows/fake-world.js';

// Every question of every runbook as a run that asks it, without a server.

export const AT = '2026-05-04T08:00:00.000Z';
const DATES = { since: AT, remindAt: '2026-05-04T12:00:00.000Z', dueAt: '2026-05-07T08:00:00.000Z' };
const sender = { by: 'ana@example.com', via: 'page', at: AT };

export const input = {
  ...plainInput,
  people: {
    'kiro-admin': { email: 'ana@example.com' },
    'okta-admin': { email: 'ben@example.com' },
    'dns-admin': { email: 'cem@example.com' },
    reviewers: [{ email: 'rita@example.com' }],
  },
};

/** A question: the step it is asked at, the message that answers it, and what else is so then. */
export type Asked = [step: string, message: MessageName, more?: Partial<Ask>];

/** A run of that runbook in which these are asked. `change` puts into its state what the questions tell of. */
export function runAsking<State extends RunState, Input extends RunInput>(
  runbook: Runbook<State, Input>,
  about: object | null,
  asked: readonly Asked[],
  change: (state: State) => void = () => undefined,
): RunView {
  const given = runbook.completedInput(about === null ? input : { ...input, about });
  if (given === null) throw new Error(`no input of ${runbook.name}`);
  const state = runbook.newState(AT);
  state.facts.sealingKey = { kid: 'k1' };
  state.asks = asked.map(([step, message, more = {}]) => ({
    ...{ step, message, role: runbook.steps.of(step).helper, reminders: 0, overdue: false, reason: null },
    ...DATES,
    ...more,
  }));
  for (const [step] of asked) Object.assign(recordOf(state, step), { state: 'waiting', startedAt: AT, since: AT });
  change(state);
  const run = { runbook, state, input: given, workflowId: `kiro-okta/example.okta.com/example.com/${runbook.name}` };
  return { ...run, runId: 'run-1' };
}

const finding = {
  severity: 'warning' as const,
  problem: 'eve@example.com has a seat, and nobody meant it.',
  fix: 'Remove it in the Kiro console, or add eve to the group.',
  url: 'https://example-admin.okta.com/admin/user/profile/view/00u9',
};
const trouble = {
  message: 'The service app may not do this (403).',
  findings: [],
  candidates: [],
  requestIds: ['req-1'],
};
const namesake = (id: string, name: string) => ({ id, name, url: `https://example-admin.okta.com/admin/app/${id}` });
export const CANDIDATES = [
  {
    ...namesake('0oa9aaaaaaaaaaaaaaaa', 'Kiro-OIDC'),
    changes: [{ path: 'settings.oauthClient.redirect_uris', from: 'none', to: 'http://localhost:3128/oauth/callback' }],
  },
  { ...namesake('0oa9bbbbbbbbbbbbbbbb', 'Kiro-OIDC (old)'), barrier: 'it has a client secret' },
];
const MISS = {
  kind: 'missing zone-doubled',
  problem: 'The value stands at example.com.example.com instead of example.com.',
  fix: "Change the record's name in the DNS provider's form to @ (or leave it empty).",
  more: ['At example.com the value is published without its end. Copy the whole value again.'],
  isPublished: false,
};

/** An onboarding in which these are asked; what they tell of is known. */
export const onboarding = (asked: readonly Asked[], change: Parameters<typeof plainOnboarding>[1] = () => undefined) =>
  plainOnboarding(asked, change);

function plainOnboarding(
  asked: readonly Asked[],
  change: (state: ReturnType<(typeof ONBOARDING)['newState']>) => void,
): RunView {
  return runAsking(ONBOARDING, null, asked, (state) => {
    Object.assign(state.facts, {
      oidcApplication: { appId: '0oa1', clientId: CLIENT_ID },
      authorizationServer: { serverId: 'aus1', issuer: ISSUER },
      scimApplication: { appId: '0oa2' },
    });
    if (!asked.some(([, message]) => message === 'domainAdded'))
      state.answers.domainAdded = { value: { verificationToken: TOKEN }, ...sender };
    if (!asked.some(([, message]) => message === 'scimAccessIssued'))
      state.answers.scimAccessIssued = { value: { endpoint: ENDPOINT, storedAt: '1Password: Kiro' }, ...sender };
    for (const [step, message] of asked) {
      if (message === 'objectChosen')
        state.troubles[step] = { ...trouble, message: 'Two are named so.', candidates: CANDIDATES };
      if (step === 'authorization-server') state.troubles[step] = trouble;
    }
    state.steps['subscription-review'].findings = [finding];
    change(state);
  });
}

const group = {
  ...{ id: '00g1', name: 'Kiro Team', url: 'https://example-admin.okta.com/admin/group/00g1' },
  ...{ isPushed: true, isAssigned: true, isConfigured: true, others: ['the application "Payroll"'] },
  keeper: { by: 'rule' as const, names: ['Everybody in Berlin'] },
};
const CONNECTED = {
  ...{ signInAppId: '0oa1', clientId: CLIENT_ID, serverId: 'aus1', issuer: ISSUER, scimAppId: '0oa2' },
  ...{ endpoint: ENDPOINT, storedAt: '1Password: Kiro' },
};
const LEAVER = { login: 'lena@example.com', reason: null, ticket: 'HR-12', now: false, hourMs: 1_000 };
const offboarding = (asked: readonly Asked[]): RunView =>
  runAsking(OFFBOARDING, LEAVER, asked, (state) => {
    state.facts.connection = CONNECTED;
    const isFound = !asked.some(([step]) => step === 'find');
    if (isFound) state.facts.leaver = { userId: '00u1', login: LEAVER.login, status: 'ACTIVE', url: null };
    else state.troubles['find'] = { ...trouble, repair: 'take away the seat that is left' };
    state.held = asked.some(([, message]) => message === 'decisionMade')
      ? [{ group, why: 'other-uses', said: null }]
      : [{ group, why: 'rule', said: null }];
  });

const rotation = (compromised: boolean, asked: readonly Asked[]): RunView =>
  runAsking(rotationFor({ compromised }), { compromised }, asked, (state) => {
    state.facts.connection = CONNECTED;
    state.answers.scimAccessIssued = { value: { endpoint: ENDPOINT, storedAt: '1Password: Kiro 2' }, ...sender };
    state.failed = ['lena@example.com: Invalid token'];
    if (compromised) state.steps['compare']!.findings = [finding];
  });

const OLD_PUSHES = {
  ...{ taken: { groups: [], users: [] }, pushes: [{ id: 'm1', group: 'Kiro Team' }], copies: [] },
  ...{
    people: 3,
    deactivates: true,
    seen: '0 of 3 people are at the new endpoint under the id that Okta has of them.',
  },
};

/** People of a review of access; of every fifth somebody has decided. */
export function reviewing(people: number): RunView {
  return runAsking(REVIEW_ACCESS, { name: '2026-Q4' }, [['decide', 'accessReviewed']], (state) => {
    const all = Array.from({ length: people }, (_, index) => ({ user: `user${index}@example.com`, access: 'spg' }));
    const rows = all.filter((_, index) => index % 5 === 0).map(({ user }) => ({ user, decision: 'keep' as const }));
    state.facts.roster = { people, file: { path: '/reports/access.csv', sha256: 'a1' } };
    state.list = withAnswer(accessListOf(all, null), { rows, draft: true }, sender);
  });
}

/** Runs that ask every question between them: by runbook, and on one page those that have different steps. */
export const EVERY_QUESTION: Record<string, () => RunView> = {
  'onboarding, in Okta': () =>
    onboarding([
      ['authorization-server', 'stepDone'],
      ['oidc-application', 'objectChosen'],
      ['token-check', 'signInTested'],
    ]),
  'onboarding, the profile and the domain': () =>
    onboarding([
      ['kiro-profile', 'kiroProfileEnabled'],
      ['domain', 'domainAdded'],
    ]),
  'onboarding, the record': () =>
    onboarding([
      ['dns-record', 'dnsRecordPublished'],
      ['domain-verified', 'domainVerified'],
    ]),
  'onboarding, the record asked again': () =>
    onboarding(
      [
        ['dns-record', 'dnsRecordPublished', { reason: missReason('person', MISS), overdue: true }],
        ['dns-propagation', 'checkNow', { reason: missReason('runbook', MISS), role: 'dns' }],
      ],
      (state) => (state.txtLook.miss = MISS),
    ),
  'onboarding, provisioning': () =>
    onboarding([
      ['scim-access', 'scimAccessIssued'],
      ['provisioning-connection', 'provisioningConfigured'],
      ['provisioning-features', 'provisioningConfigured'],
    ]),
  'onboarding, the seats': () =>
    onboarding([
      ['subscribe-team', 'teamSubscribed'],
      ['subscription-review', 'subscriptionsListed'],
      ['pilot-sign-in', 'stepDone'],
    ]),
  'onboarding, the decision on the seats': () => onboarding([['subscription-review', 'decisionMade']]),
  'offboarding, nobody of that login': () => offboarding([['find', 'stepDone']]),
  'offboarding, groups and the seat': () =>
    offboarding([
      ['push-group', 'userRemovedAtSource'],
      ['kiro-groups', 'checkNow'],
      ['seat', 'seatDeleted'],
      ['access-ends', 'checkNow', { role: 'time' }],
    ]),
  'offboarding, a group of other uses': () => offboarding([['assignments', 'decisionMade']]),
  'rotation, planned': () =>
    rotation(false, [
      ['new-token', 'scimAccessIssued'],
      ['into-okta', 'provisioningConfigured'],
      ['push-after', 'checkNow'],
      ['revoke-old', 'tokenRevoked'],
      ['failed-tasks', 'stepDone'],
    ]),
  'rotation, a leaked token': () =>
    rotation(true, [
      ['revoke-old', 'tokenRevoked'],
      ['new-token', 'scimAccessIssued'],
      ['into-okta', 'provisioningConfigured'],
      ['compare', 'decisionMade'],
    ]),
  'audit, blocked': () =>
    runAsking(AUDIT, null, [['look', 'stepDone']], (state) => void (state.troubles['look'] = trouble)),
  reprovisioning: () =>
    runAsking(
      REPROVISION,
      {},
      [
        ['kiro-profile', 'kiroProfileEnabled'],
        ['domain', 'domainAdded'],
        ['old-pushes', 'decisionMade'],
        ['old-seats', 'subscriptionsListed'],
      ],
      (state) => {
        state.facts.connection = CONNECTED;
        Object.assign(state.facts, { authorizationServer: { serverId: 'aus1', issuer: ISSUER } });
        Object.assign(state.facts, { oidcApplication: { appId: '0oa1', clientId: CLIENT_ID } });
        state.oldPushes = OLD_PUSHES;
      },
    ),
  'reprovisioning, old seats': () =>
    runAsking(
      REPROVISION,
      {},
      [['old-seats', 'decisionMade']],
      (state) => (state.steps['old-seats'].findings = [finding]),
    ),
  'review of access': () => reviewing(7),
  'review of access, removals': () => runAsking(REVIEW_ACCESS, { name: '2026-Q4' }, [['removals', 'checkNow']]),
  'record of the connection': () =>
    runAsking(CONNECTION, null, [
      ['renew-scim-access', 'stepDone', { overdue: true }],
      ['review-access', 'stepDone'],
    ]),
};

/** Everybody of a review, as the query gives it; of every fifth there is a draft. */
export const everybody = (people: number): ReviewedPerson[] =>
  Array.from({ length: people }, (_, index) => ({
    user: `user${index}@example.com`,
    access: 'sign-in application, SCIM application, pushed group',
    said:
      index % 5 === 0
        ? { decision: 'keep', isDraft: true, note: null, by: 'rita@example.com', via: 'page', at: AT }
        : null,
  }));

/** A finding as a run may show many of. */
export const findingOf = (index: number) => ({
  ...finding,
  problem: `user${index}@example.com has a seat, and nobody meant it.`,
});
