import { condition, log } from '@temporalio/workflow';
import type { Ask } from '../runbook/state.js';
import type { Run } from './run.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Remind those who are waited for: after `remindAfter`, then after twice that, up to daily. One timer for the whole
 * run, so that answers in time cost no events; it is set anew only where a newer question is due before an older one.
 */
export async function remind(run: Run): Promise<void> {
  for (;;) {
    await condition(() => next(run) !== null);
    const due = next(run)!;
    const isEarlierOneDue = (): boolean => (next(run) ?? due) < due;
    await condition(isEarlierOneDue, Math.max(due - Date.now(), 1), {
      summary: 'Reminder to whoever is still waited for',
    });
    for (const ask of run.state.asks.filter((one) => isDue(one))) remindOf(run, ask);
  }
}

const next = (run: Run): number | null => {
  const times = run.state.asks.flatMap((ask) => (ask.remindAt === null ? [] : [Date.parse(ask.remindAt)]));
  return times.length === 0 ? null : Math.min(...times);
};

const isDue = (ask: Ask): boolean => ask.remindAt !== null && Date.parse(ask.remindAt) <= Date.now();

function remindOf(run: Run, ask: Ask): void {
  ask.reminders += 1;
  const pause = Math.min(
    run.input.waits.remindAfterMs * 2 ** ask.reminders,
    Math.max(DAY_MS, run.input.waits.remindAfterMs),
  );
  ask.remindAt = new Date(Date.now() + pause).toISOString();
  log.info(`Reminder ${ask.reminders}: ${ask.step} waits for ${ask.message} from ${ask.role} since ${ask.since}`);
  run.changed();
}
