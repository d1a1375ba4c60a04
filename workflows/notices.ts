import { CancellationScope, condition, isCancellation, uuid4 } from '@temporalio/workflow';
import { channelsOf, noticeOf, type ChannelName, type NoticeEvent, type NoticeKind } from '../runbook/notices.js';
import type { NoticeTask, Sent } from '../runbook/outside.js';
import { farewell, people, quick } from './outside.js';
import type { Run } from './run.js';
import { troubleOf } from './trouble.js';

/** Events of one notice; more wait for the next one. */
const MAX_EVENTS = 50;

/** Tell each configured channel what happens, at its own pace: what has gathered meanwhile goes out together. */
export async function announce(run: Run): Promise<void> {
  await Promise.all(
    channelsOf(run.input).map(async (channel) => {
      for (;;) {
        await condition(() => pending(run, channel).length > 0);
        await settled();
        const isTimed = pending(run, channel).every((event) => TIMED.has(event.kind));
        const done = isTimed && (await tryQuickly(run, channel));
        if (!done) await deliver(run, channel, people);
      }
    }),
  );
}

/** What is still to be told when the run is over; also where it was cancelled. */
export async function announceEnd(run: Run): Promise<void> {
  run.tell({ kind: 'finished', text: `The onboarding of ${run.input.domain} is over: ${run.state.outcome}.` });
  await CancellationScope.nonCancellable(() =>
    Promise.all(
      channelsOf(run.input).map(async (channel) => {
        while (pending(run, channel).length > 0) await deliver(run, channel, farewell);
      }),
    ),
  );
}

const TIMED = new Set<NoticeKind>(['reminder', 'due', 'escalation']);

/** One try within the workflow task; where it fails, the usual way follows. */
async function tryQuickly(run: Run, channel: ChannelName): Promise<boolean> {
  const { events, task } = letterOf(run, channel);
  try {
    taken(run, channel, events, await quick.notify(task));
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
}

/** One notice; what was not sent because the scope was cancelled stays in the outbox. */
async function deliver(run: Run, channel: ChannelName, by: typeof people): Promise<void> {
  const { events, task } = letterOf(run, channel);
  const summary = `${channel}: ${[...new Set(events.map((event) => event.kind))].join(', ')}`;
  try {
    taken(run, channel, events, await by.notify.executeWithOptions({ summary }, [task]));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    const lost = run.state.undelivered[channel]?.notices ?? 0;
    run.state.undelivered[channel] = { notices: lost + 1, reason: trouble.message };
    taken(run, channel, events, {});
    run.changed();
  }
}

function letterOf(run: Run, channel: ChannelName): { events: NoticeEvent[]; task: NoticeTask } {
  const events = pending(run, channel).slice(0, MAX_EVENTS);
  const notice = noticeOf(uuid4(), events, run);
  return { events, task: { ...run.task, channel, notice, slack: run.state.facts.slack ?? null } };
}

function taken(run: Run, channel: ChannelName, events: NoticeEvent[], sent: Sent): void {
  if (sent.slack !== undefined) run.state.facts.slack = sent.slack;
  run.state.outbox[channel] = pending(run, channel).slice(events.length);
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
