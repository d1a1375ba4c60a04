import { DateTime } from 'luxon';
import type { RunInput, WorkingTime } from './run-input.js';
import type { Ask } from './state.js';

/** Saturday and Sunday, as ISO 8601 counts the days of a week. */
const WEEKEND = [6, 7];
const MINUTES_OF_DAY = 24 * 60;

/**
 * The first moment from then on that is in somebody's working hours. Both are milliseconds since 1970.
 * Deterministic in a workflow: the zone is given, and another edition of the time zone database may change how long a
 * timer lasts, which a replay does not look at, but not which reminder comes next (`workflows/engine/remind.ts`).
 */
export function atWork(fromMs: number, { timeZone, fromMinute, toMinute, weekends }: WorkingTime): number {
  // The configuration refuses such hours and zones; a run that another program has started must not hang on them.
  const areHours = fromMinute >= 0 && fromMinute < toMinute && toMinute <= MINUTES_OF_DAY;
  if (!areHours) return fromMs;
  const there = DateTime.fromMillis(fromMs, { zone: timeZone });
  const then = there.isValid ? there : DateTime.fromMillis(fromMs, { zone: 'UTC' });
  for (let days = 0; ; days += 1) {
    const day = then.startOf('day').plus({ days });
    // By the clock on the wall: a day on which it changes has its usual hours.
    const opens = day.set({ hour: Math.floor(fromMinute / 60), minute: fromMinute % 60 });
    const closes = day.set({ hour: Math.floor(toMinute / 60), minute: toMinute % 60 });
    if (WEEKEND.includes(day.weekday) && !weekends) continue;
    if (then < closes) return Math.max(fromMs, opens.toMillis());
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** After two weeks the reminders come weekly, so that a wait of months stays small. */
const PATIENT_AFTER_MS = 14 * DAY_MS;

type Waits = RunInput['waits'];

/** When a question that is asked now is reminded of first, and when it is due; ISO 8601, in working hours. */
export function datesOf(nowMs: number, waits: Waits): Pick<Ask, 'remindAt' | 'dueAt'> {
  return {
    remindAt: iso(atWork(nowMs + bounded(waits.remindAfterMs), waits)),
    dueAt: iso(atWork(nowMs + bounded(waits.dueAfterMs), waits)),
  };
}

/** When a question is reminded of next: after twice the time of before, up to a day, and at last to a week. */
export function nextReminder(ask: Pick<Ask, 'since' | 'reminders'>, nowMs: number, waits: Waits): string {
  const first = bounded(waits.remindAfterMs);
  const doubled = Math.min(first * 2 ** ask.reminders, Math.max(DAY_MS, first));
  const isOld = nowMs - Date.parse(ask.since) >= PATIENT_AFTER_MS;
  return iso(atWork(nowMs + (isOld ? Math.max(7 * DAY_MS, doubled) : doubled), waits));
}

/** What the configuration takes; a run that another program has started must not hang on anything else. Milliseconds. */
const bounded = (ms: number): number => Math.min(Math.max(ms, 1), 366 * DAY_MS);

const iso = (ms: number): string => new Date(ms).toISOString();
