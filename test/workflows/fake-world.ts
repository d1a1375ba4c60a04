import { ApplicationFailure, ApplicationFailureCategory, type Duration } from '@temporalio/common';
import { generateKeyPair, exportJWK } from 'jose';
import type { Outside, Arrival, AuditSeen, OldPushes, Trouble } from '../../runbook/outside.js';
import { DUTY_DEFAULTS } from '../../runbook/connection/connection-input.js';
import type { Access } from '../../runbook/offboard/access.js';
import { INPUT_DEFAULTS, type OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Finding, Proof } from '../../runbook/model/proof.js';
import { summaryOf, type RosterSummary } from '../../runbook/roster/summary.js';

/** Activities without a world behind them: what the workflow does with their answers is the subject. */
export type World = Outside;

export const proof: Proof = { evidence: [{ label: 'id', value: 'x1', url: null }], changes: [], warnings: [] };
/** The roster of nobody. */
export const noRoster: RosterSummary = summaryOf([], null);
export const ISSUER = 'https://example.okta.com/oauth2/aus1';
export const CLIENT_ID = 'kiro-client';
export const ENDPOINT = 'https://scim.example.com/tenant/scim/v2';
export const TOKEN = 'kiro-site-verification=12345678-1234-1234-1234-123456789abc';

/** Reminders by day and night, and no due date within a test. */
export const AT_ANY_HOUR = {
  ...DUTY_DEFAULTS,
  dueAfterMs: 366 * 24 * 3_600_000,
  timeZone: 'UTC',
  fromMinute: 0,
  toMinute: 24 * 60,
  weekends: true,
};

export const input: OnboardingInput = {
  ...INPUT_DEFAULTS,
  domain: 'example.com',
  proof: 'none',
  scopes: ['codewhisperer:completions'],
  okta: { ...INPUT_DEFAULTS.okta, orgUrl: 'https://example.okta.com' },
  signIn: { groups: ['Kiro Users'], users: [], test: 'optional' },
  provision: { groups: ['Kiro Users'], users: [] },
  push: { groups: ['Kiro Team'] },
  subscribe: { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' },
  pilot: 'ana@example.com',
  waits: { ...INPUT_DEFAULTS.waits, ...AT_ANY_HOUR },
  people: { ...INPUT_DEFAULTS.people, 'kiro-admin': { email: 'ana@example.com' } },
};

/** The connection that the runbooks of day two are about. */
export const OBJECTS = {
  signInAppId: '0oa1',
  clientId: CLIENT_ID,
  serverId: 'aus1',
  issuer: ISSUER,
  scimAppId: '0oa2',
};
/** Okta knows nothing of another Kiro. */
export const NO_OLD_PUSHES: OldPushes = {
  taken: { groups: [], users: [] },
  pushes: [],
  copies: [],
  people: 3,
  deactivates: false,
  seen: '0 of 3 people looked up at scim.example.com are not there under the id that Okta has of them.',
};

/** Somebody who leaves has access by one group, which is pushed. */
const ACCESS: Access = {
  memberships: [
    {
      id: '00g1',
      name: 'Kiro Team',
      url: 'https://example-admin.okta.com/admin/group/00g1',
      isPushed: true,
      isAssigned: true,
      isConfigured: true,
      keeper: { by: 'api' },
      others: [],
    },
  ],
  signIn: 'by-group',
  provisioning: 'by-group',
  isOpenToAll: false,
  externalId: 'user-1',
  userName: 'lena@example.com',
  kiroGroups: ['Kiro Team'],
  tokens: 1,
  accessMinutes: 60,
  isLifeRead: true,
};

/** Everything works at once; tests replace what should not. */
export async function calmWorld(changes: Partial<World> = {}): Promise<World> {
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'k1' } as unknown as Record<string, string>;
  const on = {
    connection: 'connected',
    createUsers: 'on',
    updateUserAttributes: 'on',
    reaches: 'this',
    ...proof,
  } as const;
  const arrived: Arrival = { ...proof, verdict: 'all-arrived', expected: 3, arrived: 3, missing: [] };
  return {
    preflight: async () => proof,
    ensureOidcApplication: async () => ({ ...proof, appId: '0oa1', clientId: CLIENT_ID }),
    ensureSignInAssignments: async () => ({ ...proof, findings: [] }),
    ensureAuthorizationServer: async () => ({ ...proof, serverId: 'aus1', issuer: ISSUER }),
    ensureScopes: async () => proof,
    ensureAccessPolicy: async () => proof,
    checkToken: async () => proof,
    ensureScimApplication: async () => ({ ...proof, appId: '0oa2' }),
    connectProvisioning: async () => ({
      ...proof,
      connection: 'unknown',
      createUsers: 'unknown',
      updateUserAttributes: 'unknown',
    }),
    readProvisioning: async () => on,
    ensureAttributeMappings: async () => proof,
    ensureProvisioningAssignments: async () => proof,
    ensurePushGroups: async () => proof,
    readSignIn: async () => ({
      ...proof,
      seen: 'nothing',
      at: null,
      refreshToken: 'unknown',
      text: 'Okta shows no token.',
    }),
    findObjects: async () => ({ ...proof, ...OBJECTS }),
    findOldPushes: async () => ({ ...proof, ...NO_OLD_PUSHES }),
    clearOldPushes: async () => proof,
    putBackAssignments: async () => ({ ...proof, stillOff: [] }),
    planTxtRecord: async () => proof,
    publishTxtRecord: async () => proof,
    awaitTxtRecord: async () => proof,
    watchTxtRecord: async () => {
      throw notYet('The record stands.', '1h');
    },
    checkScimAccess: async () => proof,
    awaitArrival: async () => arrived,
    reviewSubscriptions: async () => ({ ...proof, findings: [], roster: noRoster }),
    listAccess: async () => ({
      ...proof,
      people: [],
      file: { path: 'access.csv', sha256: 'a1' },
      findings: [],
      unseen: [],
    }),
    awaitOffboarding: async () => null,
    writeDecisions: async () => ({ ...proof, file: { path: 'decisions.csv', sha256: 'd1' } }),
    writeSums: async () => proof,
    sealingKey: async () => key,
    senderKeys: async () => [],
    writeReport: async () => proof,
    notify: async () => ({}),
    recordConnection: async () => undefined,
    holdOldToken: async () => ({ sealed: 'sealed old token', before: 'works' }),
    tryNewToken: async () => ({ ...proof, isOldOne: false }),
    tryOldToken: async () => ({ ...proof, verdict: 'refused' }),
    compareKiro: async () => ({ ...proof, findings: [], unseen: [] }),
    putNewToken: async () => on,
    awaitPush: async ({ since }) => ({ ...proof, pushedAt: since }),
    readFailedPushes: async () => ({ ...proof, named: [], total: 0 }),
    findLeaver: async ({ login }) => ({ ...proof, leaver: { userId: '00u1', login, status: 'ACTIVE', url: null } }),
    readAccess: async () => ({ ...proof, access: ACCESS }),
    endAccess: async () => ({ ...proof, held: [], open: [] }),
    revokeTokens: async () => ({ ...proof, revoked: 1, findings: [] }),
    lookForLeaver: async () => ({ ...proof, verdict: 'gone', text: 'Not in "Kiro Team" in Kiro' }),
    readKept: async () => null,
    takeTurn: async () => ({ ahead: [], known: { ...OBJECTS, endpoint: ENDPOINT, storedAt: '1Password: Kiro' } }),
    readAuditGround: async () => ({ known: null, muted: [], last: null, settings: null }),
    lookForAudit: async ({ at }) => cleanAudit(at),
    rememberAudit: async () => true,
    ...changes,
  };
}

