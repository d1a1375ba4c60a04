import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Change, Evidence, Finding } from '../runbook/proof.js';
import { isOver, type Confirmed, type Sender } from '../runbook/state.js';
import { STEPS, type Step, type StepId } from '../runbook/steps.js';
import { LeftOut } from './left-out.js';
import type { Run } from './run.js';
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

/** Do all steps, each as soon as what it needs is over; again where one is redone. */
export async function carryOut(run: Run, bodies: Record<StepId, StepBody>): Promise<void> {
  const scopes = new Map<StepId, CancellationScope>();
  let crash: { error: unknown } | null = null;
  const isReady = (step: Step): boolean =>
    run.state.steps[step.id].state === 'todo' &&
    !scopes.has(step.id) &&
    step.after.every((id) => isOver(run.state.steps[id]));

  // The report counts itself as done while it is still being written.
  const isWritten = (): boolean => isOver(run.state.steps.report) && !scopes.has('report');

  for (;;) {
    for (const step of STEPS.filter(isReady)) {
      const scope = new CancellationScope();
      scopes.set(step.id, scope);
      scope
        .run(() => perform(run, step.id, bodies[step.id]))
        .catch((error: unknown) => {
          crash = { error };
        })
        .finally(() => scopes.delete(step.id));
    }
    await condition(
      () => crash !== null || run.stopped !== null || isWritten() || STEPS.some(isReady) || run.interrupts.size > 0,
    );
    if (crash !== null) throw (crash as { error: unknown }).error;
    if (isWritten()) return;
    if (run.stopped !== null) {
      // Nothing may be written any more while the report of what exists is made.
      for (const scope of scopes.values()) scope.cancel();
      await condition(() => scopes.size === 0);
      return;
    }
    for (const [id, interrupt] of [...run.interrupts]) {
      const scope = scopes.get(id);
      if (scope === undefined) {
        run.interrupts.delete(id);
        // What has come to its end in the same moment stays done.
        if (interrupt.kind === 'skip' && !isOver(run.state.steps[id]))
          leaveOut(run, id, interrupt.reason, interrupt.sender);
      } else {
        scope.cancel();
        await condition(() => !scopes.has(id));
      }
    }
  }
}

async function perform(run: Run, id: StepId, body: StepBody): Promise<void> {
  const record = run.state.steps[id];
  record.state = 'running';
  record.startedAt = record.since = run.now();
  run.changed();
  try {
    const result = await untilDone(run, id, body);
    const { sender, confirmed, ...rest } = result;
    // What people did on the way stands beside what was read at the end.
    const evidence = [...record.evidence, ...(rest.evidence ?? [])];
    const state = confirmed === null ? 'skipped' : 'done';
    Object.assign(record, rest, { evidence, confirmed, state, since: run.now() });
    record.by = sender?.by ?? null;
    record.via = sender?.via ?? null;
  } catch (error) {
    const interrupt = run.interrupts.get(id);
    const isLeftOut = error instanceof LeftOut;
    // A step that is interrupted may find the facts of a redone one gone, and is not to be left out for that.
    if (interrupt === undefined && isLeftOut) leaveOut(run, id, error.message, null);
    else if (interrupt === undefined || !(isCancellation(error) || isLeftOut)) throw error;
    else if (interrupt.kind === 'skip') leaveOut(run, id, interrupt.reason, interrupt.sender);
    run.interrupts.delete(id);
  } finally {
    run.changed();
  }
}

/** What the runbook cannot do becomes the same step done by a person, and is then tried and checked again. */
async function untilDone(run: Run, id: StepId, body: StepBody): Promise<StepResult> {
  for (;;) {
    try {
      return await body(run);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === null || isCancellation(error)) throw error;
      run.state.troubles[id] = trouble;
      const message = trouble.candidates.length > 0 ? 'objectChosen' : 'stepDone';
      await run.ask(id, message, () => run.state.troubles[id] === undefined, { reason: trouble.message });
    }
  }
}

function leaveOut(run: Run, id: StepId, reason: string, sender: Sender | null): void {
  const finding: Finding = {
    severity: 'warning',
    problem: `Left out: ${reason}`,
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
