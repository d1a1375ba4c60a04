import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { ReserveReached, toFailure } from '../../../activities/okta/okta-failures.js';
import { readOktaError } from '../../../activities/okta/okta-error.js';
import { tryOnce } from './drive.js';

const CALL = { method: 'POST', path: '/api/v1/apps' };
const SECRET = 'Zk9vQ2tqT3M4d1RhN0xwR2hYcjVCbUV1Y0lzTnlWZDE';
const failureOf = (status: number, errorCode: string, errorSummary = 'Something') =>
  toFailure(
    readOktaError({ status, errorCode, errorSummary, errorId: 'oae1', headers: new Headers(HEADERS) }, CALL),
    'https://example.okta.com',
  );
const HEADERS = {
  'x-okta-request-id': 'req1',
  'x-rate-limit-limit': '100',
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': '1767225640',
  date: 'Thu, 01 Jan 2026 00:00:10 GMT',
};

describe('toFailure', () => {
  it.each([
    [429, 'E0000047', 'OktaRateLimited'],
    [500, 'E0000009', 'OktaUnavailable'],
    [503, 'E0000010', 'OktaUnavailable'],
    [423, 'E0000239', 'OktaUnavailable'],
    [409, 'E0000254', 'OktaUnavailable'],
    [401, 'E0000011', 'OktaUnavailable'],
    [404, 'E0000007', 'OktaUnavailable'],
  ])('retries %i %s as %s', (status, code, type) => {
    expect(failureOf(status, code)).toMatchObject({ type, nonRetryable: false });
  });

  it.each([
    [400, 'E0000001', 'OktaRefused'],
    [401, 'E0000015', 'NeedsPerson'],
    [403, 'E0000006', 'NeedsPerson'],
    [403, 'E0000046', 'NeedsPerson'],
    [404, 'E0000007', 'OktaRefused'],
    [405, 'E0000022', 'OktaRefused'],
    [501, 'E0000060', 'OktaRefused'],
  ])('stops at %i %s as %s, with what Okta’s support asks for', async (status, code, type) => {
    const failure = await tryOnce(3, () => Promise.resolve(failureOf(status, code)));
    expect(failure).toMatchObject({ type, nonRetryable: true, details: [{ requestIds: ['oae1', 'req1'] }] });
    expect(failure.message).toContain(code);
  });

  it('waits for the reset of the rate limit by Okta’s clock', () => {
    expect(failureOf(429, 'E0000047').nextRetryDelay).toBeGreaterThanOrEqual(31_000);
    expect(failureOf(429, 'E0000047').nextRetryDelay).toBeLessThanOrEqual(33_000);
  });

  it('names the licence that is missing', () => {
    expect(failureOf(401, 'E0000015').message).toContain('API Access Management');
  });

  it('retries a connection that broke', () => {
    const failure = toFailure(readOktaError({ code: 'ECONNRESET' }, CALL), 'https://example.okta.com');
    expect(failure).toMatchObject({ type: 'OktaUnavailable', nonRetryable: false });
    expect(failure.message).toContain('ECONNRESET');
  });

  it('waits out the reserve', () => {
    const failure = toFailure(new ReserveReached('/api/v1/apps', 1234), 'https://example.okta.com');
    expect(failure).toMatchObject({ type: 'OktaRateLimited', nonRetryable: false });
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(1_234);
  });

  it('leaves out a text that may hold a secret', () => {
    const failure = failureOf(400, 'E0000001', `token ${SECRET} refused`);
    expect(JSON.stringify([failure.message, failure.details])).not.toContain(SECRET);
  });

  it('passes its own kind on', () => {
    const failure = ApplicationFailure.retryable('x');
    expect(toFailure(failure, 'https://example.okta.com')).toBe(failure);
  });
});
