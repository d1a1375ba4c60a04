import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { type Change, changesAfter, type Evidence, type Finding } from '../../runbook/model/proof.js';
import { beginAgain, type Confirmed, isOver, type Sender } from '../../runbook/model/state.js';
import { STEP_IDS, type StepId } from '../../runbook/onboarding/step.js';
import { stepOf, stepsBefore } from '../../runbook/onboarding/steps.js';
import type { Trouble } from '../../runbook/outside.js';
import { withRoles } from '../../runbook/words/roles.js';
import { afterTokenTrouble } from '../onboarding/scim-token.js';
import { shallCarryOn } from './carry-on.js';
import { LeftOut, troubleOf } from './failures.js';
import type { Run } from './run.js';
import { inStartOrder } from './start-order.js';

/** What a step gives back when it holds. */
export interface StepResult {
  /** Null where there was nothing to do: the step is then skipped. */
  confirmed: Confirmed | null;
  summary: string;
  evidence?: Evidence[];
  changes?: Change[];
  findings?: Finding[];
  warnings?: string[];
  sender?: Sender;
}

/** A step of the runbook, whether a program does it or a person. */
export type StepBody = (run: Run) => Promise<StepResult>;

/**
 * Do all steps, each as soon as what it needs is over; again where one is redone. Ends when the report is written, or
 * somebody has stopped the run, or the run shall be carried on by a new one.
 */
export async function carryOut(run: Run, bodies: Record<StepId, StepBody>): Promise<void> {
  try {
    await carryOutSteps(run, bodies);
  } catch (error) {
    // A cancelled run writes nothing more either while the report of what exists is made.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => atRest(run));
    throw error;
  }
}

const atRest = ({ attempts }: Run): Promise<void> => condition(() => attempts.size === 0);

async function carryOutSteps(run: Run, bodies: Record<StepId, StepBody>): Promise<void> {
  const { state, attempts } = run;
  // What was under way when the run before this one ended.
  const resumed = new Set(STEP_IDS.filter((id) => ['waiting', 'running'].includes(state.steps[id].state)));
  let crash: { error: unknown } | null = null;
  const isReady = (id: StepId): boolean =>
    state.stopped === null &&
    // What was skipped while the run went on as a new one stays skipped.
    (state.steps[id].state === 'todo' || (resumed.has(id) && !isOver(state.steps[id]))) &&
    !attempts.has(id) &&
    // Not only its neighbours: one of them may have been skipped before its own turn came.
    [...stepsBefore(id)].every((earlier) => isOver(state.steps[earlier]));
  const isWritten = (): boolean => isOver(state.steps.report);

  for (;;) {
    if (interrupted(run).length > 0) await settle(run);
    for (const id of inStartOrder(STEP_IDS.filter(isReady))) {
      const scope = new CancellationScope();
      attempts.set(id, scope);
      resumed.delete(id);
      scope
        .run(() => perform(run, id, bodies[id]))
        .catch((error: unknown) => {
          crash = { error };
        })
        .finally(() => attempts.delete(id));
    }
    await condition(
      () =>
        crash !== null ||
        state.stopped !== null ||
        isWritten() ||
        STEP_IDS.some(isReady) ||
        interrupted(run).length > 0 ||
        shallCarryOn(run),
    );
    if (crash !== null) throw (crash as { error: unknown }).error;
    if (isWritten() && interrupted(run).length === 0) return;
    const isStopped = state.stopped !== null;
    run.isCarriedOn = !isStopped && !STEP_IDS.some(isReady) && interrupted(run).length === 0 && shallCarryOn(run);
    if (isStopped || run.isCarriedOn) {
      // Nothing may be written any more while the report of what exists is made.
      for (const scope of attempts.values()) scope.cancel();
      return atRest(run);
    }
  }
}

const interrupted = ({ state }: Run): StepId[] => Object.keys(state.interrupts) as StepId[];

