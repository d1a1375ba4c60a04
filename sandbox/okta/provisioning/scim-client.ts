import { isObject, type Json, type JsonObject } from '../../kit/json-values.js';
import type { App, Connection } from '../org-objects.js';

/** What a target answered, other than success. `status` 0 is no answer at all. */
export class ScimFailure extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail);
  }

  /** Worth another try: no answer, throttled, or broken on the other side. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const TIMEOUT_MS = 30_000;

/** One request of "Okta SCIM Client". Gives the answer's body (`{}` where it has none); fails with ScimFailure. */
export async function scim(
  connection: Pick<Connection, 'baseUrl' | 'token'>,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: JsonObject,
): Promise<JsonObject> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${connection.baseUrl}/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${connection.token}`,
        Accept: 'application/scim+json',
        'User-Agent': 'Okta SCIM Client 1.0.0',
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json; charset=utf-8' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    throw new ScimFailure(0, error instanceof Error ? error.message : 'no answer');
  }
  const answer = parsed(text);
  if (response.ok) return answer;
  const detail = typeof answer['detail'] === 'string' ? answer['detail'] : response.statusText;
  throw new ScimFailure(response.status, detail);
}

/** The id of the first resource that a list query found, or null. */
export async function firstId(
  connection: Connection,
  type: 'Users' | 'Groups',
  attribute: string,
  value: string,
): Promise<string | null> {
  const quoted = value.replace(/[\\"]/g, '\\$&');
  const query = `filter=${encodeURIComponent(`${attribute} eq "${quoted}"`)}&startIndex=1&count=100`;
  const { Resources } = await scim(connection, 'GET', `${type}?${query}`);
  const [first]: (Json | undefined)[] = Array.isArray(Resources) ? Resources : [];
  const id = isObject(first) ? first['id'] : null;
  return typeof id === 'string' ? id : null;
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const PHRASES: Record<number, string> = {
  0: 'No answer',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** The failure as Okta's Tasks page and System Log word it. */
export function explain(app: App, attempted: string, error: unknown): string {
  if (!(error instanceof ScimFailure)) throw error;
  const phrase = PHRASES[error.status] ?? `HTTP ${error.status}`;
  const remote = `Errors reported by remote server: ${error.detail}`;
  return `Automatic provisioning of ${attempted} to app ${app.label} failed: ${phrase}. ${remote}`;
}
