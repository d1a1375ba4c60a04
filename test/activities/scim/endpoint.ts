import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's endpoint answers; `body` as JSON unless it is a text. */
export interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Endpoint {
  url: string;
  /** Path with query of each request, decoded, in order. */
  requests: string[];
  close: () => Promise<void>;
}

/** A real HTTP server that answers as the function says. */
export async function startEndpoint(answer: (url: URL, request: IncomingMessage) => Reply): Promise<Endpoint> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    requests.push(`${url.pathname}?${decodeURIComponent(url.search.slice(1)).replaceAll('+', ' ')}`);
    const { status = 200, body = {}, headers = {} } = answer(url, request);
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/scim+json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/tenant/scim/v2`, requests, close };
}

export const CONFIG = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  filter: { supported: true, maxResults: 50 },
};

/** A list of SCIM, with a cursor where there is a next page. */
export function list(resources: unknown[], nextCursor?: string) {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
  return { schemas, Resources: resources, ...(nextCursor === undefined ? {} : { nextCursor }) };
}
