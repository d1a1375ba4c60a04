import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import okta from '@okta/okta-sdk-nodejs';
import { type OktaSandbox, type OktaSandboxOptions, startOkta } from '../../../sandbox/okta/start-okta.js';
import { asText, isObject, type JsonObject } from '../../../sandbox/kit/json-values.js';

/** A sandbox on a free port, kept in memory. */
export function startTestOkta(options: Partial<OktaSandboxOptions> = {}): Promise<OktaSandbox> {
  return startOkta({ port: 0, stateFile: null, ...options });
}

/** Okta's own SDK, set up as the runbook does: no cache, no retries. */
export function sdk({ url, token }: OktaSandbox): okta.Client {
  const requestExecutor = new okta.DefaultRequestExecutor({ maxRetries: 0, requestTimeout: 10_000 });
  return new okta.Client({ orgUrl: url, token, requestExecutor, cacheMiddleware: null });
}

/** A raw call: the answer's status, headers and JSON. */
export async function call(
  sandbox: OktaSandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { Authorization: `SSWS ${sandbox.token}` },
): Promise<{ status: number; headers: Headers; body: JsonObject; list: JsonObject[] }> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null;
  const list = Array.isArray(json) ? json.filter(isObject) : [];
  return { status: response.status, headers: response.headers, body: isObject(json) ? json : {}, list };
}

/** Asks until the answer holds. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean, ms = 15_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface ScimTarget {
  baseUrl: string;
  token: string;
  users: Map<string, JsonObject>;
  groups: Map<string, { displayName: string; members: string[] }>;
  requests: { method: string; path: string; agent: string; body: JsonObject }[];
  /** While set, every write is answered with this status. */
  failWith: number | null;
  close(): Promise<void>;
}

/** A tiny SCIM service that, like Kiro's, refuses the two attributes the guide removes. */
export async function startScimTarget(): Promise<ScimTarget> {
  const server = createServer((request, response) => void answer(target, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const target: ScimTarget = {
    baseUrl: `http://127.0.0.1:${port}/scim/v2`,
    token: 'scim-token',
    users: new Map(),
    groups: new Map(),
    requests: [],
    failWith: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return target;
}

async function answer(target: ScimTarget, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  const body = isObject(parsed) ? parsed : {};
  const method = request.method ?? '';
  const url = new URL(request.url ?? '/', target.baseUrl);
  const path = url.pathname.replace('/scim/v2/', '');
  target.requests.push({ method, path: path + url.search, agent: request.headers['user-agent'] ?? '', body });
  const send = (status: number, json?: object): void => {
    response.writeHead(status, { 'Content-Type': 'application/scim+json', Connection: 'close' });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  };
  if (request.headers.authorization !== `Bearer ${target.token}`) return send(401, { detail: 'Unauthorized' });
  if (target.failWith !== null && method !== 'GET') return send(target.failWith, { detail: 'Not now' });
  const [type = '', id = ''] = path.split('/');
  const wanted = /eq "(.*)"$/.exec(url.searchParams.get('filter') ?? '')?.[1];
  if (type === 'ServiceProviderConfig') return send(200, {});
  if (method === 'GET') {
    const all =
      type === 'Users' ? [...target.users.values()] : [...target.groups].map(([key, g]) => ({ id: key, ...g }));
    const found = all.filter((item) => wanted === undefined || Object.values(item).includes(wanted));
    return send(200, { totalResults: found.length, Resources: found });
  }
  if (type === 'Users') {
    const extension = body['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'];
    if (extension !== undefined) {
      return send(400, { detail: 'Request is unparsable, syntactically incorrect, or violates schema.' });
    }
    const key = id === '' ? `user-${target.users.size + 1}` : id;
    const user = method === 'PATCH' ? { ...target.users.get(key), active: false } : { ...body, id: key };
    target.users.set(key, user);
    return send(id === '' ? 201 : 200, user);
  }
  if (method === 'POST') {
    const key = `group-${target.groups.size + 1}`;
    target.groups.set(key, { displayName: asText(body['displayName']), members: [] });
    return send(201, { id: key });
  }
  const group = target.groups.get(id);
  if (group === undefined) return send(404, { detail: 'Resource not found' });
  patch(group, body);
  return send(204);
}

function patch(group: { members: string[] }, body: JsonObject): void {
  const operations = Array.isArray(body['Operations']) ? body['Operations'].filter(isObject) : [];
  for (const { op, path, value } of operations) {
    const removed = /eq "(.*)"/.exec(typeof path === 'string' ? path : '')?.[1];
    if (op === 'remove') group.members = group.members.filter((member) => member !== removed);
    const added = Array.isArray(value) ? value.filter(isObject).map((item) => asText(item['value'])) : [];
    if (op === 'add') group.members.push(...added);
  }
}
