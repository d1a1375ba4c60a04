import { describeError, type ErrorCode, isErrorCode } from './okta-error-codes.js';

/** How a system answers a request that a fault refuses. */
export interface ErrorForm {
  /** A fault of kind `status`, from 400 on; `code` is one of the system's own error codes. */
  failure(status: number, code?: string): Response;
  /** A fault of kind `rate-limit` or `concurrency-limit`; the reset is in seconds since the epoch. */
  tooMany(resetAt: number, limit: 'rate' | 'concurrency'): Response;
}

/** The code that a status stands for where a fault names none. */
const USUAL: Readonly<Record<number, ErrorCode>> = {
  400: 'E0000001',
  401: 'E0000011',
  403: 'E0000006',
  404: 'E0000007',
  405: 'E0000022',
  423: 'E0000239',
  429: 'E0000047',
  503: 'E0000010',
};

/**
 * Okta's errors: five members, the link repeats the code; its 429 as the rate-limit documents have it. The one for too
 * many calls at once (`concurrency`) has a limit of 0.
 */
export const oktaErrorForm: ErrorForm = {
  failure: (status, code) => oktaError(status, {}, code),
  tooMany: (resetAt, limit) =>
    oktaError(429, {
      'X-Rate-Limit-Limit': limit === 'rate' ? '600' : '0',
      'X-Rate-Limit-Remaining': '0',
      'X-Rate-Limit-Reset': String(resetAt),
    }),
};

function oktaError(status: number, headers: Record<string, string>, asked?: string): Response {
  const code = asked !== undefined && isErrorCode(asked) ? asked : (USUAL[status] ?? 'E0000009');
  const errorSummary = describeError(code).summary.replace(/: $/, '');
  const named = { errorCode: asked ?? code, errorLink: asked ?? code };
  const body = { ...named, errorSummary, errorId: 'oaeSandboxFault000000', errorCauses: [] };
  const common = { 'Content-Type': 'application/json', 'X-Okta-Request-Id': 'SandboxFault' };
  return new Response(JSON.stringify(body), { status, headers: { ...common, ...headers } });
}
