import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { OnboardingInput, Role } from '../runbook/input.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import type { Task } from '../runbook/outside.js';
import { newRunState, type Ask, type Facts, type RunState, type Sender } from '../runbook/state.js';
import { stepOf, type StepId } from '../runbook/steps.js';
import { LeftOut } from './left-out.js';

/** Why a step's work was broken off. */
export type Interrupt = { kind: 'skip'; reason: string; sender: Sender } | { kind: 'redo' };

/** A run at work: its state, and how steps wait for people, for the world and for time. */
export class Run {
  readonly state: RunState;
  /** Grows with each change of the state, so that watchers know. */
  version = 0;
  stopped: (Sender & { reason: string }) | null = null;
  readonly interrupts = new Map<StepId, Interrupt>();
  private readonly looks = new Map<StepId, CancellationScope>();

  constructor(
    readonly input: OnboardingInput,
    readonly workflowId: string,
  ) {
    this.state = newRunState(this.now());
  }

  now(): string {
    return new Date().toISOString();
  }

  changed(): void {
    this.version += 1;
  }

  /** What every activity is told. */
  get task(): Task {
    return { input: this.input, owner: this.workflowId };
  }

  /** A fact of an earlier step; where that step was left out, this step is, too. */
  need<K extends keyof Facts>(fact: K, from: StepId): NonNullable<Facts[K]> {
    const value = this.state.facts[fact];
    if (value === undefined) throw new LeftOut(`${stepOf(from).title} was left out, and this needs its result.`);
    return value;
  }

  /** Ask a person, and wait as long as it takes until `answered`. */
  async ask(
    step: StepId,
    message: MessageName,
    answered: () => boolean,
    more: { role?: Role; reason?: string } = {},
  ): Promise<void> {
    if (answered()) return;
    const by = stepOf(step).by;
    const role = more.role ?? (by === 'program' || by === 'time' ? 'okta-admin' : by);
    await this.waiting({ step, message, role, reason: more.reason ?? null }, () => condition(answered));
  }

  /** Wait for an answer of that name, and give it back. */
  async answer<N extends MessageName>(
    step: StepId,
    message: N,
    reason?: string,
  ): Promise<NonNullable<RunState['answers'][N]>> {
    await this.ask(
      step,
      message,
      () => this.state.answers[message] !== undefined,
      reason === undefined ? {} : { reason },
    );
    return this.state.answers[message]!;
  }

  /** Take an answer back because its check failed; it stays visible among the refusals. */
  retract(message: MessageName, reason: string): void {
    const answer = this.state.answers[message];
    delete this.state.answers[message];
    this.refuse(message, reason, { by: answer?.by ?? null, via: answer?.via ?? null, at: this.now() });
  }

  refuse(message: string, reason: string, sender: Sender): void {
    this.state.refusals = [...this.state.refusals, { message, reason, ...sender }].slice(-50);
    this.state.refusedCount += 1;
    this.changed();
  }

  /** Wait for the world by work that retries until it holds; `checkNow` begins it anew at once. */
  async look<T>(step: StepId, role: Ask['role'], work: () => Promise<T>): Promise<T> {
    return this.waiting({ step, message: 'checkNow', role, reason: null }, async () => {
      for (;;) {
        const scope = new CancellationScope();
        this.looks.set(step, scope);
        try {
          return await scope.run(work);
        } catch (error) {
          const nudged = isCancellation(error) && this.looks.get(step) !== scope;
          if (!nudged || CancellationScope.current().consideredCancelled) throw error;
        }
      }
    });
  }

  /** Look now: at one step, or at all that wait. */
  nudge(step?: StepId): void {
    for (const [id, scope] of [...this.looks]) {
      if (step !== undefined && id !== step) continue;
      this.looks.delete(id);
      scope.cancel();
    }
  }

  private async waiting<T>(
    what: Pick<Ask, 'step' | 'message' | 'role' | 'reason'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const record = this.state.steps[what.step];
    const isPerson = what.role !== 'dns' && what.role !== 'time';
    const remindAt = isPerson ? new Date(Date.now() + this.input.waits.remindAfterMs).toISOString() : null;
    const ask: Ask = { ...what, since: this.now(), remindAt, reminders: 0 };
    this.state.asks.push(ask);
    record.state = 'waiting';
    record.since = ask.since;
    this.changed();
    try {
      return await work();
    } finally {
      this.state.asks = this.state.asks.filter((other) => other !== ask);
      this.looks.delete(what.step);
      if (record.state === 'waiting') record.state = 'running';
      this.changed();
    }
  }
}
