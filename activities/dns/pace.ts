const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** When to look again: a second after the first looks, ever more rarely with the age of the wait, at most 15 minutes. */
export function nextLookMs(ageMs: number, attempt: number): number {
  if (attempt <= 10 && ageMs < MINUTE) return SECOND;
  if (ageMs < 10 * MINUTE) return 15 * SECOND;
  if (ageMs < 2 * 60 * MINUTE) return 5 * MINUTE;
  return 15 * MINUTE;
}
