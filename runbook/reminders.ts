import type { OnboardingInput } from './input.js';
import type { Ask } from './state.js';
import { atWork } from './working-time.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whoever has not answered for two weeks is reminded weekly, so that a wait of months stays small. */
const PATIENT_AFTER_MS = 14 * DAY_MS;

type Waits = OnboardingInput['waits'];

/** When a question that is asked now is reminded of first, and when it is due; ISO 8601, in working hours. */
export function datesOf(nowMs: number, waits: Waits): Pick<Ask, 'remindAt' | 'dueAt'> {
  return {
    remindAt: iso(atWork(nowMs + waits.remindAfterMs, waits)),
    dueAt: iso(atWork(nowMs + waits.dueAfterMs, waits)),
  };
}

/** When a question is reminded of next: after twice the time of before, up to a day, and at last to a week. */
export function nextReminder(ask: Pick<Ask, 'since' | 'reminders'>, nowMs: number, waits: Waits): string {
  const doubled = Math.min(waits.remindAfterMs * 2 ** ask.reminders, Math.max(DAY_MS, waits.remindAfterMs));
  const isOld = nowMs - Date.parse(ask.since) >= PATIENT_AFTER_MS;
  return iso(atWork(nowMs + (isOld ? Math.max(7 * DAY_MS, doubled) : doubled), waits));
}

const iso = (ms: number): string => new Date(ms).toISOString();
