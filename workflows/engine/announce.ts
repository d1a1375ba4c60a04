import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  uuid4,
} from '@temporalio/workflow';
import { type ChannelName, CHANNELS, type NoticeEvent, type NoticeKind } from '../../runbook/model/notice-events.js';
import type { NoticeTask, Sent } from '../../runbook/outside.js';
import { finishedEvent, noticeOf } from '../../runbook/words/notices.js';
import { farewell, people, quick } from '../outside.js';
import { untilCancelled } from './beside.js';
import { troubleOf } from './failures.js';
import type { Run } from './run.js';

/** Events of one notice; more wait for the next one. */
const MAX_EVENTS = 50;

/** Tell each configured channel what happens, at its own pace: what has gathered meanwhile goes out together. */
export async function announce(run: Run): Promise<void> {
  await untilCancelled(
    // Also one that the configuration names later.
    CHANNELS.map(async (channel) => {
      for (;;) {
        await condition(() => pending(run, channel).length > 0);
        await settled();
        const letter = letterOf(run, channel);
        const isTimed = letter.events.every((event) => TIMED.has(event.kind));
        const isSettled = isTimed && (await tryQuickly(run, letter));
        if (!isSettled) await deliver(run, letter, people);
      }
    }),
  );
}

/** What is still to be told when the run is over; also where it was cancelled. */
export async function announceEnd(run: Run): Promise<void> {
  if (run.runbook.endsQuietly?.(run.state) !== true) run.tell(finishedEvent(run));
  await CancellationScope.nonCancellable(() =>
    Promise.all(
      CHANNELS.map(async (channel) => {
        while (pending(run, channel).length > 0) await deliver(run, letterOf(run, channel), farewell);
      }),
    ),
  );
}

const TIMED = new Set<NoticeKind>(['reminder', 'due', 'escalation']);

/**
 * One try within the workflow task. False where the usual way has to follow; a channel that has not worked for an hour gets
 * no more than this of each reminder until it works again, so that a wait of months stays small.
 */
async function tryQuickly(run: Run, letter: Letter): Promise<boolean> {
  try {
    taken(run, letter, await quick.notify(letter.task));
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    // The SDK gives the failure of a local activity bare.
    const cause = error instanceof ActivityFailure ? error.cause : error;
    const isForGood = cause instanceof ApplicationFailure && cause.nonRetryable === true;
    const isDown = run.state.undelivered[letter.channel]?.isDown === true;
    if (!isDown && !isForGood) return false;
    giveUp(run, letter, cause instanceof Error ? cause.message : String(cause));
    return true;
  }
}

/** One notice; what was not sent because the scope was cancelled stays in the outbox. */
async function deliver(run: Run, letter: Letter, by: typeof people): Promise<void> {
  const { channel, events, task } = letter;
  const summary = `${channel}: ${[...new Set(events.map((event) => event.kind))].join(', ')}`;
  try {
    taken(run, letter, await by.notify.executeWithOptions({ summary }, [task]));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    giveUp(run, letter, trouble.message);
  }
}

interface Letter {
  channel: ChannelName;
  events: NoticeEvent[];
  task: NoticeTask;
}

/** The notice to send now. One that may have been sent already keeps its id, also in the run that goes on with this one. */
function letterOf(run: Run, channel: ChannelName): Letter {
  const count = Math.min(pending(run, channel).length, MAX_EVENTS);
  const sending = (run.state.sending[channel] ??= { id: uuid4(), events: count });
  const events = pending(run, channel).slice(0, sending.events);
  const notice = noticeOf(sending.id, events, run);
  return { channel, events, task: { ...run.task, channel, notice, slack: run.state.facts.slack ?? null } };
}

function taken(run: Run, letter: Letter, sent: Sent): void {
  const before = run.state.undelivered[letter.channel];
  if (before !== undefined) before.isDown = false;
  if (sent.missed !== undefined) countLost(run, letter.channel, { reason: sent.missed, isDown: false });
  // Where another channel is configured meanwhile, the message in the old one is not gone on with.
  const isCurrent = letter.task.input.notify.slack?.channel === run.input.notify.slack?.channel;
  if (sent.slack !== undefined && isCurrent) run.state.facts.slack = sent.slack;
  forget(run, letter);
}

/** The report counts it. */
function giveUp(run: Run, letter: Letter, reason: string): void {
  countLost(run, letter.channel, { reason, isDown: true });
  forget(run, letter);
}

function countLost(run: Run, channel: ChannelName, why: { reason: string; isDown: boolean }): void {
  const lost = run.state.undelivered[channel]?.notices ?? 0;
  run.state.undelivered[channel] = { notices: lost + 1, ...why };
  run.changed();
}

function forget(run: Run, { channel, events }: Letter): void {
  run.state.outbox[channel] = pending(run, channel).slice(events.length);
  delete run.state.sending[channel];
}

const pending = (run: Run, channel: ChannelName): NoticeEvent[] => run.state.outbox[channel] ?? [];

/** Let the other coroutines of this workflow task come to rest, so that their news go out together. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    let looks = 0;
    // False when it is asked first, true in the next round of all conditions.
    await condition(() => (looks += 1) > 1);
  }
}
