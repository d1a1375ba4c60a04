import type { Change } from '../../runbook/model/proof.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import { blocking } from '../needs-person.js';
import type { PlannedStep } from './okta-plan.js';
import { foundWrong, looked, nothingSeen, type VerifiedFinding, type VerifiedStep } from './verified.js';
import type { BesideOurs } from './verify-server.js';

/** Steps whose objects are part of another step's object. If that one is gone, these are gone too, and we report it once. */
const BELOW: Partial<Record<StepId, readonly StepId[]>> = {
  'oidc-application': ['sign-in-assignments'],
  'authorization-server': ['scopes', 'access-policy'],
  'scim-application': ['attribute-mappings', 'provisioning-assignments', 'push-groups'],
};

const POLICY = /^access policy "/;
const RULE = /^access policy rule "/;
const CLIENTS = 'conditions.clients.include';

/** What a run would make or change, as findings, each at its cause; what it would leave alone is proven. */
export function driftOf(steps: readonly PlannedStep[], beside: BesideOurs): VerifiedStep[] {
  const isMissing = (step: StepId): boolean =>
    steps.find((one) => one.step === step)?.changes.some(({ action }) => action === 'create') === true;
  const hidden = Object.entries(BELOW).flatMap(([above, below]) => (isMissing(above as StepId) ? below : []));
  const isClientNew = isMissing('oidc-application');
  return steps.map(({ step, changes, warnings }) => ({
    ...nothingSeen(step),
    proven: changes.filter(({ action }) => action === 'reuse').map(({ object }) => heldBy(object)),
    findings: hidden.includes(step) ? [] : atCause(changes, beside, isClientNew).flatMap(findingsOf),
    warnings: step === 'provisioning-connection' ? [] : warnings,
  }));
}

/** The changes, without those that only follow from a fault that we report elsewhere. */
function atCause(changes: readonly Change[], beside: BesideOurs, isClientNew: boolean): Change[] {
  const isPolicyNew = changes.some(({ object, action }) => POLICY.test(object) && action === 'create');
  return changes.flatMap((change) => {
    const { object, action, fields } = change;
    const [isPolicy, isRule] = [POLICY.test(object), RULE.test(object)];
    if (isRule && isPolicyNew) return [];
    if (action !== 'change') return [change];
    const isFirst = isPolicy ? beside.isBeforePolicy : isRule && beside.isBeforeRule;
    const kept = fields.filter(
      ({ path }) => !(path === 'priority' && isFirst) && !(isPolicy && isClientNew && path === CLIENTS),
    );
    return kept.length === 0 ? [] : [{ ...change, fields: kept }];
  });
}

const about = (object: string) => looked('object', object, object);

const heldBy = (object: string): VerifiedStep['proven'][number] => ({
  ...about(object),
  value: 'there; a run would change nothing',
});

function findingsOf({ object, action, fields }: Change): VerifiedFinding[] {
  if (action === 'reuse') return [];
  const fix = 'Start the onboarding again: it makes what is missing and writes what differs, and nothing else.';
  if (action === 'create') {
    const missing = blocking(`There is no ${object}.`, fix);
    return [foundWrong(about(object), missing, { expected: 'there', found: 'not there' })];
  }
  const list = fields.map(({ path, from, to }) => `${path} is ${from} instead of ${to}`).join('; ');
  return [
    foundWrong(about(object), blocking(`${object} has drifted: ${list}.`, fix), {
      expected: fields.map(({ path, to }) => `${path} ${to}`).join('; '),
      found: fields.map(({ path, from }) => `${path} ${from}`).join('; '),
    }),
  ];
}
