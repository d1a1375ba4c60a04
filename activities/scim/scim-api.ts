import type { z } from 'zod';
import { isSafeToSend } from '../../runbook/model/loopback.js';
import { AnswerTooLong, boundedText } from '../../runbook/secrets/bounded-reads.js';
import type { Secret } from '../../runbook/secrets/secret.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { cancelled, deadline, pause } from '../attempt.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { tryRead } from '../try-read.js';
import { ScimRefused, tryAgain, unreachable } from './scim-failures.js';
import { scimError } from './scim-shapes.js';

const TIMEOUT_MS = 20_000;
/** For one read: a failed page must not make a long list start again. */
const PATIENCE = { tries: 6, firstWait: 200, longestWait: 8_000 };
/** A longer wait that the endpoint asks for is left to Temporal. */
const LONGEST_ASKED_MS = 20_000;
/** Of a request id this much is kept. Characters. */
const REQUEST_ID = 100;

/** Where Kiro's side can be asked; the token stays in this process. */
export interface ScimAccess {
  endpoint: string;
  token: Secret;
}

/** The same, also without a token. */
interface ScimAccessOrNone {
  endpoint: string;
  token: Secret | null;
  /** What to do where Kiro does not take the token; absent: as for one that a run was given. */
  ifRefused?: string;
}

/** Reads from one SCIM endpoint. */
export interface ScimClient {
  readonly host: string;
  /** Whether requests carry a token. */
  readonly authorised: boolean;
  /** `path` below the endpoint, such as `/Users`. The answer's body has the shape, or the call fails. */
  get<T>(path: string, query: Record<string, string>, shape: z.ZodType<T>): Promise<Answer<T>>;
}

export interface Answer<T> {
  body: T;
  /** AWS's name for the request, for its support. */
  requestId: string | null;
}

/**
 * A client of a SCIM endpoint, with a bearer token or without one. All clients of an endpoint keep one pace. A read that
 * fails for a moment (429, 5xx, a lost connection, half an answer) is made a few times more. Then it fails as
 * `outside.ts` says: 429, 5xx and the network are retryable; a refused token, a page instead of SCIM and a redirect need
 * a person; other 4xx are `ScimRefused`. The token is
 * sent in the header alone, and removed from everything the endpoint answers.
 */
export function createScimClient(options: ScimAccessOrNone): ScimClient {
  const base = options.endpoint.replace(/\/+$/, '');
  const { host } = new URL(base);
  if (options.token !== null && !isSafeToSend(new URL(base))) {
    const problem = `${host} would be asked without encryption.`;
    throw needsPersonFor([blocking(problem, 'Give the endpoint with https.')], {}, 'NotScim');
  }
  const headers: Record<string, string> = { accept: 'application/scim+json, application/json' };
  if (options.token !== null) headers['authorization'] = `Bearer ${headerValue(options.token.open())}`;
  const secrets = new HeldSecrets([options.token?.open()]);
  const { ifRefused = NEW_TOKEN } = options;
  return {
    host,
    authorised: options.token !== null,
    async get(path, query, shape) {
      const search = new URLSearchParams(query).toString();
      const url = `${base}${path}${search === '' ? '' : `?${search}`}`;
      const parse = (text: string): unknown => parseJson(text, secrets);
      const { response, text, body } = await sendPatiently({ url, headers, host, parse }).catch(toFailure);
      const given = response.headers.get('x-amzn-requestid');
      const requestId = given === null ? null : secrets.text(given, REQUEST_ID);
      const said = { text, detail: () => secrets.text(scimError.parse(body).detail), ifRefused };
      refuseFailures(response, said, host, requestId);
      const parsed = shape.safeParse(body);
      if (parsed.success) return { body: parsed.data, requestId };
      throw notScim(`${host} answers ${path}, but not as SCIM does (${whereWrong(parsed.error)}).`, requestId);
    },
  };
}

const NEW_TOKEN =
  'Generate a new access token in the Kiro console (Settings, Identity Management), check the endpoint beside it, ' +
  'and answer scimAccessIssued again; revoke the old token.';

/** Header values are printable ASCII; fetch would repeat any other one in its error. */
function headerValue(given: string): string {
  const token = given.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const fix = 'Copy it again from the Kiro console and answer scimAccessIssued once more.';
  const problem = 'The SCIM token has a space or a character that no token has.';
  throw needsPersonFor([blocking(problem, fix)], {}, 'ScimUnauthorized');
}

interface Asked {
  url: string;
  headers: Record<string, string>;
  host: string;
  /** A JSON text without the secrets; undefined where it is none. */
  parse: (text: string) => unknown;
}

interface Received {
  response: Response;
  text: string;
  /** Null where it is no JSON. */
  body: unknown;
}