/** An audit that finds everything right. */
export function cleanAudit(at: string): AuditSeen {
  const counts = { proven: 41, wrong: 0, notLookedAt: 1, waiting: 0, muted: 0 };
  const outcome = 'clean';
  return {
    outcome,
    counts,
    findings: [],
    found: { new: 0, still: 0, gone: 0 },
    gone: [],
    muted: [],
    notLookedAt: [{ id: 'people/seats/all', label: 'Seats', why: 'no list', how: 'npm run verify' }],
    waiting: [],
    changes: [],
    changesInAll: 0,
    warnings: [],
    file: { path: '/reports/audit.json', sha256: 'abc' },
    remember: {
      ...{ at, outcome, counts, sha256: 'abc', configuration: 'c', proven: ['okta/push/Kiro-Team'], wrong: [] },
      ...{ beyond: 0, waiting: [], logUntil: at, events: [] },
    },
  };
}

/** What an activity throws that looks again. */
export function notYet(message: string, nextRetryDelay: Duration): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'NotYet',
    message,
    nextRetryDelay,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** What an activity throws when only a person can go on. */
export function needsPerson(problem: string, more: Partial<Trouble> = {}): ApplicationFailure {
  const findings: Finding[] = [{ severity: 'blocking', problem, fix: 'Correct it.', url: null }];
  const details: Trouble[] = [{ findings, candidates: [], requestIds: ['req1'], ...more }];
  return ApplicationFailure.create({ type: 'NeedsPerson', message: problem, nonRetryable: true, details });
}

/** One right answer to each human step, in the guide's order. */
export const RIGHT_ANSWERS: [string, Record<string, unknown>][] = [
  ['kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID }],
  ['domainAdded', { verificationToken: TOKEN }],
  ['dnsRecordPublished', {}],
  ['domainVerified', {}],
  ['scimAccessIssued', { endpoint: ENDPOINT }],
  ['provisioningConfigured', {}],
  ['teamSubscribed', {}],
  ['subscriptionsListed', { csv: 'User,Status\nana@example.com,Active' }],
  ['stepDone', { step: 'pilot-sign-in' }],
];

/** The right answers without those to some messages. */
export const answersExcept = (...names: string[]): typeof RIGHT_ANSWERS =>
  RIGHT_ANSWERS.filter(([name]) => !names.includes(name));
