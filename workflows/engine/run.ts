import type { z } from 'zod';
import { CancellationScope, CancelledFailure, condition, isCancellation } from '@temporalio/workflow';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { CHANNELS, channelsOf, type NoticeEvent } from '../../runbook/model/notice-events.js';
import { datesOf } from '../../runbook/model/reminders.js';
import { resumedState } from '../../runbook/model/resumed.js';
import { earlierAnswer, saidText } from '../../runbook/model/said.js';
import type { Role, RunInput } from '../../runbook/model/run-input.js';
import { type Runbook, type RunView, sceneOf } from '../../runbook/model/runbook.js';
import { differencesOf, type SETTINGS, settingsOf } from '../../runbook/model/settings.js';
import {
  type Ask,
  type Interrupt,
  recordOf,
  type Refusal,
  type RunState,
  type Sender,
  type StepRecord,
} from '../../runbook/model/state.js';
import type { Task } from '../../runbook/outside.js';
import { askedEvent, isForPeople } from '../../runbook/words/notices.js';
import { senderText } from '../../runbook/words/phrases.js';
import { SkippedToo } from './failures.js';

/** How many refused Signals of a run people hear of; `status` counts them all. */
const MAX_REFUSALS_TOLD = 20;

/** Whether somebody is proven stands beside their name where it is known. */
const refusedText = (message: string, sender: Sender, reason: string): string =>
  (sender.sender ?? null) === null ? reason : `${message} from ${senderText(sender)} was refused: ${reason}`;

/** A run at work: its state, and how steps wait for people, for the world and for time. */
export class Run<State extends RunState = RunState, Input extends RunInput = RunInput> implements RunView<
  State,
  Input
