import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { attest, denyConsequence, showConsequences } from '../../runbook/model/consequences.js';
import { changesAfter, type Finding } from '../../runbook/model/proof.js';
import { type RunInput, withRoles } from '../../runbook/model/run-input.js';
import { beginAgain, isOver, recordOf, type RunState, type Sender } from '../../runbook/model/state.js';
import { REPORT_STEP } from '../../runbook/model/step.js';
import type { Trouble } from '../../runbook/model/trouble.js';
import { shallCarryOn } from './carry-on.js';
import { SkippedToo, troubleOf } from './failures.js';
import type { Run } from './run.js';
import { inStartOrder } from './start-order.js';
import type { RunbookAtWork, StepResult } from './work.js';

/**
 * Do all steps, each as soon as what it needs is over; again where one is redone. Ends when the report is written, or
 * somebody has stopped the run, or a new run has to carry this one on.
 */
export async function carryOut<State extends RunState, Input extends RunInput>(
  run: Run<State, Input>,
  work: RunbookAtWork<State, Input>,
): Promise<void> {
  try {
    await carryOutSteps(run, (id) => perform(run, id, doingOf(run, id, work)));
  } catch (error) {
    // A cancelled run writes nothing more either while the report of what exists is made.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => atRest(run));
    throw error;
  }
}

const atRest = ({ attempts }: Run): Promise<void> => condition(() => attempts.size === 0);

async function carryOutSteps(run: Run, doStep: (id: string) => Promise<void>): Promise<void> {
  const { state, attempts } = run;
  const { steps } = run.runbook;
  // What was under way when the run before this one ended.
  const resumed = new Set<string>(steps.ids.filter((id) => ['waiting', 'running'].includes(recordOf(state, id).state)));
  let crash: { error: unknown } | null = null;
  const isReady = (id: string): boolean =>
    state.stopped === null &&
    // What was skipped while the run went on as a new one stays skipped.
    (recordOf(state, id).state === 'todo' || (resumed.has(id) && !isOver(recordOf(state, id)))) &&
    !attempts.has(id) &&
    // Not only its neighbours: one of them may have been skipped before its own turn came.
    [...steps.before(id)].every((earlier) => isOver(recordOf(state, earlier)));
  const isWritten = (): boolean => isOver(recordOf(state, REPORT_STEP));

  for (;;) {
    if (interrupted(run).length > 0) await settle(run);
    for (const id of inStartOrder(run.runbook, steps.ids.filter(isReady))) {
      const scope = new CancellationScope();
      attempts.set(id, scope);
      resumed.delete(id);
      scope
        .run(() => doStep(id))
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
        steps.ids.some(isReady) ||
        interrupted(run).length > 0 ||
        shallCarryOn(run),
    );
    if (crash !== null) throw (crash as { error: unknown }).error;
    if (isWritten() && interrupted(run).length === 0) return;
    const isStopped = state.stopped !== null;
    run.isCarriedOn = !isStopped && !steps.ids.some(isReady) && interrupted(run).length === 0 && shallCarryOn(run);
    if (isStopped || run.isCarriedOn) {
      // Nothing may be written any more while the report of what exists is made.
      for (const scope of attempts.values()) scope.cancel();
      return atRest(run);
    }
  }
}

const interrupted = ({ state }: Run): string[] => Object.keys(state.interrupts);

/** Wait until the steps that were broken off have come to rest; then skip them, or let them begin again. */
async function settle(run: Run): Promise<void> {
  const { state, attempts } = run;
  await condition(() => interrupted(run).every((id) => !attempts.has(id)));
  for (const id of interrupted(run)) {
    const interrupt = state.interrupts[id]!;
    delete state.interrupts[id];
    run.forgetCarried(recordOf(state, id));
    if (interrupt.kind === 'redo') beginAgain(state, id);
    // What has come to its end in the same moment stays done.
    else if (!isOver(recordOf(state, id))) leaveOut(run, id, interrupt.reason, interrupt.sender);
  }
  run.changed();
}

/** What one step does, whatever the state and the input of its runbook are. */
interface Doing {
  body: () => Promise<StepResult>;
  afterTrouble: (error: unknown) => Promise<void>;
}

