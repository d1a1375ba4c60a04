import type { JsonObject } from '../kit/json-values.js';
import { newId } from './ids.js';

/** An answer in Okta's error form. `status` is the HTTP status; `code` is from Okta's list of error codes. */
export class OktaError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 429 | 500,
    readonly code: string,
    readonly summary: string,
    readonly causes: string[] = [],
  ) {
    super(summary);
  }

  /** Exactly five members; `errorLink` repeats the code. */
  body(): JsonObject {
    return {
      errorCode: this.code,
      errorSummary: this.summary,
      errorLink: this.code,
      errorId: newId('error'),
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** 400 for a field of the body. */
export function invalid(field: string, problem: string): OktaError {
  return new OktaError(400, 'E0000001', `Api validation failed: ${field}`, [`${field}: ${problem}`]);
}

/** 404 for an object that is not there. */
export function notFound(id: string, type: string): OktaError {
  return new OktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${type})`);
}

/** 403 with one of Okta's codes. */
export function forbidden(code: string, summary: string, causes: string[] = []): OktaError {
  return new OktaError(403, code, summary, causes);
}