> {
  readonly state: State;
  /** As the run was started with, and changed since (`useSettings`). */
  input: Input;
  readonly workflowId: string;
  readonly runId: string;
  /** Grows with each change of the state, so that watchers know. */
  version = 0;
  /** Began with a version that had the changes of `BASE` (`changes.ts`). */
  isOfBase = false;
  /** The run goes on as a new one: what it waits for now is not over. */
  isCarriedOn = false;
  /** Questions of the run before this one, until their steps ask them again. */
  private readonly carried: Set<Ask>;
  private readonly looks = new Map<string, CancellationScope>();
  /** The steps at work, each in a scope of its own. */
  readonly attempts = new Map<string, CancellationScope>();

  constructor(
    readonly runbook: Runbook<State, Input>,
    input: Input,
    { workflowId, runId }: Pick<RunView, 'workflowId' | 'runId'>,
    /** Of the run that this one carries on. */
    state: State | undefined,
  ) {
    this.input = input;
    this.workflowId = workflowId;
    this.runId = runId;
    this.state = resumedState(runbook, state, this.now());
    // What was redone while the run before this one ended is asked anew.
    this.state.asks = this.state.asks.filter(({ step }) => recordOf(this.state, step).state === 'waiting');
    this.carried = new Set(this.state.asks);
  }

  /** Whether the run before this one was asking this. */
  wasAsked(step: string, message: MessageName): boolean {
    return this.findCarried(step, message) !== undefined;
  }

  now(): string {
    return new Date().toISOString();
  }

  /**
   * Who is asked and told, and when, from now on: what a configuration may change in the middle of a run. Waits that are not
   * named stay. Gives the paths that differ from before.
   */
  useSettings(given: z.output<typeof SETTINGS>): string[] {
    const { waits, people, proof, senders, web } = this.input;
    const settings = {
      proof,
      senders,
      web,
      ...given,
      people: { ...people, ...given.people },
      waits: { ...waits, ...given.waits },
    };
    const changed = differencesOf(settingsOf(this.input), settings).map(({ path }) => path);
    if (changed.length === 0) return [];
    const { slack } = this.input.notify;
    this.input = { ...this.input, ...settings };
    for (const name of CHANNELS) if (!channelsOf(this.input).includes(name)) delete this.state.outbox[name];
    // The message in another channel is another message.
    if (slack?.channel !== settings.notify.slack?.channel) delete this.state.facts.slack;
    for (const ask of this.state.asks) {
      if (!isForPeople(ask.role)) continue;
      const { remindAt, dueAt } = datesOf(Date.parse(ask.since), this.input.waits);
      if (ask.reminders === 0) ask.remindAt = remindAt;
      if (!ask.overdue) ask.dueAt = dueAt;
    }
    // Whatever waits for a time of the settings reckons anew.
    if (changed.some((path) => path.startsWith('waits.'))) this.nudge();
    this.changed();
    return changed;
  }

  changed(): void {
    this.version += 1;
  }

  /** News for people: each channel sends it as soon as it can. */
  tell(event: Pick<NoticeEvent, 'kind' | 'text'> & Partial<NoticeEvent>): void {
    const whole = { at: this.now(), step: null, message: null, to: [], by: null, via: null, ...event };
    for (const channel of channelsOf(this.input))
      this.state.outbox[channel] = [...(this.state.outbox[channel] ?? []), whole];
  }

  /** Something unusual that does not stop the run; for the report, too. */
  warn(text: string, to: string[] = []): void {
    this.state.warnings.push(text);
    this.tell({ kind: 'warning', text, to });
    this.changed();
  }

  /** What every activity gets. */
  get task(): Task<Input> {
    return { input: this.input, owner: this.workflowId };
  }

  /** A fact of an earlier step; where that step was skipped, this step is, too. */
  need<K extends keyof State['facts']>(fact: K, from: string): NonNullable<State['facts'][K]> {
    const value = (this.state.facts as State['facts'])[fact];
    if (value == null) {
      // Where a runbook finds at its beginning what another one makes, it has no such step.
      const { steps } = this.runbook;
      const { title } = steps.has(from) ? steps.of(from) : steps.rows[0]!;
      throw new SkippedToo(`${title} was skipped, and this needs its result.`);
    }
    return value;
  }

  /** Ask a person, and wait as long as it takes until `answered`. */
  async ask(
    step: string,
    message: MessageName,
    answered: () => boolean,
    more: { role?: Role; reason?: string } = {},
  ): Promise<void> {
    this.requireAtWork(step);
    if (answered() && !this.wasAsked(step, message)) return;
    const role = more.role ?? this.runbook.steps.of(step).helper;
    await this.waiting({ step, message, role, reason: more.reason ?? null }, () => condition(answered));
    // Broken off by the very message that answers: the answer is for the next attempt.
    this.requireAtWork(step);
  }

  /** Wait for an answer of that name, and give it back. */
  async answer<N extends MessageName>(
    step: string,
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

  /** Take an answer back because its check failed; it stays among the refusals and in the evidence of its step. */
  retract(step: string, message: MessageName, reason: string): void {
    // A step that was broken off has no say any more: the answer may be a newer one.
    if (CancellationScope.current().consideredCancelled) return;
    const answer = this.state.answers[message];
    delete this.state.answers[message];
    if (answer !== undefined) recordOf(this.state, step).evidence.push(earlierAnswer(message, answer, reason));
    const { by = null, via = null, sender: mark = null } = answer ?? {};
    const sender = { by, via, sender: mark, at: this.now() };
    this.tell({ kind: 'check-failed', ...sender, message, step, text: reason });
    this.record({ message, reason, value: saidText(message, answer?.value), ...sender });
  }

  /**
   * Break off what a step is doing, because it is skipped or redone. At once, within the message that says so: the old
   * attempt can then neither ask, nor take what the same message has changed for an answer. The engine goes on from here
   * as soon as the attempt has come to rest.
   */
  breakOff(step: string, interrupt: Interrupt): void {
    this.state.interrupts[step] = interrupt;
    this.attempts.get(step)?.cancel();
    this.changed();
  }

  /** A Signal that is not taken: nobody waits for a reply, so it is shown. `value` is what it said (`saidText`). */
  refuse(message: string, reason: string, sender: Sender, value: string | null): void {
    // A flood of wrong Signals is counted, and floods nobody.
    if (this.state.refusedCount < MAX_REFUSALS_TOLD)
      this.tell({ kind: 'refused', ...sender, message, text: refusedText(message, sender, reason) });
    this.record({ message, reason, value, ...sender });
  }

  private record(refusal: Refusal): void {
    this.state.refusals = [...this.state.refusals, refusal].slice(-50);
    this.state.refusedCount += 1;
    this.changed();
  }

  /** Wait for the world by work that retries until it holds; `checkNow` begins it anew at once. */
  async look<T>(step: string, role: Ask['role'], work: () => Promise<T>): Promise<T> {
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
  nudge(step?: string): void {
    for (const [id, scope] of [...this.looks]) {
      if (step !== undefined && id !== step) continue;
      this.looks.delete(id);
      scope.cancel();
    }
  }

  /** A step that was broken off asks nothing, and takes no answer: what comes now is for the next attempt. */
  private requireAtWork(step: string): void {
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure(`${step} was broken off`);
  }

  private async waiting<T>(
    what: Pick<Ask, 'step' | 'message' | 'role' | 'reason'>,
    work: () => Promise<T>,
  ): Promise<T> {
    this.requireAtWork(what.step);
    const record = recordOf(this.state, what.step);
    const ask = this.findCarried(what.step, what.message) ?? this.newAsk(what);
    this.carried.delete(ask);
    record.state = 'waiting';
    record.since = ask.since;
    this.changed();
    let isBrokenOff = false;
    try {
      return await work();
    } catch (error) {
      isBrokenOff = isCancellation(error);
      throw error;
    } finally {
      this.looks.delete(what.step);
      // What a run waited for when it was cancelled or stopped is open in its report.
      if (record.state === 'waiting' && !isBrokenOff) record.state = 'running';
      if (!isBrokenOff || !this.isCarriedOn) this.close([ask], record);
      this.changed();
    }
  }

  private newAsk(what: Pick<Ask, 'step' | 'message' | 'role' | 'reason'>): Ask {
    const dates = isForPeople(what.role) ? datesOf(Date.now(), this.input.waits) : { remindAt: null, dueAt: null };
    const ask: Ask = { ...what, ...dates, since: this.now(), reminders: 0, overdue: false };
    this.state.asks.push(ask);
    if (isForPeople(ask.role)) this.tell(askedEvent(sceneOf(this, ask)));
    return ask;
  }

  private findCarried(step: string, message: MessageName): Ask | undefined {
    return [...this.carried].find((ask) => ask.step === step && ask.message === message);
  }

  /** A step is over: what the run before this one asked for it is not asked any more. */
  forgetCarried(record: StepRecord): void {
    const stale = [...this.carried].filter((ask) => ask.step === record.id);
    for (const ask of stale) this.carried.delete(ask);
    this.close(stale, record);
  }

  /** Nobody is asked that any more; how long it was waited for stays. */
  private close(asks: Ask[], { waits }: StepRecord): void {
    this.state.asks = this.state.asks.filter((ask) => !asks.includes(ask));
    waits.push(...asks.map(({ role, since }) => ({ role, from: since, to: this.now() })));
  }
}
