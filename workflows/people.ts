import { condition, log } from '@temporalio/workflow';
import { overdueEvent, reminderEvent } from '../runbook/notices.js';
import { nextReminder } from '../runbook/reminders.js';
import type { Ask } from '../runbook/state.js';
import type { Run } from './run.js';

/**
 * Remind those who are waited for, ever more rarely, and say once that a question is overdue. One timer for the whole
 * run, so that answers in time cost no events; it is set anew only where a newer question comes before an older one.
 */
export async function remind(run: Run): Promise<void> {
  for (;;) {
    await condition(() => next(run) !== null);
    const moment = next(run)!;
    const isEarlierOneDue = (): boolean => (next(run) ?? moment) < moment;
    await condition(isEarlierOneDue, Math.max(moment - Date.now(), 1), {
      summary: 'Reminder to whoever is still waited for',
    });
    for (const ask of run.state.asks) {
      if (hasCome(ask.dueAt) && !ask.overdue) overdue(run, ask);
      else if (hasCome(ask.remindAt)) remindOf(run, ask);
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

const hasCome = (moment: string | null): boolean => moment !== null && Date.parse(moment) <= Date.now();

/** On the due date somebody else is asked, too, where one is named. */
function overdue(run: Run, ask: Ask): void {
  ask.overdue = true;
  run.tell(overdueEvent({ ask, state: run.state, input: run.input }));
  log.info(`Overdue: ${ask.step} waits for ${ask.message} from ${ask.role} since ${ask.since}`);
  if (hasCome(ask.remindAt)) setNext(run, ask);
  run.changed();
}

function remindOf(run: Run, ask: Ask): void {
  setNext(run, ask);
  run.tell(reminderEvent({ ask, state: run.state, input: run.input }));
  log.info(`Reminder ${ask.reminders}: ${ask.step} waits for ${ask.message} from ${ask.role} since ${ask.since}`);
  run.changed();
}

function setNext(run: Run, ask: Ask): void {
  ask.reminders += 1;
  ask.remindAt = nextReminder(ask, Date.now(), run.input.waits);
}