/** Wait until the steps that were broken off have come to rest; then skip them, or let them begin again. */
async function settle(run: Run): Promise<void> {
  const { state, attempts } = run;
  await condition(() => interrupted(run).every((id) => !attempts.has(id)));
  for (const id of interrupted(run)) {
    const interrupt = state.interrupts[id]!;
    delete state.interrupts[id];
    run.forgetCarried(state.steps[id]);
    if (interrupt.kind === 'redo') beginAgain(state, id);
    // What has come to its end in the same moment stays done.
    else if (!isOver(state.steps[id])) leaveOut(run, id, interrupt.reason, interrupt.sender);
  }
  run.changed();
}

async function perform(run: Run, id: StepId, body: StepBody): Promise<void> {
  const { state } = run;
  const record = state.steps[id];
  if (record.state === 'todo') record.startedAt = record.since = run.now();
  record.state = 'running';
  run.changed();
  try {
    const { sender, confirmed, ...rest } = nothingToDo(run, id) ?? (await untilDone(run, id, body));
    // What people did on the way stands beside what was read at the end.
    const evidence = [...record.evidence, ...(rest.evidence ?? [])];
    const changes = changesAfter(record.changes, rest.changes ?? []);
    const now = confirmed === null ? 'skipped' : 'done';
    Object.assign(record, rest, { evidence, changes, confirmed, state: now, since: run.now() });
    record.by = sender?.by ?? null;
    record.via = sender?.via ?? null;
  } catch (error) {
    if (run.isCarriedOn && isCancellation(error)) return run.changed();
    if (state.interrupts[id] !== undefined) {
      // However a step that was broken off has ended, even for want of a fact that is being redone, counts for nothing.
      if (isCancellation(error) || error instanceof LeftOut || troubleOf(error) !== null) return run.changed();
      throw error;
    }
    if (!(error instanceof LeftOut)) throw error;
    leaveOut(run, id, error.message, null);
  }
  if (state.interrupts[id] === undefined) run.forgetCarried(record);
  run.changed();
}

/** What a step gives back that this configuration does not need; null where it does. */
function nothingToDo({ input }: Run, id: StepId): StepResult | null {
  const idle = stepOf(id).idle(input);
  return idle === null ? null : { confirmed: null, summary: idle };
}

/** What the runbook cannot do becomes the same step done by a person, and is then tried and checked again. */
async function untilDone(run: Run, id: StepId, body: StepBody): Promise<StepResult> {
  const known = run.state.troubles[id];
  if (known !== undefined && run.wasAsked(id, messageFor(known))) await askForHelp(run, id, known);
  for (;;) {
    try {
      return await body(run);
    } catch (error) {
      const found = troubleOf(error);
      if (found === null || isCancellation(error) || run.state.interrupts[id] !== undefined) throw error;
      const { changes = [], ...trouble } = found;
      run.state.steps[id].changes = changesAfter(run.state.steps[id].changes, changes);
      run.state.troubles[id] = trouble;
      await afterTokenTrouble(run, error);
      await askForHelp(run, id, trouble);
    }
  }
}

type Known = Trouble & { message: string };
const messageFor = ({ candidates }: Known) => (candidates.length > 0 ? 'objectChosen' : 'stepDone');

const askForHelp = (run: Run, id: StepId, trouble: Known): Promise<void> =>
  run.ask(id, messageFor(trouble), () => run.state.troubles[id] === undefined, { reason: trouble.message });

function leaveOut(run: Run, id: StepId, reason: string, sender: Sender | null): void {
  const finding: Finding = {
    severity: 'warning',
    problem: `Left out${sender === null ? '' : ` by ${withRoles(sender.by, run.input.people)}`}: ${reason}`,
    fix: 'Do it by hand, or run the onboarding again.',
    url: null,
  };
  Object.assign(run.state.steps[id], {
    state: 'skipped',
    confirmed: null,
    since: run.now(),
    summary: reason,
    by: sender?.by ?? null,
    via: sender?.via ?? null,
    findings: [finding],
  });
  delete run.state.troubles[id];
  run.changed();
}
