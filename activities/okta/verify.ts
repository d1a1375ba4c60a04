import type { ApplicationFailure } from '@temporalio/common';
import { CATALOG_APP_NAME } from '../../runbook/guide.js';
import type { RunObjects, Task, Trouble } from '../../runbook/outside.js';
import type { Change, Evidence, Finding } from '../../runbook/proof.js';
import type { StepId } from '../../runbook/steps.js';
import type { OktaClient } from './client.js';
import { blocking, toFailure } from './errors.js';
import { planObjects, type PlannedObjects } from './plan.js';
import { openSession, PLANNED_ID, type Session } from './session.js';
import { readProvisioning } from './steps/provisioning.js';
import { mapGroups, requirePushed } from './steps/push-groups.js';
import { checkToken } from './steps/token-check.js';
import { openPolicies } from './unexpected-access.js';

/** What a finished onboarding's step looks like in the org today. */
export interface VerifiedStep {
  step: StepId;
  findings: Finding[];
  evidence: Evidence[];
  warnings: string[];
}

/**
 * Whether the org still is as a finished onboarding left it, by reads alone: nothing to change, nobody unexpected, a
 * token as the guide wants it, every group pushed; with the objects that it found. The people are the roster's. Fails
 * where the org cannot be asked or a namesake stands in the way.
 */
export async function verifyOkta(
  client: OktaClient,
  task: Task,
): Promise<{ steps: VerifiedStep[]; objects: RunObjects }> {
  const { steps, objects } = await planObjects(client, task);
  const verified: VerifiedStep[] = steps.map(({ step, changes, findings, warnings }) => ({
    step,
    findings: [...changes.flatMap(driftOf), ...findings],
    evidence: [],
    warnings,
  }));
  for (const { step, needs, look } of looksAt(task, objects)) {
    if (needs.includes(PLANNED_ID)) continue;
    const session = openSession(client, task, 'plan');
    const findings = await look(session).catch((error: unknown) =>
      findingsOf(toFailure(error, client.orgUrl, client.secrets())),
    );
    const { evidence, warnings } = session;
    const known = verified.find((one) => one.step === step);
    if (known === undefined) verified.push({ step, findings, evidence, warnings });
    else {
      known.findings.push(...findings);
      known.evidence.push(...evidence);
      known.warnings.push(...warnings);
    }
  }
  const there = (id: string): string | null => (id === PLANNED_ID ? null : id);
  const { oidc, server, scim } = objects;
  const ids = { signInAppId: there(oidc.appId), scimAppId: there(scim.appId), serverId: there(server.serverId) };
  return { steps: verified, objects: ids };
}

interface Look {
  step: StepId;
  /** Ids without which there is nothing to look at; the plan has said so already. */
  needs: string[];
  look: (session: Session) => Promise<Finding[]>;
}

function looksAt(task: Task, { oidc, server, scim }: PlannedObjects): Look[] {
  const { appId } = scim;
  return [
    {
      step: 'token-check',
      needs: [oidc.appId, server.serverId],
      look: async (session) => {
        await checkToken(session, { ...task, ...server, ...oidc });
        return openPolicies(session, server.serverId);
      },
    },
    {
      step: 'provisioning-connection',
      needs: [appId],
      look: async (session) => switchedOff(await readProvisioning(session, { ...task, appId }), session, appId),
    },
    {
      step: 'push-groups',
      needs: [appId],
      look: async (session) => {
        const pushed = await mapGroups(session, appId);
        const there = pushed.filter(({ mapping }) => mapping['id'] !== PLANNED_ID);
        requirePushed(session, appId, there);
        return [];
      },
    },
  ];
}

function driftOf({ object, action, fields }: Change): Finding[] {
  if (action === 'reuse') return [];
  const fix = 'Start the onboarding again: it makes what is missing and writes what differs, and nothing else.';
  if (action === 'create') return [blocking(`There is no ${object}.`, fix)];
  const list = fields.map(({ path, from, to }) => `${path} is ${from} instead of ${to}`).join('; ');
  return [blocking(`${object} has drifted: ${list}.`, fix)];
}

type Switches = Awaited<ReturnType<typeof readProvisioning>>;

function switchedOff({ connection, createUsers, updateUserAttributes }: Switches, session: Session, appId: string) {
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'provisioning');
  const off = [
    ...(connection === 'not-connected' ? ['Enable API integration'] : []),
    ...(createUsers === 'off' ? ['Create Users'] : []),
    ...(updateUserAttributes === 'off' ? ['Update User Attributes'] : []),
  ];
  return off.map((name) => blocking(`${name} is off.`, 'Switch it on in the tab Provisioning, and save.', url));
}

/** What was found, where a person can mend it or Okta has not come round to it; anything else stops the look. */
function findingsOf(failure: ApplicationFailure): Finding[] {
  if (failure.type === 'OktaNotReady')
    return [
      blocking(failure.message, 'Okta does this by itself: look again later, and at Dashboard, Tasks if it stays.'),
    ];
  if (failure.type !== 'NeedsPerson') throw failure;
  const [trouble] = (failure.details ?? []) as Trouble[];
  return trouble?.findings ?? [];
}
