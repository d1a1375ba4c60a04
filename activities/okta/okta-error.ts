import { AnswerTooLong } from '../../runbook/secrets/bounded-reads.js';
import { type HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { looksLikeSecret } from '../../runbook/secrets/secrets.js';
import { isObject, textAt } from './json-fields.js';
import { PROXY_WANTS_LOGIN } from './okta-proxy.js';
import { rightsToGive } from './okta-rights.js';

/** What the answer's headers said of the rate limit; null where a header was missing. */
export interface RateLimitHeaders {
  limit: number | null;
  remaining: number | null;
  /** Seconds since the epoch, by Okta's clock. */
  reset: number | null;
  /** Milliseconds since the epoch, by Okta's clock. */
  date: number | null;
}

/** The one thing read of a response's headers, of node-fetch or fetch. */
export interface HeaderSource {
  get(name: string): string | null;
}

/**
 * One refused or failed call, with the fields that help a person or Okta's support: never the request, its headers
 * or its body. `status` is null where no answer came.
 */
export class OktaError extends Error {
  override readonly name = 'OktaError';
  constructor(
    readonly call: { method: string; path: string },
    readonly status: number | null,
    readonly code: string | null,
    readonly summary: string,
    readonly causes: string[],
    readonly requestIds: string[],
    readonly rateLimit: RateLimitHeaders | null,
  ) {
    super(
      [`${call.method} ${call.path}: ${status ?? 'no answer'}`, code, summary, ...causes].filter(Boolean).join(' '),
    );
    // A stack shows nothing that the call does not, and would end in a Temporal history.
    this.stack = '';
  }

  /** Summary and causes in one text, to look for a field's name in. */
  get text(): string {
    return [this.summary, ...this.causes].filter(Boolean).join('; ') || 'no reason given';
  }
}

/** Whether a write may have taken effect although it failed: no answer, or one that does not say. */
export function isAmbiguous(error: unknown): boolean {
  if (!(error instanceof OktaError)) return false;
  return error.status === null || error.status === 408 || (error.status >= 500 && error.status !== 501);
}

/** Whether an error is Okta's answer with that status. */
export function isStatus(error: unknown, ...statuses: number[]): error is OktaError {
  return error instanceof OktaError && error.status !== null && statuses.includes(error.status);
}

/** Texts of an error longer than this are cut. Characters. */
const LENGTH = 500;
/** The same for codes and ids. */
const ID_LENGTH = 100;

/**
 * Turns what the SDK throws (OktaApiError, HttpError, node-fetch's FetchError) into an `OktaError`. Whatever the org says in it
 * goes without the secrets of the client.
 */
export function readOktaError(
  thrown: unknown,
  call: { method: string; path: string },
  secrets: HeldSecrets = NO_SECRETS,
): OktaError {
  if (thrown instanceof OktaError) return thrown;
  const fields = typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>) : {};
  const status = typeof fields['status'] === 'number' ? fields['status'] : null;
  const headers = isHeaderSource(fields['headers']) ? fields['headers'] : null;
  if (status === null) {
    const reason = typeof fields['code'] === 'string' ? fields['code'] : fields['type'];
    const told = typeof reason === 'string' ? secrets.text(TOLD[reason] ?? reason, ID_LENGTH) : 'connection failed';
    return new OktaError(call, null, null, told, [], [], null);
  }
  const causes = Array.isArray(fields['errorCauses']) ? fields['errorCauses'] : [];
  const cleaned = (text: string | null): string => withoutSecret(secrets.text(text ?? '', LENGTH));
  const code = textAt(fields, 'errorCode');
  const ids = [textAt(fields, 'errorId'), headers?.get('x-okta-request-id') ?? null];
  return new OktaError(
    call,
    status,
    code === null ? null : secrets.text(code, ID_LENGTH),
    cleaned(textAt(fields, 'errorSummary')),
    causes.flatMap((cause) => (isObject(cause) ? [cleaned(textAt(cause, 'errorSummary'))] : [])),
    ids.flatMap((id) => (id === null ? [] : [secrets.text(id, ID_LENGTH)])),
    headers === null ? null : readRateLimit(headers),
  );
}

