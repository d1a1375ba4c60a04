import { condition, log } from '@temporalio/workflow';
import { sceneOf } from '../../runbook/model/runbook.js';
import { nextReminder } from '../../runbook/model/reminders.js';
import type { Ask } from '../../runbook/model/state.js';
import { overdueEvent, reminderEvent } from '../../runbook/words/notices.js';
import type { Run } from './run.js';

/**
 * Remind those who are waited for, ever more rarely, and say once that a question is overdue. One timer for the whole
 * run, so that answers in time cost no events; it is set anew only where a newer question comes before an older one.
 * The timer that has fired tells what has come, never the clock: where a newer edition of the time zone database
 * opens the office at another hour, a replay still reminds of the same questions in the same order.
 */
export async function remind(run: Run): Promise<void> {
  for (;;) {
    await condition(() => next(run) !== null);
    const moment = next(run)!;
    const isEarlierOneDue = (): boolean => (next(run) ?? moment) < moment;
    const isTooLate = await condition(isEarlierOneDue, Math.max(moment - Date.now(), 1), {
      summary: 'Reminder to those who are still waited for',
    });
    if (isTooLate) continue;
    for (const ask of run.state.asks) {
      if (hasCome(ask.dueAt, moment) && !ask.overdue) overdue(run, ask, moment);
      else if (hasCome(ask.remindAt, moment)) remindOf(run, ask);
    }
  }
}

/** The next moment at which something is to be said; null where nobody is waited for. Milliseconds. */
const next = (run: Run): number | null => {
  const moments = run.state.asks
    .flatMap((ask) => [ask.remindAt, ask.overdue ? null : ask.dueAt])
    .flatMap((moment) => (moment === null ? [] : [Date.parse(moment)]));
  return moments.length === 0 ? null : Math.min(...moments);
};

const hasCome = (date: string | null, moment: number): boolean => date !== null && Date.parse(date) <= moment;

/** On the due date somebody else is asked, too, where one is named. */
function overdue(run: Run, ask: Ask, moment: number): void {
  ask.overdue = true;
  run.tell(overdueEvent(sceneOf(run, ask)));
  log.info(`Overdue: ${ask.step} waits for ${ask.message} from ${ask.role} since ${ask.since}`);
  if (hasCome(ask.remindAt, moment)) setNext(run, ask);
  run.changed();
}

function remindOf(run: Run, ask: Ask): void {
  setNext(run, ask);
  run.tell(reminderEvent(sceneOf(run, ask)));
  log.info(`Reminder ${ask.reminders}: ${ask.step} waits for ${ask.message} from ${ask.role} since ${ask.since}`);
  run.changed();
}

function setNext(run: Run, ask: Ask): void {
  ask.reminders += 1;
  ask.remindAt = nextReminder(ask, Date.now(), run.input.waits);
}