/** A read that may succeed in a moment. */
class NotNow extends Error {
  constructor(
    readonly type: 'ScimUnreachable' | 'ScimUnavailable',
    problem: string,
    readonly retryAfterMs: number | null,
  ) {
    super(problem);
  }
}

const sendPatiently = (asked: Asked): Promise<Received> =>
  tryRead(
    {
      turn: () => paceOf(asked.host).turn(),
      call: () => send(asked),
      waitAfter: (error) => {
        if (!(error instanceof NotNow)) return null;
        const wait = error.retryAfterMs ?? 0;
        return wait > LONGEST_ASKED_MS ? null : wait;
      },
    },
    PATIENCE,
  );

async function send(asked: Asked): Promise<Received> {
  const { host } = asked;
  const { response, text } = await receive(asked);
  const { status } = response;
  if (status === 429 || status === 408 || status >= 500)
    throw new NotNow('ScimUnavailable', `${host} answered ${status}.`, retryAfterMs(response.headers));
  const body = asked.parse(text);
  // A page for people has another type.
  if (response.ok && isJson(response) && body === undefined)
    throw new NotNow('ScimUnavailable', `${host} gave half an answer.`, null);
  return { response, text, body: body ?? null };
}

async function receive({ url, headers, host }: Asked): Promise<Omit<Received, 'body'>> {
  try {
    // A redirect would carry the token to another place.
    const response = await fetch(url, { headers, redirect: 'manual', signal: deadline(TIMEOUT_MS) });
    return { response, text: await boundedText(response) };
  } catch (error) {
    cancelled()?.throwIfAborted();
    if (error instanceof AnswerTooLong) throw notScim(`${host} does not answer as SCIM does: ${error.message}.`, null);
    throw new NotNow('ScimUnreachable', `${host} could not be reached (${reasonOf(error)}).`, null);
  }
}

function toFailure(error: unknown): never {
  if (!(error instanceof NotNow)) throw error;
  if (error.type === 'ScimUnreachable') throw unreachable(error.message);
  throw tryAgain('ScimUnavailable', error.message, error.retryAfterMs);
}

const isJson = ({ headers }: Response): boolean => /json/i.test(headers.get('content-type') ?? '');

function refuseFailures(
  response: Response,
  { text, detail, ifRefused }: { text: string; detail: () => string; ifRefused: string },
  host: string,
  requestId: string | null,
): void {
  const { status } = response;
  if (status >= 300 && status < 400) throw notScim(`${host} answers with a redirect (${status}).`, requestId);
  if (status === 401) {
    const problem = `${host} does not accept the token for this endpoint (401).`;
    throw needsPersonFor([blocking(problem, ifRefused)], { requestIds: listOfOne(requestId) }, 'ScimUnauthorized');
  }
  if (!isJson(response) && /^\s*</.test(text)) {
    throw notScim(`${host} answers with a page for people (${status}).`, requestId);
  }
  if (status >= 400) throw new ScimRefused(status, detail());
}

function notScim(problem: string, requestId: string | null) {
  const fix =
    "Copy the SCIM endpoint from the Kiro console (Settings, Identity Management), not the page's own address.";
  return needsPersonFor([blocking(problem, fix)], { requestIds: listOfOne(requestId) }, 'NotScim');
}

const listOfOne = (requestId: string | null): string[] => (requestId === null ? [] : [requestId]);

/** `Retry-After` in seconds, or as a date by the clock of the answer's own date; AWS documents none. At most ten minutes. */
function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const there = Date.parse(headers.get('date') ?? '');
  const now = Number.isNaN(there) ? Date.now() : there;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), 600_000) : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.name;
}

function whereWrong(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined || issue.path.length === 0 ? 'no JSON object' : issue.path.map(String).join('.');
}

function parseJson(text: string, secrets: HeldSecrets): unknown {
  try {
    return secrets.parse(text);
  } catch {
    return undefined;
  }
}

/** AWS allows 40 reads a second for each identity store ("Quotas"); a tenth is left to Okta's own look-ups. */
const READS_A_SECOND = 36;

/** Spreads the reads of all clients that share it, so that none comes sooner than the rate allows. */
export class Pace {
  private next = 0;

  constructor(private readonly perSecond: number) {}

  /** Resolves when it is the caller's turn, in the order of the calls. */
  async turn(): Promise<void> {
    const now = performance.now();
    const mine = Math.max(this.next, now);
    this.next = mine + 1000 / this.perSecond;
    await pause(mine - now);
  }
}

const paces = new Map<string, Pace>();

/** The pace of all activities of this worker on one endpoint's host. */
export function paceOf(host: string): Pace {
  const known = paces.get(host);
  if (known !== undefined) return known;
  const pace = new Pace(READS_A_SECOND);
  paces.set(host, pace);
  return pace;
}
