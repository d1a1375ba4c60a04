import { onTestFinished } from 'vitest';
import { isObject, type JsonObject, parseJson, textOf } from '../../../sandbox/kit/json-values.js';
import type { KiroSettings } from '../../../sandbox/kiro/kiro-state.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export interface Answer {
  status: number;
  body: JsonObject;
  resources: JsonObject[];
  headers: Headers;
}

export interface TestKiro {
  url: string;
  endpoint: string;
  token: string;
  /** A call of SCIM below the endpoint. */
  scim(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  patch(path: string, ...Operations: unknown[]): Promise<Answer>;
  /** A call of the console. */
  console(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Makes a user; its id. */
  user(login: string, more?: JsonObject): Promise<string>;
  /** Makes a group; its id. */
  group(displayName: string, members?: string[]): Promise<string>;
}

/** A Kiro on a free port, kept in memory, with an access token. Ends with the test. */
export async function startTestKiro(settings: Partial<KiroSettings> = {}): Promise<TestKiro> {
  const kiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9', settings });
  onTestFinished(() => kiro.close());
  return clientOf(kiro.url);
}

/** Talks to a running Kiro, with a new access token. */
export async function clientOf(url: string, access?: Pick<TestKiro, 'endpoint' | 'token'>): Promise<TestKiro> {
  const { endpoint, token } = access ?? (await newAccess(url));
  const scim: TestKiro['scim'] = (method, path, body, bearer = token) =>
    call(method, `${endpoint}${path}`, body, { Authorization: `Bearer ${bearer}` });
  const made = async (path: string, body: JsonObject): Promise<string> => {
    const answer = await scim('POST', path, body);
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return textOf(answer.body, 'id');
  };
  return {
    url,
    endpoint,
    token,
    scim,
    patch: (path, ...Operations) => scim('PATCH', path, { schemas: [PATCH_OP], Operations }),
    console: (method, path, body) => call(method, `${url}/console${path}`, body),
    user: (login, more) => made('/Users', userBody(login, more)),
    group: (displayName, members = []) =>
      made('/Groups', { displayName, members: members.map((value) => ({ value })) }),
  };
}

async function newAccess(url: string): Promise<Pick<TestKiro, 'endpoint' | 'token'>> {
  const { body } = await call('POST', `${url}/console/access-tokens`);
  return { endpoint: textOf(body, 'scimEndpoint'), token: textOf(body, 'token') };
}

/** A user as Okta's catalog app sends it. */
export function userBody(login: string, more: JsonObject = {}): JsonObject {
  const [givenName = login] = login.split('@');
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: login,
    externalId: `00u${givenName}`,
    name: { givenName, familyName: 'Test' },
    displayName: `${givenName} Test`,
    emails: [{ value: login, type: 'work', primary: true }],
    active: true,
    ...more,
  };
}

export const filter = (text: string, more: Record<string, string> = {}): string =>
  `?${new URLSearchParams({ filter: text, ...more }).toString()}`;

async function call(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/scim+json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const json = parseJson(await response.text());
  const listed = isObject(json) ? json['Resources'] : json;
  return {
    status: response.status,
    body: isObject(json) ? json : {},
    resources: Array.isArray(listed) ? listed.filter(isObject) : [],
    headers: response.headers,
  };
}
