const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LONGEST = 15 * MINUTE;
const HOUR = 60 * MINUTE;

/**
 * When to look again, by the age of the wait: after 1 to 2 seconds in the first minute, then after a thirtieth of the
 * age, at most 15 minutes. Milliseconds.
 * @param keptForMs how long a resolver may keep its older answer: nothing changes before.
 */
export function nextLookMs(ageMs: number, keptForMs = 0): number {
  const age = Math.max(ageMs, 0);
  const byAge = age < MINUTE ? SECOND + age / 60 : age / 30;
  return Math.round(Math.min(Math.max(byAge, keptForMs), LONGEST));
}

/** When to look again at a record that stands: after five minutes in the first hour, later at most after an hour. */
export function nextWatchMs(ageMs: number): number {
  return Math.round(Math.min(Math.max(ageMs / 12, 5 * MINUTE), HOUR));
}
