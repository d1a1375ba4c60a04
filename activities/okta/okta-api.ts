import type { OktaClient } from './client.js';
import { ReserveReached } from './errors.js';
import { isStatus, readOktaError, readRateLimit, type HeaderSource } from './okta-error.js';

/** Page size of every list; Okta allows at least this much everywhere. */
const PAGE = 200;

export interface Reply {
  status: number;
  body: unknown;
  requestId: string | null;
  headers: HeaderSource;
}

/** A write that took effect, for the evidence. */
export interface Write {
  method: string;
  path: string;
  requestId: string | null;
}

/**
 * Raw JSON calls through the SDK's transport, which signs them (SSWS, Bearer, DPoP). The SDK's typed calls lose
 * fields in both directions, so none is used. Throws `OktaError`, or `ReserveReached` before a call that would eat
 * into the share of the rate limit left to others.
 */
export class OktaApi {
  readonly writes: Write[] = [];

  constructor(
    private readonly client: OktaClient,
    /** Share of each rate-limit bucket left to others, 0 to 1. */
    private readonly reserve: number,
  ) {}

  get(path: string): Promise<Reply> {
    return this.call('GET', path);
  }

  /** The body, or null on 404. */
  async find(path: string): Promise<unknown> {
    try {
      return (await this.get(path)).body;
    } catch (error) {
      if (isStatus(error, 404)) return null;
      throw error;
    }
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.call('POST', path, body);
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.call('PUT', path, body);
  }

  patch(path: string, body: unknown): Promise<Reply> {
    return this.call('PATCH', path, body);
  }

  /** All items of a list, following `rel="next"` verbatim: `after` is opaque. */
  async list(path: string): Promise<unknown[]> {
    const items: unknown[] = [];
    let next: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}`;
    while (next !== null) {
      const reply: Reply = await this.get(next);
      if (Array.isArray(reply.body)) items.push(...(reply.body as unknown[]));
      next = this.nextPage(reply.headers.get('link'));
    }
    return items;
  }

  /** Path and query of the next page. Only on the org itself: the credentials go nowhere else. */
  private nextPage(link: string | null): string | null {
    const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
    if (url === undefined) return null;
    const { pathname, search } = new URL(url, this.client.orgUrl);
    return pathname + search;
  }

  private async call(method: string, path: string, body?: unknown): Promise<Reply> {
    const { client } = this;
    const wait = client.limits.waitFor(path, this.reserve, Date.now());
    if (wait > 0) throw new ReserveReached(path, wait);
    try {
      const response = await client.sdk.http.http(`${client.orgUrl}${path}`, {
        // Upper case: a DPoP proof holds the method as it is written here (RFC 9449).
        method,
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      client.limits.note(path, readRateLimit(response.headers), Date.now());
      const text = await response.text();
      const requestId = response.headers.get('x-okta-request-id');
      if (method !== 'GET') this.writes.push({ method, path, requestId });
      return { status: response.status, body: parse(text), requestId, headers: response.headers };
    } catch (error) {
      const failure = readOktaError(error, { method, path: path.split('?')[0] ?? path });
      if (failure.rateLimit !== null) client.limits.note(path, failure.rateLimit, Date.now());
      throw failure;
    }
  }
}

function parse(text: string): unknown {
  if (text.trim() === '') return null;
  return JSON.parse(text) as unknown;
}
