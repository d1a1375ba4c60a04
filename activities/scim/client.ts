import type { z } from 'zod';
import { HeldSecrets } from '../../runbook/outside-text.js';
import { needsPerson, ScimRefused, tryAgain, unreachable } from './failures.js';
import { scimError } from './shapes.js';
import { paceOf } from './pace.js';
import { pause } from '../pause.js';
import { cancelled, deadline } from '../surroundings.js';

const TIMEOUT_MS = 20_000;
/** So often a busy endpoint is asked again at once: the page of a long list is too dear to begin the list anew. */
const TRIES = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 20_000;
/** Of a request id this much is kept. Characters. */
const REQUEST_ID = 100;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

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
 * A client of a SCIM endpoint, with a bearer token or without one. All clients of an endpoint keep one pace. A busy
 * endpoint (429, 5xx) is asked a few times more, ever later and at random. Then it fails as `outside.ts` says: 429, 5xx
 * and the network are retryable; a refused token, a page instead of SCIM and a redirect need a person; other 4xx are
 * `ScimRefused`. The token stands in the request's header alone: it is cut out of whatever the endpoint answers.
 */
export function createScimClient(options: { endpoint: string; token: string | null }): ScimClient {
  const base = options.endpoint.replace(/\/+$/, '');
  const { host, hostname, protocol } = new URL(base);
  if (options.token !== null && protocol !== 'https:' && !LOOPBACK.includes(hostname)) {
    throw needsPerson('NotScim', `${host} would be asked without encryption.`, 'Give the endpoint with https.');
  }
  const headers: Record<string, string> = { accept: 'application/scim+json, application/json' };
  if (options.token !== null) headers['authorization'] = `Bearer ${headerValue(options.token)}`;
  const secrets = new HeldSecrets([options.token]);
  return {
    host,
    authorised: options.token !== null,
    async get(path, query, shape) {
      const search = new URLSearchParams(query).toString();
      const url = `${base}${path}${search === '' ? '' : `?${search}`}`;
      const { response, text } = await sendPatiently(url, headers, host);
      const given = response.headers.get('x-amzn-requestid');
      const requestId = given === null ? null : secrets.text(given, REQUEST_ID);
      const answered = parseJson(text, secrets);
      refuseFailures(response, { text, detail: () => secrets.text(scimError.parse(answered).detail) }, host, requestId);
      const parsed = shape.safeParse(answered);
      if (parsed.success) return { body: parsed.data, requestId };
      throw notScim(`${host} answers ${path}, but not as SCIM does (${whereWrong(parsed.error)}).`, requestId);
    },
  };
}

/** Header values are printable ASCII; fetch would repeat any other one in its error. */
function headerValue(given: string): string {
  const token = given.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const fix = 'Copy it again from the Kiro console and answer scimAccessIssued once more.';
  throw needsPerson('ScimUnauthorized', 'The SCIM token has a space or a character that no token has.', fix);
}

async function sendPatiently(url: string, headers: Record<string, string>, host: string) {
  for (let tries = 1; ; tries += 1) {
    await paceOf(host).turn();
    const answer = await send(url, headers, host);
    const asked = retryAfterMs(answer.response.headers.get('retry-after')) ?? 0;
    if (!isBusy(answer.response) || tries === TRIES || asked > LONGEST_PAUSE_MS) return answer;
    await pause(Math.max(asked, FIRST_PAUSE_MS * 2 ** tries * Math.random()));
  }
}

async function send(url: string, headers: Record<string, string>, host: string) {
  try {
    // A redirect would carry the token to another place.
    const response = await fetch(url, { headers, redirect: 'manual', signal: deadline(TIMEOUT_MS) });
    return { response, text: await response.text() };
  } catch (error) {
    cancelled()?.throwIfAborted();
    throw unreachable(`${host} could not be reached (${reasonOf(error)}).`);
  }
}

const isBusy = ({ status }: Response): boolean => status === 429 || status === 408 || status >= 500;

function refuseFailures(
  response: Response,
  { text, detail }: { text: string; detail: () => string },
  host: string,
  requestId: string | null,
): void {
  const { status, headers } = response;
  if (isBusy(response)) {
    throw tryAgain('ScimUnavailable', `${host} answered ${status}.`, retryAfterMs(headers.get('retry-after')));
  }
  if (status >= 300 && status < 400) throw notScim(`${host} answers with a redirect (${status}).`, requestId);
  if (status === 401) {
    const fix =
      'Generate a new access token in the Kiro console (Settings, Identity Management), check the endpoint beside it, ' +
      'and answer scimAccessIssued again; revoke the old token.';
    throw needsPerson('ScimUnauthorized', `${host} does not accept the token for this endpoint (401).`, fix, requestId);
  }
  if (!/json/i.test(headers.get('content-type') ?? '') && /^\s*</.test(text)) {
    throw notScim(`${host} answers with a page for people (${status}).`, requestId);
  }
  if (status >= 400) throw new ScimRefused(status, detail());
}

function notScim(problem: string, requestId: string | null) {
  const fix =
    "Copy the SCIM endpoint from the Kiro console (Settings, Identity Management), not the page's own address.";
  return needsPerson('NotScim', problem, fix, requestId);
}

/** `Retry-After` in seconds or as a date; AWS documents none. At most ten minutes. */
function retryAfterMs(value: string | null): number | null {
  if (value === null) return null;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
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
    return null;
  }
}
