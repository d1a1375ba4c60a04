import type { Change, Finding, Proof } from '../../runbook/model/proof.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { Choice, Task } from '../../runbook/outside.js';
import { elsewhereFix, GONE_FIX, START_AGAIN } from '../../runbook/onboarding/old-pushes.js';
import { blocking, warning } from '../needs-person.js';
import { ensureAccessPolicy } from './access-policy.js';
import { ensureSignInAssignments } from './app-assignments.js';
import { ensureAttributeMappings } from './attribute-mappings.js';
import { ensureAuthorizationServer } from './authorization-server.js';
import { endpointAt, type KiroSide, reachOf } from './given-endpoint.js';
import { loginsListed } from './directory.js';
import { ensureOidcApplication } from './oidc-application.js';
import { PLANNED_ID, type Write } from './okta-api.js';
import type { OktaClient } from './okta-client.js';
import { toFailure } from './okta-failures.js';
import { preflight } from './preflight.js';
import { ensureProvisioningAssignments } from './provisioning-assignments.js';
import { readProvisioning, type Switches } from './provisioning-connection.js';
import { ensurePushGroups } from './push-groups.js';
import { ensureScimApplication } from './scim-application.js';
import { ensureScopes } from './scopes.js';
import { requireOrg } from './org-addresses.js';
import { openSession, proofOf, type Session } from './session.js';

export interface PlannedStep {
  step: StepId;
  changes: Change[];
  /** What no write of the run would fix. */
  findings: Finding[];
  warnings: string[];
  /** The requests that a run would write with, in order; ids that do not exist yet are `PLANNED_ID`. */
  writes: PlannedWrite[];
  /** Calls that a run would read with, beside waiting for what Okta does by itself. */
  reads: number;
  /** What the org shows where a person would be asked otherwise: nothing is left to do. Null where it does not show it. */
  holds: string | null;
}

export type PlannedWrite = Pick<Write, 'method' | 'path' | 'body'>;

/** The admin's answers to namesakes, by the step that asks. */
export type Choices = Partial<Record<StepId, Choice>>;

/** The main objects that a plan went through; ids are `PLANNED_ID` where there is none yet. */
export interface PlannedObjects {
  oidc: { appId: string; clientId: string };
  server: { serverId: string; issuer: string };
  scim: { appId: string };
}

/** The preflight for commands that only read. Fails as the activity does. */
export async function checkOrg(client: OktaClient, task: Task): Promise<Proof> {
  try {
    await requireOrg(client, task);
    const session = openSession(client, task, 'plan');
    await preflight(session, task);
    return proofOf(session);
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
}

/** What a run would change in the org, by the run's own code without its writes. Fails as the activities do. */
export async function planOkta(client: OktaClient, task: Task, asked: PlanOf = {}): Promise<PlannedStep[]> {
  return (await planObjects(client, task, asked)).steps;
}

/** What a plan goes by, besides the configuration. */
export interface PlanOf {
  /** The admin's answers to namesakes. */
  choices?: Choices;
  /** Kiro's side, to see where Okta writes to. */
  kiro?: KiroSide | null;
}

/** As the run judges it (`workflows/onboarding/steps/connection.ts`). */
const NOT_WHERE =
  'Okta shows that the SCIM application is connected, but not to which endpoint or with which token. A run with a SCIM token ' +
  'looks there for the people whom Okta has pushed; where it finds them, it need not ask the Okta admin.';
const NOBODY_PUSHED = 'Okta has pushed nobody yet, so nothing shows to which endpoint it is connected.';

/**
 * What shows that Okta writes to this Kiro; null where nothing does, and why that is goes into the session. As the run's
 * `reachOf`: an app user's `externalId` is its SCIM id at the endpoint that Okta writes to.
 */
async function whereTo(session: Session, appId: string, kiro: KiroSide | null): Promise<string | null> {
  if (kiro === null) {
    session.warnings.push(NOT_WHERE);
    return null;
  }
  const { endpoint, client } = kiro;
  const advice = 'Give an endpoint and a token that it takes.';
  const given = endpointAt(session, { endpoint, givenAt: null, open: async () => client, advice });
  const before = session.warnings.length;
  const { reaches, looked, absent } = await reachOf(session, given, appId);
  if (reaches === 'this') return `Okta writes to ${given.host}, as the people whom it has pushed show`;
  if (reaches === 'unseen') {
    if (session.warnings.length === before) session.warnings.push(NOBODY_PUSHED);
    return null;
  }
  if (reaches === 'unclear') {
    const count = `${absent.length} of ${looked.length}`;
    const problem = `Some of the people whom Okta has pushed last are not at ${given.host} under the id that it keeps (${count}): ${loginsListed(absent)}.`;
    session.findings.push(warning(problem, GONE_FIX));
    return null;
  }
  const problem = `Okta writes to another Kiro than ${given.host}: none of the people whom it has pushed last are there under the id that it keeps.`;
  session.findings.push(blocking(problem, elsewhereFix(session.input, START_AGAIN)));
  return null;
}

const switchedOnBy = ({ createUsers, updateUserAttributes }: Switches): string | null =>
  createUsers === 'on' && updateUserAttributes === 'on' ? 'both are on, as Okta says' : null;

/** As `planOkta`, with the objects it found or would make. */
export async function planObjects(
  client: OktaClient,
  task: Task,
  { choices = {}, kiro = null }: PlanOf = {},
): Promise<{ steps: PlannedStep[]; objects: PlannedObjects }> {
  const steps: PlannedStep[] = [];
  const planned = async <R>(
    step: StepId,
    work: (session: Session) => Promise<R>,
    holds: (result: R) => string | null = () => null,
  ): Promise<R> => {
    const session = openSession(client, task, 'plan');
    const result = await work(session);
    const { changes, findings, warnings, okta } = session;
    const writes = okta.writes.map(({ method, path, body }) => ({ method, path, body }));
    steps.push({ step, changes, findings, warnings, writes, reads: okta.reads, holds: holds(result) });
    return result;
  };
  const asked = (step: StepId) => ({ ...task, choice: choices[step] ?? null });
  try {
    await requireOrg(client, task);
    const oidc = await planned('oidc-application', (session) =>
      ensureOidcApplication(session, asked('oidc-application')),
    );
    await planned('sign-in-assignments', (session) => ensureSignInAssignments(session, { ...task, ...oidc }));
    const server = await planned('authorization-server', (session) =>
      ensureAuthorizationServer(session, asked('authorization-server')),
    );
    await planned('scopes', (session) => ensureScopes(session, { ...task, ...server }));
    await planned('access-policy', (session) => ensureAccessPolicy(session, { ...task, ...server, ...oidc }));
    const scim = await planned('scim-application', (session) =>
      ensureScimApplication(session, asked('scim-application')),
    );
    const inScim = { ...task, ...scim };
    if (scim.appId !== PLANNED_ID) {
      const { switches } = await planned(
        'provisioning-connection',
        async (session) => {
          const found = await readProvisioning(session, inScim);
          const isOn = found.connection === 'connected' || found.createUsers === 'on';
          return { switches: found, reach: isOn ? await whereTo(session, scim.appId, kiro) : null };
        },
        ({ reach }) => reach,
      );
      await planned('provisioning-features', async () => switches, switchedOnBy);
    }
    await planned('attribute-mappings', (session) => ensureAttributeMappings(session, inScim));
    await planned('provisioning-assignments', (session) => ensureProvisioningAssignments(session, inScim));
    await planned('push-groups', (session) => ensurePushGroups(session, inScim));
    return { steps, objects: { oidc, server, scim } };
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
}
