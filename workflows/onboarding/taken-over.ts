import { isCancellation } from '@temporalio/workflow';
import type { KeptStep } from '../../runbook/connection/record.js';
import type { Evidence } from '../../runbook/model/proof.js';
import { recordOf, type Sender } from '../../runbook/model/state.js';
import {
  dayOf,
  isStillSaid,
  isTakenOver,
  KEPT_STEPS,
  type KeptStepId,
  stillHolds,
  takeOver,
} from '../../runbook/onboarding/kept-steps.js';
import { notTakenOver } from '../../runbook/onboarding/state.js';
import { WORKERS_OWN } from '../../runbook/outside/connection.js';
import { has } from '../engine/changes.js';
import { redo } from '../engine/inbox.js';
import { troubleOf } from '../engine/failures.js';
import { dependentsInOrder } from '../engine/start-order.js';
import type { StepResult } from '../engine/work.js';
import { earlierRuns } from '../outside.js';
import type { OnboardingRun, OnboardingStepBody } from './onboarding-run.js';

/** Learn what earlier runs of this connection have left. Where that cannot be read, everything is asked. */
export async function learnKept(run: OnboardingRun): Promise<void> {
  // Runs of versions that took nothing over are replayed as they were.
  if (run.input.fromScratch === true || !has(run, 'kept-by-record')) return;
  try {
    const kept = await earlierRuns.readKept.executeWithOptions({ summary: 'What earlier runs have left' }, [run.task]);
    if (kept !== null) run.state.facts.kept = { ...kept, taken: [] };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    run.warn(`What earlier runs have left could not be read, so everything is asked: ${trouble.message}`);
  }
}

/**
 * The body of a step that an earlier run may have left: people are asked only where it does not hold any more. What the step
 * itself looks at, it looks at today.
 */
export function takingOver(id: KeptStepId, body: OnboardingStepBody): OnboardingStepBody {
  return async (run) => {
    // The connection is taken over only after a look at where Okta writes to.
    const kept = id === 'provisioning-connection' ? null : takeOver(run, id);
    if (kept !== null && KEPT_STEPS[id].message === null)
      return asTakenOver(run, kept, { confirmed: kept.confirmed, summary: kept.summary, sender: senderOf(kept) });
    if (id === 'scim-access' && kept !== null) useWorkersOwn(run);
    const result = await body(run);
    const now = run.state.facts.kept?.steps[id];
    if (now === undefined || !isTakenOver(run, id)) return result;
    if (isStillSaid(run, id)) return asTakenOver(run, now, result);
    notTakenOver(run.state, id);
    return result;
  };
}

function asTakenOver(run: OnboardingRun, kept: KeptStep, result: StepResult): StepResult {
  return {
    // How it is confirmed is today's: what was proven then is in the evidence.
    ...result,
    summary: `${result.summary} (as of ${dayOf(kept.at)})`,
    evidence: [...(result.evidence ?? []), evidenceOf(run, kept)],
  };
}

function evidenceOf({ state }: OnboardingRun, { at, by, via, confirmed, workflowId, runId }: KeptStep): Evidence {
  const who = by === null ? '' : ` by ${by}${via === null ? '' : ` (${via})`}`;
  const today = state.facts.kept?.kiro.text ?? '';
  return {
    label: 'Taken over from an earlier run',
    value: `${confirmed} in ${workflowId} (${runId}), ${at}${who}; today: ${today}`,
    url: null,
  };
}

const senderOf = ({ by, via, sender = null, at }: KeptStep): Sender => ({ by, via, sender, at });

/** The record never has a token. What the worker holds itself was seen to work. */
function useWorkersOwn({ state }: OnboardingRun): void {
  const { scimAccessIssued } = state.answers;
  if (scimAccessIssued !== undefined) scimAccessIssued.value.token = WORKERS_OWN;
}

/** Why a person is asked for what an earlier run had; undefined where none had it, or somebody has it done again. */
export function whyAsked(run: OnboardingRun, id: KeptStepId): string | undefined {
  if (run.state.facts.kept?.steps[id] === undefined || recordOf(run.state, id).history.length > 0) return undefined;
  const found = stillHolds(run, id);
  return 'why' in found ? `An earlier run had this done. It is asked again: ${found.why}.` : undefined;
}

/** Why the SCIM access is asked for, where an earlier run had one; undefined where there was none. */
export function whyAccessIsAsked({ state }: OnboardingRun): string | undefined {
  const { kept } = state.facts;
  const before = kept?.steps['scim-access'];
  if (kept === undefined || before === undefined || kept.kiro.seen === 'gone') return undefined;
  if (!kept.taken.includes('kiro-profile')) return undefined;
  const { issuedAt, storedAt, isOld } = kept.token;
  const where = storedAt === null ? '' : `, kept at ${storedAt}`;
  return isOld
    ? `The SCIM token of ${dayOf(issuedAt)}${where} is due to be renewed: make a new one in the Kiro console.`
    : `The earlier run had ${before.value['endpoint'] ?? ''}, with a token of ${dayOf(issuedAt)}${where}. Give the endpoint that the Kiro ` +
        'console shows now, with a token if you can: it shows whether this is still the same Kiro, so that nothing else of it needs to be asked.';
}

/** Another endpoint than that of the profile which was taken over: it is another Kiro, and everything of it is asked. */
export function beginKiroAnew(run: OnboardingRun, endpoint: string, sender: Sender): void {
  const { state, runbook } = run;
  const before = state.facts.kept?.steps['scim-access']?.value['endpoint'];
  if (before === undefined || before === endpoint || !isTakenOver(run, 'kiro-profile')) return;
  const reason = 'the SCIM endpoint given is another one than that of the Kiro profile which an earlier run had';
  for (const id of dependentsInOrder(runbook, 'kiro-profile'))
    if (recordOf(state, id).state !== 'todo') redo(run, id, reason, sender);
  delete state.facts.kept;
}
