import { describe, expect, it } from 'vitest';
import { bucketOf, delayUntilReset, RateLimits } from '../../../activities/okta/rate-limits.js';

const NOW = Date.parse('2026-01-01T00:00:10Z');
const headers = (remaining: number, limit = 100) => ({
  limit,
  remaining,
  reset: NOW / 1000 + 40,
  date: NOW,
});

describe('delayUntilReset', () => {
  it('waits for the reset by Okta’s clock, whatever this machine’s clock says', () => {
    expect(delayUntilReset(headers(0), NOW + 3_600_000, 0)).toBe(41_000);
  });
  it('adds up to two seconds at random', () => {
    expect(delayUntilReset(headers(0), NOW, 0.99)).toBe(42_980);
  });
  it('backs off a few seconds from the concurrency limit, whose reset means nothing', () => {
    expect(delayUntilReset(headers(0, 0), NOW, 0.5)).toBe(3_500);
    expect(delayUntilReset(null, NOW, 0)).toBe(2_000);
  });
  it('never gives a reset in the past, nor more than five minutes', () => {
    expect(delayUntilReset({ ...headers(0), reset: 0 }, NOW, 0)).toBe(1_000);
    expect(delayUntilReset({ ...headers(0), reset: NOW / 1000 + 9_999 }, NOW, 0)).toBe(300_000);
  });
});

describe('RateLimits', () => {
  it('holds back calls of a bucket that is down to the reserve, until its reset', () => {
    const limits = new RateLimits();
    limits.note('/api/v1/apps/0oa1/groups/00g1', headers(20), NOW);
    expect(limits.waitFor('/api/v1/apps/0oa2', 0.2, NOW)).toBe(41_000);
    expect(limits.waitFor('/api/v1/apps/0oa2', 0.19, NOW)).toBe(0);
    expect(limits.waitFor('/api/v1/apps?q=x', 0.2, NOW)).toBe(0);
    expect(limits.waitFor('/api/v1/apps/0oa2', 0.2, NOW + 41_000)).toBe(0);
  });
  it('counts calls that are on their way, and believes the least of answers that overtake each other', () => {
    const limits = new RateLimits();
    const path = '/api/v1/apps/0oa1';
    const ends = [limits.begin(path), limits.begin(path)];
    limits.note(path, headers(22), NOW);
    expect(limits.waitFor(path, 0.2, NOW)).toBe(41_000);
    ends[0]?.(headers(30), NOW);
    expect(limits.waitFor(path, 0.2, NOW)).toBe(0);
    ends[1]?.(headers(20), NOW);
    expect(limits.waitFor(path, 0.2, NOW)).toBe(41_000);
    limits.note(path, { ...headers(100), reset: NOW / 1000 + 100 }, NOW);
    expect(limits.waitFor(path, 0.2, NOW)).toBe(0);
  });
  it('takes a new window for full but for the calls that are on their way, until their answers tell', () => {
    const limits = new RateLimits();
    const path = '/api/v1/apps/0oa1';
    limits.note(path, headers(0, 2), NOW);
    const later = NOW + 41_000;
    expect(limits.waitFor(path, 0.5, later)).toBe(0);
    const end = limits.begin(path);
    expect(limits.waitFor(path, 0.5, later)).toBe(500);
    end(null, later);
    expect(limits.waitFor(path, 0.5, later)).toBe(0);
    // A share of 100 % would leave nothing: one call at a time goes out.
    expect(limits.waitFor(path, 1, later)).toBe(0);
  });
  it('ignores the concurrency limit’s zeros', () => {
    const limits = new RateLimits();
    limits.note('/api/v1/users/00u1', headers(0, 0), NOW);
    expect(limits.waitFor('/api/v1/users/00u1', 0.5, NOW)).toBe(0);
  });
});

describe('bucketOf', () => {
  it.each([
    ['/api/v1/apps?filter=x', 'apps'],
    ['/api/v1/apps/0oa1?x=1', 'apps/{id}'],
    ['/api/v1/users/a%40b.c', 'users/{id}'],
    ['/api/v1/authorizationServers/aus1', 'other'],
  ])('puts %s into %s', (path, bucket) => expect(bucketOf(path)).toBe(bucket));
});
