import type { RateLimitHeaders } from './okta-error.js';

const FAMILIES = ['apps', 'groups', 'users', 'logs'];

/** The bucket that Okta most likely counts a call in (notes of Okta's rate limits: one a family, one for the rest). */
export function bucketOf(path: string): string {
  const [family = '', id] = path.replace(/^\/api\/v1\//, '').split(/[/?]/);
  if (!FAMILIES.includes(family)) return 'other';
  return id !== undefined && !path.includes(`${family}?`) ? `${family}/{id}` : family;
}

/**
 * Milliseconds to wait after a 429: until the reset by Okta's own clock, one second more for its rounding, and a
 * little at random so that waiting activities do not come back all at once. A limit of 0 is the concurrency limit,
 * whose reset means nothing: a few seconds. `random` is in [0, 1).
 */
export function delayUntilReset(limits: RateLimitHeaders | null, now: number, random: number): number {
  if (limits === null || limits.limit === 0 || limits.reset === null) return 2_000 + Math.round(random * 3_000);
  const wait = limits.reset * 1000 - (limits.date ?? now) + 1_000;
  return Math.min(Math.max(wait, 1_000), 300_000) + Math.round(random * 2_000);
}

interface Seen {
  limit: number;
  remaining: number;
  /** By this machine's clock. */
  resetAt: number;
}

/** What the last answers said of each bucket, for keeping a share of it free for the org's other clients. */
export class RateLimits {
  private readonly seen = new Map<string, Seen>();

  /** Notes the headers of an answer. */
  note(path: string, limits: RateLimitHeaders, now: number): void {
    if (limits.limit === null || limits.limit === 0 || limits.remaining === null || limits.reset === null) return;
    const resetAt = now + Math.max(0, limits.reset * 1000 - (limits.date ?? now)) + 1_000;
    this.seen.set(bucketOf(path), { limit: limits.limit, remaining: limits.remaining, resetAt });
  }

  /** Milliseconds until the bucket is full again if less than `reserve` (0 to 1) of it is left, else 0. */
  waitFor(path: string, reserve: number, now: number): number {
    const bucket = this.seen.get(bucketOf(path));
    if (bucket === undefined || bucket.resetAt <= now) return 0;
    return bucket.remaining / bucket.limit < reserve ? bucket.resetAt - now : 0;
  }
}
