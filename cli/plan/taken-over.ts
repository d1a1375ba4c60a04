import { keptFrom, kiroNow, type RecordedSteps } from '../../activities/connection/read-kept.js';
import type { KiroSide } from '../../activities/okta/given-endpoint.js';
import type { PlannedObjects } from '../../activities/okta/okta-plan.js';
import { isSameUrl } from '../../activities/okta/provisioning-connection.js';
import { workersClient } from '../../activities/scim/kiro-side.js';
import { explained } from '../../client/ask-run.js';
import { reachTemporal } from '../../client/find-runs.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { connectionIdFor, workflowIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { byKnownName } from '../lib/known-name.js';
import {
  dayOf,
  isTakenOver,
  KEPT_STEPS,
  type KeptStepId,
  stillHolds,
  takeOver,
} from '../../runbook/onboarding/kept-steps.js';
import { ONBOARDING } from '../../runbook/onboarding/onboarding.js';
import { newOnboardingState } from '../../runbook/onboarding/state.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { Kept } from '../../runbook/outside.js';

/** What a run would take over from earlier ones, and what it would ask for all the same. */
export interface TakenOver {
  /** From where, in some words; by step. */
  steps: Partial<Record<StepId, string>>;
  /** Why others of the kept steps are asked again: a sentence each. */
  asked: string[];
}

export const NOTHING_TAKEN: TakenOver = { steps: {}, asked: [] };

/** As the run judges it (`workflows/onboarding/taken-over.ts`), with the objects that are in Okta, or would be. */
export function takenOverBy(input: OnboardingInput, kept: Kept, { oidc, server, scim }: PlannedObjects): TakenOver {
  const state = newOnboardingState(new Date().toISOString());
  state.facts = {
    oidcApplication: oidc,
    authorizationServer: server,
    scimApplication: scim,
    kept: { ...kept, taken: [] },
  };
  const workflowId = workflowIdFor(input);
  const view = { runbook: ONBOARDING, state, input, workflowId, runId: '' };
  const found: TakenOver = { steps: {}, asked: [] };
  for (const id of Object.keys(KEPT_STEPS) as KeptStepId[]) {
    const before = kept.steps[id];
    if (before === undefined || ONBOARDING.steps.of(id).idle(input) !== null) continue;
    const holds = stillHolds(view, id);
    if (takeOver(view, id) !== null || ('kept' in holds && isTakenOver(view, id)))
      found.steps[id] = `taken over from the run of ${dayOf(before.at)}${before.by === null ? '' : ` (${before.by})`}`;
    else if ('why' in holds) found.asked.push(`${ONBOARDING.steps.of(id).title}: asked again, since ${holds.why}.`);
    // What comes after it goes by the endpoint: as long as that is the same, it is the same Kiro.
    if (id === 'scim-access' && !isTakenOver(view, id) && state.facts.kept?.taken.includes('kiro-profile') === true)
      state.answers.scimAccessIssued = {
        value: { endpoint: before.value['endpoint'] ?? '' },
        by: null,
        via: null,
        at: before.at,
      };
  }
  if (found.steps['domain-verified'] !== undefined)
    found.steps['dns-record'] = 'Kiro has verified the domain; the record is looked at once';
  return found;
}

/** How long a worker has to answer for the record. Milliseconds. */
const PATIENCE_MS = 4_000;

/** What a plan goes by besides Okta. */
export interface Earlier {
  /** With the host that the connection is known by. */
  input: OnboardingInput;
  /** What the record has kept; null where there is none, or nothing was kept. */
  kept: Kept | null;
}

/**
 * The connection as its record knows it, by the Temporal that can be reached. `kiro`: the SCIM access of the command, where
 * one was given. Reads alone, and says what it could not read.
 */
export async function knownToday(
  given: OnboardingInput,
  { env, kiro, note }: { env: NodeJS.ProcessEnv; kiro: KiroSide | null; note: (line: string) => void },
): Promise<Earlier> {
  const reached = await reachTemporal(env).catch(() => null);
  if (reached === null) {
    note('Temporal is not running, so what earlier runs have left to take over is not known; a run looks for it.');
    return { input: given, kept: null };
  }
  const { client } = reached;
  let input = given;
  try {
    input = await byKnownName(client, given, note);
    const answer = await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(connectionIdFor(input)).query<RecordedSteps>('connection'),
    );
    if (Object.keys(answer.kept ?? {}).length === 0) return { input, kept: null };
    const { endpoint } = answer;
    const isGiven = kiro !== null && endpoint !== null && isSameUrl(kiro.endpoint, endpoint);
    const scim = isGiven ? kiro.client : await workersClient(env, endpoint);
    return { input, kept: keptFrom(answer, await kiroNow(scim, endpoint), Date.now()) };
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return { input, kept: null };
    const { message } = await explained(error, client, connectionIdFor(input)).catch(() => error as Error);
    note(`What earlier runs have left to take over could not be read: ${terminalText(message)}`);
    return { input, kept: null };
  } finally {
    await client.connection.close();
  }
}
