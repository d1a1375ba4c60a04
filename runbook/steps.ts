import type { Role } from './input.js';

/** A step of the runbook, in the guide's order. */
export interface Step {
  readonly id: StepId;
  readonly title: string;
  /** Section of the guide; null where the runbook adds the step. */
  readonly guide: string | null;
  /** Who does it: a program, a person of this role, or time. */
  readonly by: 'program' | 'time' | Role;
  /** Steps whose outcome it needs. Steps that do not need each other run side by side. */
  readonly after: readonly StepId[];
}

/** The steps' ids, in the guide's order. */
export const STEP_IDS = [
  'preflight',
  'oidc-application',
  'sign-in-assignments',
  'authorization-server',
  'scopes',
  'access-policy',
  'token-check',
  'kiro-profile',
  'domain',
  'dns-record',
  'dns-propagation',
  'domain-verified',
  'scim-access',
  'scim-application',
  'provisioning-connection',
  'provisioning-features',
  'attribute-mappings',
  'provisioning-assignments',
  'push-groups',
  'subscribe-team',
  'sync-window',
  'subscription-review',
  'pilot-sign-in',
  'report',
] as const;
export type StepId = (typeof STEP_IDS)[number];

const step = (id: StepId, title: string, guide: string | null, by: Step['by'], after: StepId[]): Step => ({
  id,
  title,
  guide,
  by,
  after,
});

/** The whole runbook: what is done, where the guide says so, by whom, and after what. */
export const STEPS: readonly Step[] = [
  step('preflight', 'Check the org, the people and the domain', null, 'program', []),
  step('oidc-application', 'Create the OIDC application', 'Step 1: Create new app integration', 'program', [
    'preflight',
  ]),
  step('sign-in-assignments', 'Assign who may sign in', 'Step 1: Add users and groups', 'program', [
    'oidc-application',
  ]),
  step('authorization-server', 'Create the authorization server', 'Step 2: Create Kiro specific scopes', 'program', [
    'preflight',
  ]),
  step('scopes', 'Create the Kiro scopes', 'Step 2: Scope authorization', 'program', ['authorization-server']),
  step('access-policy', 'Add the access policy and its rule', 'Step 2: Add access policies', 'program', [
    'scopes',
    'oidc-application',
  ]),
  step('token-check', 'Check what a token will hold', 'Step 2: Token Preview', 'program', [
    'access-policy',
    'sign-in-assignments',
  ]),
  step('kiro-profile', 'Create the Kiro profile', 'Step 3: Create Kiro Profile', 'kiro-admin', ['token-check']),
  step('domain', 'Add the domain in Kiro', 'Step 3: Add and verify domain', 'kiro-admin', ['kiro-profile']),
  step('dns-record', 'Publish the TXT record', 'Step 3: Add and verify domain', 'dns-admin', ['domain']),
  step('dns-propagation', 'See the record on every name server', 'Step 3: Add and verify domain', 'program', [
    'domain',
  ]),
  step('domain-verified', 'See Verified in Kiro', 'Step 3: Add and verify domain', 'kiro-admin', [
    'dns-record',
    'dns-propagation',
  ]),
  step('scim-access', 'Make a SCIM access token', 'Step 3: Add SCIM access token', 'kiro-admin', ['kiro-profile']),
  step('scim-application', 'Add the SCIM application', 'Step 4: Create app integration', 'program', ['preflight']),
  step(
    'provisioning-connection',
    'Connect the application to Kiro',
    'Step 4: Configure SCIM provisioning',
    'okta-admin',
    ['scim-application', 'scim-access'],
  ),
  step(
    'provisioning-features',
    'Switch on Create Users and Update User Attributes',
    'Step 4: Configure SCIM provisioning',
    'okta-admin',
    ['provisioning-connection'],
  ),
  step(
    'attribute-mappings',
    'Remove department and employeeNumber',
    'Step 4: Synchronizing Groups, Pre-requisite',
    'program',
    ['scim-application'],
  ),
  step('provisioning-assignments', 'Assign who is provisioned', 'Step 4: Synchronizing Groups, assign', 'program', [
    'provisioning-features',
    'attribute-mappings',
  ]),
  step('push-groups', 'Push the groups', 'Step 4: Synchronizing Groups, Push Groups', 'program', [
    'provisioning-assignments',
  ]),
  step('subscribe-team', 'Subscribe the team', 'Subscribe your team to Kiro', 'kiro-admin', [
    'push-groups',
    'domain-verified',
  ]),
  step('sync-window', 'Wait until the groups have synchronised', 'Sync delay', 'time', ['subscribe-team']),
  step('subscription-review', 'Review the subscriptions', 'Preventing unauthorized access', 'kiro-admin', [
    'sync-window',
  ]),
  step('pilot-sign-in', 'One person signs in and gets an answer', 'Subscribe your team to Kiro', 'kiro-admin', [
    'subscription-review',
  ]),
  step('report', 'Write the report', null, 'program', ['pilot-sign-in']),
];

/** The step of that id. */
export function stepOf(id: StepId): Step {
  return STEPS.find((candidate) => candidate.id === id)!;
}

/** All steps that must be over before this one may begin, however far back. */
export function stepsBefore(id: StepId): ReadonlySet<StepId> {
  return BEFORE.get(id)!;
}

/** The step itself and all that depend on its outcome, however far ahead; in the guide's order. */
export function withDependents(id: StepId): StepId[] {
  return STEP_IDS.filter((other) => other === id || stepsBefore(other).has(id));
}

const BEFORE: ReadonlyMap<StepId, ReadonlySet<StepId>> = new Map(STEPS.map(({ id }) => [id, before(id)]));

function before(id: StepId): Set<StepId> {
  return new Set(stepOf(id).after.flatMap((earlier) => [earlier, ...before(earlier)]));
}

/** Who is asked where the step needs a person: whoever does it, or has the keys to what the program works on. */
export function helperOf(id: StepId): Role {
  const { by } = stepOf(id);
  if (by !== 'program' && by !== 'time') return by;
  return id === 'dns-propagation' ? 'dns-admin' : 'okta-admin';
}
