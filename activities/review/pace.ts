/** No look costs less than it tells, however short the window; and people wait no longer than this. Milliseconds. */
const SHORTEST_MS = 250;
const LONGEST_MS = 30 * 60_000;

/**
 * How long until the next look: a sixth of the time that the window has lasted, at most a 48th of it, so that in 24 hours
 * whoever arrives is seen within half an hour. Times in milliseconds since the epoch; never later than `until`.
 */
export function pauseUntilNextLook(now: number, at: { since: number; until: number; end: number }): number {
  const sparser = Math.max((now - at.since) / 6, SHORTEST_MS);
  const most = Math.min(Math.max((at.end - at.since) / 48, SHORTEST_MS), LONGEST_MS);
  return Math.ceil(Math.max(Math.min(sparser, most, at.until - now), 1));
}
