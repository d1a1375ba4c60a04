import type { ApplicationFailure } from '@temporalio/common';
import type { Change, Finding } from '../../runbook/model/proof.js';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import type { RunObjects, Task, Trouble } from '../../runbook/outside.js';
import { blocking } from '../needs-person.js';
import { textAt } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import type { OktaClient } from './okta-client.js';
import { toFailure } from './okta-failures.js';
import { type PlannedObjects, planObjects } from './okta-plan.js';
import { mapGroups, requirePushed, tellPushed } from './push-groups.js';
import { openSession, type Session } from './session.js';
import { checkToken } from './token-check.js';
import { openPolicies } from './unexpected-access.js';
import {
  idOfObject,
  type KiroSide,
  type VerifiedFinding,
  type VerifiedStep,
  verifyConnection,
} from './verify-connection.js';

/**
 * Checks with reads alone whether the org still is as a finished onboarding left it: nothing to change, nobody unexpected, a
 * token as the guide wants it, every group pushed, and, with access to Kiro, the people that Okta pushed found there. Also
 * gives the objects that it found. Fails if the org cannot be asked, or if a namesake makes the objects unclear.
 */
export async function verifyOkta(
  client: OktaClient,
  task: Task,
  kiro: KiroSide | null = null,
): Promise<{ steps: VerifiedStep[]; objects: RunObjects }> {
  const { steps, objects } = await planObjects(client, task);
  const verified = steps.map(({ step, changes, findings, warnings }): VerifiedStep => ({
    ...nothingSeen(step),
    proven: changes.filter(({ action }) => action === 'reuse').map(({ object }) => heldBy(object)),
    findings: [...changes.flatMap(driftOf), ...findings.map((one) => named(step, one))],
    warnings: step === 'provisioning-connection' ? [] : warnings,
  }));
  for (const { step, needs, look } of looksAt(task, objects, kiro)) {
    if (needs.includes(PLANNED_ID)) continue;
    const session = openSession(client, task, 'plan');
    const seen = nothingSeen(step);
    await look(session, seen).catch((error: unknown) => {
      const failure = toFailure(error, client.orgUrl, client.secrets());
      seen.findings.push(...findingsOf(failure).map((one) => named(step, one)));
    });
    seen.evidence.push(...session.evidence);
    seen.warnings.push(...session.warnings);
    verified.push(seen);
  }
  const there = (id: string): string | null => (id === PLANNED_ID ? null : id);
  const { oidc, server, scim } = objects;
  const ids = { signInAppId: there(oidc.appId), scimAppId: there(scim.appId), serverId: there(server.serverId) };
  return { steps: verified, objects: ids };
}

const nothingSeen = (step: StepId): VerifiedStep => ({
  step,
  proven: [],
  findings: [],
  notLookedAt: [],
  evidence: [],
  warnings: [],
});

interface Look {
  step: StepId;
  /** Ids of the objects to look at. If one is missing, the plan has reported that already. */
  needs: string[];
  /** Notes what it sees; fails if a person must fix something. */
  look: (session: Session, seen: VerifiedStep) => Promise<void>;
}

function looksAt(task: Task, { oidc, server, scim }: PlannedObjects, kiro: KiroSide | null): Look[] {
  const { appId } = scim;
  return [
    {
      step: 'token-check',
      needs: [oidc.appId, server.serverId],
      look: async (session, seen) => {
        seen.findings.push(...(await openPolicies(session, server.serverId)).map((one) => named(seen.step, one)));
        await checkToken(session, { ...task, ...server, ...oidc });
        seen.proven.push({
          id: idOfObject('token', task.owner),
          label: 'What a token will hold',
          value: server.issuer,
        });
      },
    },
    {
      step: 'provisioning-connection',
      needs: [appId],
      look: (session, seen) => verifyConnection(session, seen, { ...task, appId }, kiro),
    },
    {
      step: 'push-groups',
      needs: [appId],
      look: async (session, seen) => {
        const pushed = await mapGroups(session, appId);
        const there = pushed.filter(({ mapping }) => mapping['id'] !== PLANNED_ID);
        requirePushed(session, appId, there);
        tellPushed(session, appId, there);
        for (const { name, mapping } of there) {
          const value = `last pushed ${textAt(mapping, 'lastPush') ?? ''}, by Okta's own account`;
          seen.proven.push({ id: idOfObject('last-push', name), label: `Push of "${name}"`, value });
        }
      },
    },
  ];
}

const heldBy = (object: string): VerifiedStep['proven'][number] => ({
  id: idOfObject('object', object),
  label: object,
  value: 'there; a run would change nothing',
});

function driftOf({ object, action, fields }: Change): VerifiedFinding[] {
  if (action === 'reuse') return [];
  const about = { id: idOfObject('object', object), label: object };
  const fix = 'Start the onboarding again: it makes what is missing and writes what differs, and nothing else.';
  if (action === 'create')
    return [{ ...blocking(`There is no ${object}.`, fix), ...about, expected: 'there', found: 'not there' }];
  const list = fields.map(({ path, from, to }) => `${path} is ${from} instead of ${to}`).join('; ');
  const [expected, found] = [
    fields.map(({ path, to }) => `${path} ${to}`),
    fields.map(({ path, from }) => `${path} ${from}`),
  ];
  const compared = { expected: expected.join('; '), found: found.join('; ') };
  return [{ ...blocking(`${object} has drifted: ${list}.`, fix), ...about, ...compared }];
}

/** A finding of a step, with an id that does not change with the numbers in its sentence. */
const named = (step: StepId, finding: Finding): VerifiedFinding => ({
  ...finding,
  id: idOfObject(step, finding.problem.replace(/[:;].*$/, '').replace(/\d+/g, '')),
  label: ONBOARDING_STEPS.of(step).title,
  expected: null,
  found: finding.problem,
});

/** The findings, if a person can fix them or Okta is not ready yet. Throws any other failure. */
function findingsOf(failure: ApplicationFailure): Finding[] {
  if (failure.type === 'OktaNotReady')
    return [
      blocking(failure.message, 'Okta does this by itself: look again later, and at Dashboard, Tasks if it stays.'),
    ];
  if (failure.type !== 'NeedsPerson') throw failure;
  const [trouble] = (failure.details ?? []) as Trouble[];
  return trouble?.findings ?? [];
}