/** A success that is not what Okta answers, such as a proxy's page: whether a write took effect is open. */
export function garbled(method: string, path: string): OktaError {
  const summary = 'the answer is not in the form of Okta’s API';
  return new OktaError({ method, path: withoutQuery(path) }, null, null, summary, [], [], null);
}

export const withoutQuery = (path: string): string => path.split('?')[0] ?? path;

/** What node-fetch calls otherwise. */
const TOLD: Record<string, string> = { 'max-size': new AnswerTooLong().message };

/** The rate-limit headers of an answer. */
export function readRateLimit(headers: HeaderSource): RateLimitHeaders {
  const number = (name: string) => {
    const text = headers.get(name);
    return text !== null && /^\d+$/.test(text) ? Number(text) : null;
  };
  const date = Date.parse(headers.get('date') ?? '');
  return {
    limit: number('x-rate-limit-limit'),
    remaining: number('x-rate-limit-remaining'),
    reset: number('x-rate-limit-reset'),
    date: Number.isNaN(date) ? null : date,
  };
}

function isHeaderSource(value: unknown): value is HeaderSource {
  return typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function';
}

function withoutSecret(text: string): string {
  return looksLikeSecret(text) ? '(a text not shown, because it may hold a secret)' : text;
}

/** 409 codes that mean "try again"; every other 4xx stays refused however often it is tried. */
const TRY_AGAIN = ['E0000112', 'E0000249', 'E0000253', 'E0000254', 'E0000268', 'E0000239', 'E0000240', 'E0000241'];

/** Whether the same call may succeed later by itself. */
export function isTransient(error: OktaError): boolean {
  if (error.status === null || error.status === 429 || error.status === 423 || error.status === 408) return true;
  if (error.status === 501) return false;
  return error.status >= 500 || TRY_AGAIN.includes(error.code ?? '');
}

const CURES: Record<string, string> = {
  E0000004: 'Check OKTA_CLIENT_TOKEN, or the client id and key, of the worker and restart it.',
  E0000011:
    'The token is wrong, expired or revoked, or the service app could get none: check OKTA_CLIENT_* and restart the worker.',
  E0000015:
    'The org has no API Access Management licence, which a custom authorization server needs: ask Okta to add it, then redo the step.',
  E0000046: 'A group still grants the user the application: remove that group or the membership first.',
  E0000059: 'The connector could not be tested: check the Base URL and the API token.',
};

/**
 * Whether a refusal may pass: 403 E0000005 ("Invalid session") comes and goes without a change of rights. Nothing has been
 * done, so any call may be made again; one that stays means a missing right.
 */
export const mayPass = (error: OktaError): boolean => error.status === 403 && error.code === 'E0000005';

/** What to do about a permanent refusal, and whether a person can fix it in Okta. */
export function cureOf(error: OktaError): { fix: string; person: boolean } {
  if (error.status === 407)
    return { fix: `${PROXY_WANTS_LOGIN}; then restart the worker.`.replace(/^the/, 'The'), person: true };
  if (error.status === 403 && error.code === null)
    return {
      fix: 'The answer is not in the form of Okta’s API: a proxy or a firewall on the way may have refused the call, so look there first.',
      person: true,
    };
  if (error.status === 403 && ['E0000005', 'E0000006'].includes(error.code ?? ''))
    return { fix: rightsToGive(error.call), person: true };
  const cure = CURES[error.code ?? ''];
  if (cure !== undefined) return { fix: cure, person: true };
  if (error.status === 404) return { fix: 'The object is gone: redo the step that makes it.', person: false };
  return { fix: 'Correct what it names, or do the step by hand in the Admin Console; then redo it.', person: false };
}
