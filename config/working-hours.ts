import type { Checked } from './refusal.js';

/** `09:00-17:00` as minutes from midnight; up to 24:00, and not across midnight. */
export function checkWorkingHours(given: string): Checked<{ fromMinute: number; toMinute: number }> {
  const fix = 'Write two times of one day, the earlier one first, such as 09:00-17:00 or 00:00-24:00.';
  const [from, to, ...more] = given.split('-').map((time) => minuteOf(time.trim()));
  if (from == null || to == null || more.length > 0) return { message: `"${given}" are no working hours.`, fix };
  return from < to
    ? { value: { fromMinute: from, toMinute: to } }
    : { message: `"${given}" end before they begin.`, fix };
}

function minuteOf(time: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):([0-5]\d)$/.exec(time) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return minutes <= 24 * 60 ? minutes : null;
}
