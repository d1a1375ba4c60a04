import type { ApplicationFailure } from '@temporalio/common';
import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { Finding } from '../../runbook/model/proof.js';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import type { RunObjects, Task, Trouble } from '../../runbook/outside.js';
import { blocking } from '../needs-person.js';
import { type AppUser, readAppUsers } from './applications.js';
import { PLANNED_ID } from './okta-api.js';
import type { OktaClient } from './okta-client.js';
import { toFailure } from './okta-failures.js';
import { type PlannedObjects, planObjects, type PlannedStep } from './okta-plan.js';
import { accessesOf, type OktaSide, readOktaSide } from './okta-roster.js';
import { readReasons } from './provisioning-errors.js';
import { openSession, type Session } from './session.js';
import { implicitAccess, unexpectedOf } from './unexpected-access.js';
import { foundWrong, looked, nothingSeen, type Recorded, type VerifiedStep } from './verified.js';
import { verifySwitches, verifyUserNames } from './verify-connection.js';
import { driftOf } from './verify-drift.js';
import { type VerifiedPushes, verifyPushes } from './verify-pushes.js';
import { type BesideOurs, verifyClientId, verifyIssuer, verifyPolicies, verifyToken } from './verify-server.js';

/** What Okta shows of a finished onboarding today. */
export interface VerifiedOkta {
  steps: VerifiedStep[];
  objects: RunObjects;
  /** Everybody, as Okta has them. */
  side: OktaSide;
  /** Everybody who has the SCIM application; empty where there is none. */
  appUsers: AppUser[];
  /** Null where there is no SCIM application. */
  pushes: VerifiedPushes | null;
  /** Whether Okta sends the login as user name. */
  sendsLogin: boolean;
  /** Whether an attribute is mapped that Kiro refuses. */
  hasMappingDrifted: boolean;
  /** Groups that are to have each application: all, and those that do not have it. */
  unassigned: Record<'signIn' | 'provision', { meant: readonly string[]; missing: ReadonlySet<string> }>;
}

/**
 * Checks with reads alone whether the org still is as a finished onboarding left it: nothing to change, nobody unexpected in
 * either application, no other policy, rule or push, a token as the guide wants it, and each fault told once, at its cause.
 * Fails if the org cannot be asked, or if a namesake makes the objects unclear. `client` asks nothing twice (`readingOnce`);
 * `missing` are groups of the configuration that are gone.
 */
export async function verifyOkta(
  client: OktaClient,
  task: Task,
  recorded: Recorded,
  missing: ReadonlySet<string> = new Set(),
): Promise<VerifiedOkta> {
  const { steps: planned, objects } = await planObjects(client, task);
  const ids = idsOf(objects);
  const side = await readOktaSide(client, task, ids);
  const steps: VerifiedStep[] = [];
  const look = lookInto(client, task, steps);
  const { serverId, signInAppId, scimAppId } = ids;
  const signIn = { ...task, ...objects.server, ...objects.oidc };
  let beside: BesideOurs = { isBeforePolicy: false, isBeforeRule: false };
  if (serverId !== null) {
    if (signInAppId !== null)
      await look('access-policy', async (session, seen) => void (beside = await verifyPolicies(session, seen, signIn)));
    await look('authorization-server', (session, seen) => verifyIssuer(session, seen, signIn, recorded));
  }
  const hasOther = steps.some(({ findings }) => findings.length > 0);
  const drift = driftOf(planned, beside);
  const hasDrifted = (...wanted: StepId[]): boolean =>
    drift.some(({ step, findings }) => wanted.includes(step) && findings.length > 0);
  if (serverId !== null && signInAppId !== null) {
    await look('oidc-application', async (session, seen) => verifyClientId(session, seen, signIn, recorded));
    const isExplained = hasOther || hasDrifted('access-policy', 'scopes', 'oidc-application');
    const isServerActive = !hasDrifted('authorization-server');
    await look('token-check', (session, seen) => verifyToken(session, seen, signIn, { isExplained, isServerActive }));
  }
  for (const access of accessesOf(task.input, ids, side.alone)) {
    const isScim = access.key === CATALOG_APP_NAME;
    await look(isScim ? 'provisioning-assignments' : 'sign-in-assignments', async (session, seen) => {
      for (const { kind, name, finding } of await unexpectedOf(session, access))
        seen.findings.push(foundWrong(looked(`extra-${kind}`, `${access.appLabel} ${name}`, access.appLabel), finding));
      // The plan tells it of the other application, since a run switches it off there.
      for (const finding of isScim ? await implicitAccess(session, access) : [])
        seen.findings.push(foundWrong(looked('implicit-assignment', access.appLabel, access.appLabel), finding));
    });
  }
  const found = { appUsers: [] as AppUser[], pushes: null as VerifiedPushes | null, sendsLogin: true };
  if (scimAppId !== null) {
    await look('provisioning-connection', async (session, seen) => {
      found.appUsers = await readAppUsers(session, scimAppId);
      const pushed = found.appUsers.filter(({ externalId }) => externalId !== null).length;
      await verifySwitches(session, seen, { ...task, appId: scimAppId }, pushed);
    });
    await look('scim-application', async (session, seen) => {
      const logins = side.people.filter(({ meant }) => meant.provision).map(({ login }) => login);
      found.sendsLogin = (await verifyUserNames(session, seen, scimAppId, logins)).isLogin;
    });
    await look(
      'push-groups',
      async (session, seen) => void (found.pushes = await verifyPushes(session, seen, scimAppId, missing)),
    );
    await look('provisioning-assignments', (session, seen) => verifyLog(session, seen, scimAppId));
  }
  return {
    steps: inOrder([...drift, ...steps]),
    objects: ids,
    side,
    ...found,
    hasMappingDrifted: hasDrifted('attribute-mappings'),
    unassigned: {
      signIn: notAssigned(task.input.signIn.groups, planned, 'sign-in-assignments'),
      provision: notAssigned(task.input.provision.groups, planned, 'provisioning-assignments'),
    },
  };
}

