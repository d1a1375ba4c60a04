/** How a system answers a request that a fault refuses. */
export interface ErrorForm {
  /** A fault of kind `status`, from 400 on. */
  failure(status: number): Response;
  /** A fault of kind `rate-limit` or `concurrency-limit`; the reset is in seconds since the epoch. */
  tooMany(resetAt: number, limit: 'rate' | 'concurrency'): Response;
}

/** Codes and summaries from Okta's list of error codes. */
const OKTA_ERRORS: Readonly<Record<number, readonly [code: string, summary: string]>> = {
  400: ['E0000001', 'Api validation failed'],
  401: ['E0000011', 'Invalid token provided'],
  403: ['E0000006', 'You do not have permission to perform the requested action'],
  404: ['E0000007', 'Not found: Resource not found'],
  405: ['E0000022', 'The endpoint does not support the provided HTTP method'],
  423: ['E0000239', 'Policy priorities are being reconciled. Please try again later.'],
  429: ['E0000047', 'API call exceeded rate limit due to too many requests.'],
  503: ['E0000010', 'Service is in read only mode'],
};
const INTERNAL = ['E0000009', 'Internal Server Error'] as const;

/**
 * Okta's errors: five members, the link repeats the code; its 429 as the rate-limit documents have it. Too many at once
 * (`concurrency`) is told by a limit of 0.
 */
export const oktaErrorForm: ErrorForm = {
  failure: (status) => oktaError(status, {}),
  tooMany: (resetAt, limit) =>
    oktaError(429, {
      'X-Rate-Limit-Limit': limit === 'rate' ? '600' : '0',
      'X-Rate-Limit-Remaining': '0',
      'X-Rate-Limit-Reset': String(resetAt),
    }),
};

function oktaError(status: number, headers: Record<string, string>): Response {
  const [errorCode, errorSummary] = OKTA_ERRORS[status] ?? INTERNAL;
  const body = { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeSandboxFault000000', errorCauses: [] };
  const common = { 'Content-Type': 'application/json', 'X-Okta-Request-Id': 'SandboxFault' };
  return new Response(JSON.stringify(body), { status, headers: { ...common, ...headers } });
}
