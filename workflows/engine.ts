import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Trouble } from '../runbook/outside.js';
import { changesAfter, type Change, type Evidence, type Finding } from '../runbook/proof.js';
import { withRoles } from '../runbook/roles.js';
import { isOver, type Confirmed, type Interrupt, type Sender } from '../runbook/state.js';
import { STEP_IDS, STEPS, type Step, type StepId } from '../runbook/steps.js';
import { shallCarryOn } from './carry-on.js';
import { LeftOut } from './left-out.js';
import type { Run } from './run.js';
import { afterTokenTrouble } from './scim-token.js';
import { troubleOf } from './trouble.js';

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
  const scopes: Scopes = new Map();
  try {
    await carryOutIn(scopes, run, bodies);
  } catch (error) {
    // Of a run that is cancelled, too, nothing may be written any more while the report of what exists is made.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => atRest(scopes));
    throw error;
  }
}

/** What is at work: a scope for each step. */
type Scopes = Map<StepId, CancellationScope>;
const atRest = (scopes: Scopes): Promise<void> => condition(() => scopes.size === 0);

async function carryOutIn(scopes: Scopes, run: Run, bodies: Record<StepId, StepBody>): Promise<void> {
  // What was under way when the run before this one ended.
  const resumed = new Set(STEP_IDS.filter((id) => ['waiting', 'running'].includes(run.state.steps[id].state)));
  let crash: { error: unknown } | null = null;
  const isReady = (step: Step): boolean =>
    run.state.stopped === null &&
    (run.state.steps[step.id].state === 'todo' || resumed.has(step.id)) &&
    !scopes.has(step.id) &&
    step.after.every((id) => isOver(run.state.steps[id]));

  const isWritten = (): boolean => isOver(run.state.steps.report);

  for (;;) {
    if (interrupted(run).length > 0) await breakOff(run, scopes);
    for (const step of STEPS.filter(isReady)) {
      const scope = new CancellationScope();
      scopes.set(step.id, scope);
      resumed.delete(step.id);
      scope
        .run(() => perform(run, step.id, bodies[step.id]))
        .catch((error: unknown) => {
          crash = { error };
        })
        .finally(() => scopes.delete(step.id));
    }
    await condition(
      () =>
        crash !== null ||
        run.state.stopped !== null ||
        isWritten() ||
        STEPS.some(isReady) ||
        interrupted(run).length > 0 ||
        shallCarryOn(run),
    );
    if (crash !== null) throw (crash as { error: unknown }).error;
    if (isWritten()) return;
    const isStopped = run.state.stopped !== null;
    run.isCarriedOn = !isStopped && !STEPS.some(isReady) && interrupted(run).length === 0 && shallCarryOn(run);
    if (isStopped || run.isCarriedOn) {
      // Nothing may be written any more while the report of what exists is made.
      for (const scope of scopes.values()) scope.cancel();
      return atRest(scopes);
    }
  }
}

/** Break off what was redone or is left out; over when none of it is at work any more. */
async function breakOff(run: Run, scopes: Scopes): Promise<void> {
  const ids = interrupted(run).map(([id]) => id);
  for (const id of ids) scopes.get(id)?.cancel();
  await condition(() => ids.every((id) => !scopes.has(id)));
  for (const [id, interrupt] of interrupted(run)) {
    if (scopes.has(id)) continue;
    delete run.state.interrupts[id];
    const record = run.state.steps[id];
    // What has come to its end in the same moment stays done.
    if (interrupt.kind === 'skip' && !isOver(record)) leaveOut(run, id, interrupt.reason, interrupt.sender);
    run.forgetCarried(record);
  }
}

const interrupted = (run: Run): [StepId, Interrupt][] => Object.entries(run.state.interrupts) as [StepId, Interrupt][];

async function perform(run: Run, id: StepId, body: StepBody): Promise<void> {
  const record = run.state.steps[id];
  if (record.state === 'todo') record.startedAt = record.since = run.now();
  record.state = 'running';
  run.changed();
  try {
    const result = await untilDone(run, id, body);
    const { sender, confirmed, ...rest } = result;
    // What people did on the way stands beside what was read at the end.
    const evidence = [...record.evidence, ...(rest.evidence ?? [])];
    const changes = changesAfter(record.changes, rest.changes ?? []);
    const state = confirmed === null ? 'skipped' : 'done';
    Object.assign(record, rest, { evidence, changes, confirmed, state, since: run.now() });
    record.by = sender?.by ?? null;
    record.via = sender?.via ?? null;
  } catch (error) {
    if (run.isCarriedOn && isCancellation(error)) return run.changed();
    const interrupt = run.state.interrupts[id];
    const isLeftOut = error instanceof LeftOut;
    // A step that is interrupted may find the facts of a redone one gone, and is not to be left out for that.
    if (interrupt === undefined && isLeftOut) leaveOut(run, id, error.message, null);
    else if (interrupt === undefined || !(isCancellation(error) || isLeftOut)) throw error;
    else if (interrupt.kind === 'skip') leaveOut(run, id, interrupt.reason, interrupt.sender);
    delete run.state.interrupts[id];
  }
  run.forgetCarried(record);
  run.changed();
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
      if (found === null || isCancellation(error)) throw error;
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
