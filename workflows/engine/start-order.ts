import type { StepId } from '../../runbook/onboarding/step.js';

/**
 * The order in which release 0.1 started steps that became ready together. Frozen, because recorded histories depend on
 * it: never sort it, never add to it. A step that came later is not in it and needs no entry; one that is gone may stay.
 */
const FROZEN: readonly string[] = [
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
];

const frozenPlace = (id: string): number => {
  const place = FROZEN.indexOf(id);
  return place === -1 ? FROZEN.length : place;
};

/**
 * The steps in the order in which the workflow starts them, or breaks them off, when several are due in one workflow task.
 * It does not depend on the rows of `runbook/onboarding/steps.ts`, so a row can move without moving a workflow command: first the
 * steps of release 0.1 as they were started then, then all others by their id.
 */
export function inStartOrder<Id extends StepId>(ids: Iterable<Id>): Id[] {
  return [...ids].sort((one, other) => frozenPlace(one) - frozenPlace(other) || (one < other ? -1 : 1));
}
