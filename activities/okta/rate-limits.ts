import { WAITING } from '../../runbook/outside.js';
import { pause } from '../attempt.js';
import { keepProgress } from '../heartbeat.js';
import type { RateLimitHeaders } from './okta-error.js';

const FAMILIES = ['apps', 'groups', 'users', 'logs'];

/** The bucket that Okta most likely counts a call in (notes of Okta's rate limits: one a family, one for the rest). */
export function bucketOf(path: string): string {
  const [family = '', id] = path.replace(/^\/api\/v1\//, '').split(/[/?]/);
  if (!FAMILIES.includes(family)) return 'other';
  return id !== undefined && !path.includes(`${family}?`) ? `${family}/{id}` : family;
}

/** No wait is longer: a reset beyond that is a clock that is wrong. Milliseconds. */
const LONGEST_MS = 300_000;
/** A short wait until answers show what is left in a new window. Milliseconds. */
const SOON_MS = 500;

/**
 * Milliseconds to wait after a 429: until the reset by Okta's own clock, one second more for its rounding, and a
 * little at random so that waiting activities do not come back all at once. A limit of 0 is the concurrency limit,
 * whose reset means nothing: a few seconds. `random` is in [0, 1).
 */
export function delayUntilReset(limits: RateLimitHeaders | null, now: number, random: number): number {
  if (limits === null || limits.limit === 0 || limits.reset === null) return 2_000 + Math.round(random * 3_000);
  const wait = limits.reset * 1000 - (limits.date ?? now) + 1_000;
  return Math.min(Math.max(wait, 1_000), LONGEST_MS) + Math.round(random * 2_000);
}

/**
 * The most calls at once to one org, whatever makes them: a third of the concurrency limit of the smallest orgs (35), which
 * other clients of the org share.
 */
const AT_ONCE = 12;

/** The most calls at once to a bucket of which no answer has told anything yet. */
const UNKNOWN_AT_ONCE = 3;

interface Seen {
  limit: number;
  remaining: number;
  /** The reset as Okta names it, in seconds, and by this machine's clock in milliseconds. */
  reset: number;
  resetAt: number;
}

/** Ends a call that `begin` has counted, with what its answer said; null where no answer came. */
export type CallUnderWay = (limits: RateLimitHeaders | null, now: number) => void;

/**
 * What the answers of one org said of each bucket, for keeping a share of it free for the org's other clients. All
 * activities of a worker share it, so calls that are on their way count as made.
 */
export class RateLimits {
  private readonly seen = new Map<string, Seen>();
  private readonly underway = new Map<string, number>();
  private readonly waiting = new Set<() => void>();

  /** Counts a call as on its way; the function given back ends that with what its answer said. */
  begin(path: string): CallUnderWay {
    const bucket = bucketOf(path);
    this.underway.set(bucket, this.inFlight(bucket) + 1);
    let isOver = false;
    return (limits, now) => {
      if (!isOver) this.underway.set(bucket, this.inFlight(bucket) - 1);
      // A call without an answer may have been counted all the same.
      const known = this.seen.get(bucket);
      if (!isOver && limits === null && known !== undefined) known.remaining = Math.max(0, known.remaining - 1);
      isOver = true;
      if (limits !== null) this.note(path, limits, now);
      for (const goOn of this.waiting) goOn();
      this.waiting.clear();
    };
  }

  /**
   * Whether a call must wait for the end of another one: as many as may be are on their way, or nothing is known of its bucket
   * and a few calls to it are on their way, whose answers will tell what is left.
   */
  isAwaited(path: string): boolean {
    const bucket = bucketOf(path);
    let all = 0;
    for (const count of this.underway.values()) all += count;
    if (all >= AT_ONCE) return true;
    return !this.seen.has(bucket) && this.inFlight(bucket) >= UNKNOWN_AT_ONCE;
  }

  /** The end of any call that is on its way. */
  nextAnswer(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  /** Notes the headers of an answer. Answers may overtake each other: within a window the least that was left counts. */
  note(path: string, { limit, remaining, reset, date }: RateLimitHeaders, now: number): void {
    if (limit === null || limit === 0 || remaining === null || reset === null) return;
    const known = this.seen.get(bucketOf(path));
    if (known !== undefined && known.reset > reset) return;
    const least = known?.reset === reset ? Math.min(known.remaining, remaining) : remaining;
    const resetAt = now + Math.min(Math.max(0, reset * 1000 - (date ?? now)) + 1_000, LONGEST_MS);
    this.seen.set(bucketOf(path), { limit, remaining: least, reset, resetAt });
  }

  /** What is known of the bucket of a path; null before its first answer. */
  of(path: string): { limit: number; remaining: number } | null {
    return this.seen.get(bucketOf(path)) ?? null;
  }

  /**
   * Milliseconds until the bucket is full again if less than `reserve` (0 to 1) of it is left, else 0. After a reset it
   * holds the whole limit, less the calls under way: those that waited for it come back at once.
   */
  waitFor(path: string, reserve: number, now: number): number {
    const bucket = bucketOf(path);
    const seen = this.seen.get(bucket);
    if (seen === undefined) return 0;
    const isOver = seen.resetAt <= now;
    const underway = this.inFlight(bucket);
    const left = (isOver ? seen.limit : seen.remaining) - underway;
    if (left / seen.limit > reserve || (isOver && underway === 0)) return 0;
    return isOver ? SOON_MS : seen.resetAt - now;
  }

  private inFlight(bucket: string): number {
    return this.underway.get(bucket) ?? 0;
  }
}

/** When a wait for a rate limit is over, for people. */
export function goingOnAt(waitMs: number): string {
  return `going on at ${new Date(Date.now() + waitMs).toISOString().slice(11, 19)} UTC`;
}

/**
 * Waits for a rate limit in the middle of work, so that its reads are not lost: an attempt that fails starts with the first
 * page again. The reason goes out with the activity's heartbeats, and to `tell`, for commands that run without Temporal.
 */
export async function waitForReset(
  tell: ((line: string) => void) | undefined,
  why: string,
  waitMs: number,
): Promise<void> {
  const line = `${why}; ${goingOnAt(waitMs)}.`;
  tell?.(line);
  keepProgress(WAITING, line);
  await pause(waitMs);
  keepProgress(WAITING, null);
}

/** A Date header has whole seconds, and was written a moment ago. Milliseconds. */
const SAME_TIME_MS = 2_000;

/** How far Okta's clock is ahead of `now`, by the Date header of an answer; 0 where that says nothing. Milliseconds. */
export function aheadOf(date: number | null, now: number): number {
  const ahead = date === null ? 0 : date - now;
  return Math.abs(ahead) < SAME_TIME_MS ? 0 : ahead;
}