/** By what the plan would assign. */
function notAssigned(meant: readonly string[], planned: readonly PlannedStep[], step: StepId) {
  const made = planned.find((one) => one.step === step)?.changes.filter(({ action }) => action === 'create') ?? [];
  const isMade = (name: string): boolean =>
    made.some(({ object }) => object.startsWith(`assignment of group "${name}" to `));
  return { meant, missing: new Set(meant.filter(isMade)) };
}

function idsOf({ oidc, server, scim }: PlannedObjects): RunObjects {
  const there = (id: string): string | null => (id === PLANNED_ID ? null : id);
  return { signInAppId: there(oidc.appId), scimAppId: there(scim.appId), serverId: there(server.serverId) };
}

const inOrder = (steps: VerifiedStep[]): VerifiedStep[] =>
  ONBOARDING_STEPS.ids.flatMap((id) => steps.filter(({ step }) => step === id));

/** Looks at one step after the other; a failure that a person can put right is a finding of its step. */
function lookInto(client: OktaClient, task: Task, steps: VerifiedStep[]) {
  return async (step: StepId, work: (session: Session, seen: VerifiedStep) => Promise<void>): Promise<void> => {
    const session = openSession(client, task, 'plan');
    const seen = nothingSeen(step);
    await work(session, seen).catch((error: unknown) => {
      const failure = toFailure(error, client.orgUrl, client.secrets());
      seen.findings.push(...findingsOf(failure).map((finding) => named(step, finding)));
    });
    seen.evidence.push(...session.evidence);
    seen.warnings.push(...session.warnings);
    steps.push(seen);
  };
}

/** A finding that has only its sentence: its id is of what does not change in it. */
export const named = (step: StepId, finding: Finding) => {
  const gist = finding.problem.replace(/[:;].*$/s, '').replace(/\d+/g, '');
  return foundWrong(looked(step, gist, ONBOARDING_STEPS.of(step).title), finding);
};

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

/** Whether the System Log can be read: it alone says why somebody could not be provisioned. */
async function verifyLog(session: Session, seen: VerifiedStep, appId: string): Promise<void> {
  const about = looked('system-log', session.input.okta.provisioningApplication, 'Reasons of failed provisioning');
  const reasons = await readReasons(session.okta, appId);
  if (reasons !== null) seen.proven.push({ ...about, value: 'the System Log can be read, seven days back' });
  else
    seen.notLookedAt.push({
      ...about,
      why: 'the System Log cannot be read, so a person whom Okta could not provision is named without its reason',
      how: 'grant the scope okta.logs.read, and a role that may read the log (docs/okta-permissions.md)',
    });
}
