import type { JsonObject } from '../kit/json-values.js';
import { describeError, type ErrorCode, type ErrorStatus } from '../kit/okta-error-codes.js';
import { newId } from './ids.js';

/** What an error is about, where its summary has a place for it, and its causes. */
interface Details {
  about?: string;
  causes?: string[];
}

/** An answer in Okta's error form. Status and summary follow from the code. */
export class OktaError extends Error {
  readonly status: ErrorStatus;
  readonly #causes: string[];

  constructor(
    readonly code: ErrorCode,
    { about, causes = [] }: Details = {},
  ) {
    const { status, summary } = describeError(code, about);
    super(summary);
    this.status = status;
    this.#causes = causes;
  }

  /** Exactly five members; `errorLink` repeats the code. */
  body(): JsonObject {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId: newId('error'),
      errorCauses: this.#causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** 400 for a field of the body. */
export function invalid(field: string, problem: string): OktaError {
  return new OktaError('E0000001', { about: field, causes: [`${field}: ${problem}`] });
}

/** 400 for what a group push cannot do. */
export function cannotPush(problem: string): OktaError {
  return new OktaError('E0000027', { about: problem });
}

/** 404 for an object that is not there. */
export function notFound(id: string, type: string): OktaError {
  return new OktaError('E0000007', { about: `Resource not found: ${id} (${type})` });
}

/** 403 for what nobody may do, whatever their role. */
export function notAllowed(...causes: string[]): OktaError {
  return new OktaError('E0000006', { causes });
}