function doingOf<State extends RunState, Input extends RunInput>(
  run: Run<State, Input>,
  id: string,
  { bodies, afterTrouble }: RunbookAtWork<State, Input>,
): Doing {
  const body = bodies[id];
  if (body === undefined) throw new RangeError(`nothing says what the step ${id} does`);
  return { body: () => body(run), afterTrouble: (error) => afterTrouble(run, error) };
}

async function perform(run: Run, id: string, doing: Doing): Promise<void> {
  const { state } = run;
  const record = recordOf(state, id);
  if (record.state === 'todo') record.startedAt = record.since = run.now();
  record.state = 'running';
  run.changed();
  try {
    const { sender, confirmed, shows = [], ...rest } = nothingToDo(run, id) ?? (await untilDone(run, id, doing));
    // What people did on the way stands beside what was read at the end.
    const evidence = [...record.evidence, ...(rest.evidence ?? [])];
    const changes = changesAfter(record.changes, rest.changes ?? []);
    const now = confirmed === null ? 'skipped' : 'done';
    Object.assign(record, rest, { evidence, changes, confirmed, state: now, since: run.now() });
    record.by = sender?.by ?? null;
    record.via = sender?.via ?? null;
    record.sender = sender?.sender ?? null;
    if (confirmed === 'attested' && sender !== undefined) attest(record, sender, rest.summary);
    showConsequences(state, id, shows);
  } catch (error) {
    if (run.isCarriedOn && isCancellation(error)) return run.changed();
    if (state.interrupts[id] !== undefined) {
      // However a step that was broken off has ended, even for want of a fact that is being redone, counts for nothing.
      if (isCancellation(error) || error instanceof SkippedToo || troubleOf(error) !== null) return run.changed();
      throw error;
    }
    if (!(error instanceof SkippedToo)) throw error;
    leaveOut(run, id, error.message, null);
  }
  if (state.interrupts[id] === undefined) run.forgetCarried(record);
  run.changed();
}

/** What a step gives back that this configuration does not need; null where it does. */
function nothingToDo({ input, runbook }: Run, id: string): StepResult | null {
  const idle = runbook.steps.of(id).idle(input);
  return idle === null ? null : { confirmed: null, summary: idle };
}

/** What the runbook cannot do becomes the same step done by a person, and is then tried and checked again. */
async function untilDone(run: Run, id: string, { body, afterTrouble }: Doing): Promise<StepResult> {
  const known = run.state.troubles[id];
  if (known !== undefined && run.wasAsked(id, messageFor(known))) await askForHelp(run, id, known);
  for (;;) {
    try {
      return await body();
    } catch (error) {
      const found = troubleOf(error);
      if (found === null || isCancellation(error) || run.state.interrupts[id] !== undefined) throw error;
      const { changes = [], denies, ...trouble } = found;
      if (denies !== undefined)
        denyConsequence(run, denies, run.now(), trouble.findings[0]?.problem ?? trouble.message);
      const record = recordOf(run.state, id);
      record.changes = changesAfter(record.changes, changes);
      run.state.troubles[id] = trouble;
      await afterTrouble(error);
      await askForHelp(run, id, trouble);
    }
  }
}

type Known = Trouble & { message: string };
const messageFor = ({ candidates }: Known) => (candidates.length > 0 ? 'objectChosen' : 'stepDone');

const askForHelp = (run: Run, id: string, trouble: Known): Promise<void> =>
  run.ask(id, messageFor(trouble), () => run.state.troubles[id] === undefined, { reason: trouble.message });

function leaveOut(run: Run, id: string, reason: string, sender: Sender | null): void {
  const finding: Finding = {
    severity: 'warning',
    problem: `Skipped${sender === null ? '' : ` by ${withRoles(sender, run.input.people)}`}: ${reason}`,
    fix: `Do it by hand, or run the ${run.runbook.title} again.`,
    url: null,
  };
  Object.assign(recordOf(run.state, id), {
    state: 'skipped',
    confirmed: null,
    since: run.now(),
    summary: reason,
    by: sender?.by ?? null,
    via: sender?.via ?? null,
    sender: sender?.sender ?? null,
    findings: [finding],
  });
  delete run.state.troubles[id];
  run.changed();
}
