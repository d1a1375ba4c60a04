import { randomUUID } from 'node:crypto';
import protocol, { type coresdk } from '@temporalio/proto';
import type { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';
import type { TrustedKey } from '../../runbook/trust/sender-keys.js';
import type { Status } from '../../runbook/words/status.js';
import { bundled } from './harness.js';
import { afterTest } from '../support/after-test.js';
import { HistorySize } from './history-size.js';
import { SimulatedChildren } from './simulated-children.js';
import { newSandbox } from './shared-workflow-code.js';
import {
  fieldsOf,
  fromPayload,
  infoOf,
  resultOf,
  seconds,
  toPayload,
  valuesOf,
  type OpenActivity,
  type Payload,
} from './simulated-protocol.js';

type Job = coresdk.workflow_activation.IWorkflowActivationJob;
type Command = coresdk.workflow_commands.IWorkflowCommand;

/** In the protocol's own numbers. */
const WAIT_CODE = protocol.coresdk.workflow_commands.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** How a run ended. */
export type End = { kind: 'completed'; result: unknown } | { kind: 'failed' | 'cancelled'; message: string };

interface Timer {
  seq: number;
  dueMs: number;
}

/** The workflow code, ready to run without a server. */
export type Simulator = ReusableVMWorkflowCreator;

/** Make the workflow code ready, the product's or `own`, for a worker with activities of these names. */
export async function simulator(activities: readonly string[], own?: string): Promise<Simulator> {
  return newSandbox(own ?? (await bundled()).code, [...activities, 'senderKeys']);
}

/**
 * A run of the real workflow bundle in the SDK's own sandbox, without a server: the test decides when each activity
 * ends and how, when time passes, and what arrives together in one workflow task.
 */
export class SimulatedRun {
  readonly activities = new Map<number, OpenActivity>();
  readonly children = new SimulatedChildren();
  end: End | null = null;
  readonly carriedWith: unknown[][] = [];
  memo: Record<string, unknown> | undefined;
  readonly commands: Record<string, number> = {};
  private readonly timers = new Map<number, Timer>();
  private readonly updates = new Map<string, { refusal: unknown; result: unknown }>();
  private readonly outbox: Job[] = [];
  private isCarryingOnSuggested = false;
  readonly history = new HistorySize();
  private workflow!: Workflow;
  private isDisposed = false;
  private runId = '';

  private constructor(
    private readonly creator: Simulator,
    readonly workflowId: string,
    /** The server's clock. */
    public nowMs: number,
    /** Whose proofs count; null: the worker has not said so yet. */
    private readonly trusted: readonly TrustedKey[] | null = [],
  ) {}

  /** Start it; `carriedFrom` is the id of the run that it goes on with, where there is one. */
  static async start(
    creator: Simulator,
    workflowType: string,
    args: unknown[],
    carriedFrom = '',
    nowMs = Date.parse('2026-03-02T09:00:00Z'),
    workflowId = 'kiro-okta/example.okta.com/example.com',
    trusted: readonly TrustedKey[] | null = [],
    memo?: Record<string, unknown>,
  ): Promise<SimulatedRun> {
    const run = new SimulatedRun(creator, workflowId, nowMs, trusted);
    run.runId = carriedFrom;
    run.memo = memo;
    await run.begin(workflowType, args.map(toPayload));
    // Until then each promise of the process costs a little more.
    afterTest(() => run.dispose());
    return run;
  }

  private async begin(workflowType: string, args: Payload[]): Promise<void> {
    const before = this.runId;
    this.runId = randomUUID();
    this.activities.clear();
    this.timers.clear();
    this.children.open.clear();
    this.isCarryingOnSuggested = false;
    this.history.bytes = 0;
    this.workflow = await this.creator.createWorkflow({
      info: infoOf({ workflowType, workflowId: this.workflowId, runId: this.runId, before }, () => this.nowMs),
      randomnessSeed: [...Buffer.from('17'.repeat(16), 'hex')],
      now: this.nowMs,
      showStackTraceSources: false,
    });
    const begun = { workflowId: this.workflowId, workflowType, arguments: args, attempt: 1, memo: fieldsOf(this.memo) };
    await this.activate([{ initializeWorkflow: begun }]);
    // Whom the worker trusts is read first of all; as a rule that is nobody.
    for (const open of [...this.activities.values()])
      if (open.name === 'senderKeys' && this.trusted !== null) this.resolve(open, { value: this.trusted });
    await this.task();
  }

  /** Send an Update with the next workflow task. `outcomeOf` has what became of it. */
  update(name: string, value: unknown): string {
    const id = randomUUID();
    const input = [toPayload(value)];
    this.outbox.push({ doUpdate: { id, protocolInstanceId: id, name, input, runValidator: true } });
    return id;
  }

  /** Send a Signal with the next workflow task. */
  signal(signalName: string, value: unknown): void {
    this.outbox.push({ signalWorkflow: { signalName, input: [toPayload(value)] } });
  }

  /** Ask the run to cancel with the next workflow task. */
  cancel(): void {
    this.outbox.push({ cancelWorkflow: { reason: 'test' } });
  }

  /** Why an Update was refused; null where it was taken, undefined where nothing came back yet. */
  outcomeOf(id: string): unknown {
    const outcome = this.updates.get(id);
    return outcome === undefined ? undefined : outcome.refusal;
  }

  /** What an Update that was taken gave back. */
  resultOf(id: string): unknown {
    return this.updates.get(id)?.result;
  }

  /** End an activity with the next workflow task: with a value, an error, or as cancelled. */
  resolve(open: OpenActivity, outcome: { value: unknown } | { error: Error } | 'cancelled'): void {
    if (!this.activities.delete(open.seq)) return;
    this.outbox.push({
      resolveActivity: { seq: open.seq, isLocal: open.isLocal, result: resultOf(open, outcome) },
    });
  }

  /** End a child with the next workflow task. */
  endChild(workflowId: string, outcome: Parameters<SimulatedChildren['end']>[1]): void {
    const job = this.children.end(workflowId, outcome);
    if (job !== null) this.outbox.push(job);
  }

  /** The next history is long enough to go on as a new run. */
  suggestContinueAsNew(): void {
    this.isCarryingOnSuggested = true;
  }

  /** When the next timer fires; null without one. Milliseconds. */
  get nextTimerMs(): number | null {
    return this.timers.size === 0 ? null : Math.min(...[...this.timers.values()].map(({ dueMs }) => dueMs));
  }

  /** Let time pass; timers that are due fire with the next workflow task. */
  pass(ms: number): void {
    this.nowMs += ms;
    for (const { seq, dueMs } of [...this.timers.values()].sort((a, b) => a.dueMs - b.dueMs)) {
      if (dueMs > this.nowMs) continue;
      this.timers.delete(seq);
      this.outbox.push({ fireTimer: { seq } });
    }
  }

  /** Give the workflow everything that has gathered, as one workflow task. */
  async task(): Promise<void> {
    if (this.end !== null) return;
    const jobs = this.outbox.splice(0);
    // A suggestion alone wakes no workflow.
    if (jobs.length > 0) await this.activate(jobs);
  }

  async query<T>(name: string, value?: unknown): Promise<T> {
    const completion = await this.workflow.activate(
      protocol.coresdk.workflow_activation.WorkflowActivation.fromObject({
        runId: this.runId,
        timestamp: seconds(this.nowMs),
        jobs: [
          {
            queryWorkflow: {
              queryId: 'q',
              queryType: name,
              arguments: value === undefined ? [] : [toPayload(value)],
            },
          },
        ],
      }),
    );
    const answer = completion.successful?.commands?.[0]?.respondToQuery;
    if (answer?.succeeded?.response == null)
      throw new Error(`${name}: ${JSON.stringify(answer?.failed ?? completion)}`);
    return fromPayload([answer.succeeded.response]) as T;
  }

  status(): Promise<Status> {
    return this.query<Status>('status');
  }

  /** Give back what the run holds; a test does so by itself when it is over. */
  async dispose(): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    await this.workflow.dispose();
  }

  private async activate(jobs: Job[]): Promise<void> {
    this.history.grow([{}, {}, {}, ...jobs]);
    const completion = await this.workflow.activate(
      protocol.coresdk.workflow_activation.WorkflowActivation.fromObject({
        runId: this.runId,
        timestamp: seconds(this.nowMs),
        historyLength: 100,
        historySizeBytes: this.history.bytes,
        continueAsNewSuggested: this.isCarryingOnSuggested,
        // As current servers and workers have it: all jobs of a task are one batch.
        availableInternalFlags: [1, 2, 3, 4],
        jobs,
      }),
    );
    await this.workflow.getAndResetSinkCalls();
    if (completion.failed != null)
      throw new Error(
        `The workflow task failed: ${completion.failed.failure?.message ?? ''} ${completion.failed.failure?.stackTrace ?? ''}`,
      );
    const next: Job[] = [];
    this.history.grow(completion.successful?.commands ?? []);
    for (const command of completion.successful?.commands ?? []) await this.carryOut(command, next);
    if (next.length > 0 && this.end === null) await this.activate(next);
  }

  private async carryOut(command: Command, next: Job[]): Promise<void> {
    const [kind] = Object.keys(command).filter((key) => key !== 'userMetadata' && key !== 'variant');
    this.commands[kind!] = (this.commands[kind!] ?? 0) + 1;
    if (this.children.carryOut(command, next)) return;
    const scheduled = command.scheduleActivity ?? command.scheduleLocalActivity;
    if (scheduled != null) {
      const { seq, activityType, arguments: args } = scheduled;
      this.activities.set(seq!, {
        seq: seq!,
        name: activityType!,
        args: (args ?? []).map((_, index) => fromPayload(args, index)),
        isLocal: command.scheduleLocalActivity != null,
        isCancelled: false,
      });
      if ((scheduled.cancellationType ?? 0) !== WAIT_CODE) this.tried.add(seq!);
    } else if (command.requestCancelActivity != null || command.requestCancelLocalActivity != null) {
      const seq = (command.requestCancelActivity ?? command.requestCancelLocalActivity)!.seq!;
      const open = this.activities.get(seq);
      if (open === undefined) return;
      open.isCancelled = true;
      if (!this.tried.has(seq)) return;
      // The server does not wait for such an activity: the workflow hears at once.
      this.activities.delete(seq);
      next.push({ resolveActivity: { seq, isLocal: open.isLocal, result: resultOf(open, 'cancelled') } });
    } else if (command.startTimer != null) {
      const { seq, startToFireTimeout: after } = command.startTimer;
      const ms = Number(after?.seconds ?? 0) * 1000 + (after?.nanos ?? 0) / 1_000_000;
      this.timers.set(seq!, { seq: seq!, dueMs: this.nowMs + ms });
    } else if (command.cancelTimer != null) this.timers.delete(command.cancelTimer.seq!);
    else if (command.updateResponse != null) {
      const { protocolInstanceId: id, rejected, completed } = command.updateResponse;
      if (completed != null) this.updates.set(id!, { refusal: null, result: fromPayload([completed]) });
      else if (rejected != null)
        this.updates.set(id!, {
          refusal: fromPayload(rejected.applicationFailureInfo?.details?.payloads) ?? rejected.message,
          result: null,
        });
    } else if (command.completeWorkflowExecution != null)
      this.end = { kind: 'completed', result: fromPayload([command.completeWorkflowExecution.result!]) };
    else if (command.failWorkflowExecution != null)
      this.end = { kind: 'failed', message: command.failWorkflowExecution.failure?.message ?? '' };
    else if (command.cancelWorkflowExecution != null) this.end = { kind: 'cancelled', message: '' };
    else if (command.continueAsNewWorkflowExecution != null) {
      const { workflowType, arguments: args, memo } = command.continueAsNewWorkflowExecution;
      this.memo = valuesOf(memo) ?? this.memo;
      await this.workflow.dispose();
      this.carriedWith.push((args ?? []).map((_, index) => fromPayload(args, index)));
      // What the old run still had to hear is gone with it.
      next.splice(0);
      await this.begin(workflowType!, args ?? []);
    }
  }

  private readonly tried = new Set<number>();
}
