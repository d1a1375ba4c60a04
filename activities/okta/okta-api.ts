import type { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { cancelled, serverNow } from '../attempt.js';
import { askedOnce } from '../side-by-side.js';
import { tryRead } from '../try-read.js';
import type { OktaClient } from './okta-client.js';
import { ReserveReached, usedUp } from './okta-failures.js';
import { aheadOf, type CallUnderWay, delayUntilReset, waitForReset } from './rate-limits.js';
import { isObject, type JsonObject } from './json-fields.js';
import {
  garbled,
  type HeaderSource,
  isStatus,
  isTransient,
  mayPass,
  OktaError,
  readOktaError,
  readRateLimit,
  withoutQuery,
} from './okta-error.js';
import { firstPage, nextPageOf, type Page, refuseEndless } from './paging.js';

/** The most calls for one request that meets the rate limit (429) in the middle of work. */
const TRIES = 5;
/** The longest request id to keep. Characters. */
const REQUEST_ID = 100;

export interface Reply {
  status: number;
  body: unknown;
  requestId: string | null;
  headers: HeaderSource;
}

/** A write that took effect, for the evidence; in a plan one that a run would make. */
export interface Write {
  method: string;
  path: string;
  body: unknown;
  requestId: string | null;
}

/** The id of an object that a run would create, in a plan. */
export const PLANNED_ID = '(planned)';

/** `plan` is the same work without the writes: they are noted, and answered as if they had been made. */
export type Mode = 'apply' | 'plan';

/**
 * Raw JSON calls through the SDK's transport, which signs them (SSWS, Bearer, DPoP). The SDK's typed calls lose
 * fields in both directions, so none is used. Throws `OktaError`, or `ReserveReached` before a first call that would
 * eat into the share of the rate limit left to others. Later calls wait for the reset, so that a list of more pages than
 * a minute allows comes to its end. A read that fails for a moment is made again a few times.
 */
export class OktaApi {
  readonly writes: Write[] = [];
  /** Calls that only read; in a plan also those that a run would make after its writes. */
  reads = 0;
  /** How far Okta's clock is ahead of Temporal's; 0 as long as they agree within what a Date header can tell. Milliseconds. */
  aheadMs = 0;
  /** Something would be lost if the work started again. A plan is many pieces of work that would start again together. */
  private isUnderway: boolean;
  private listed = askedOnce((path) => this.list(path));

  constructor(
    readonly client: OktaClient,
    /** Share of each rate-limit bucket left to others, 0 to 1. */
    private readonly reserve: number,
    private readonly mode: Mode = 'apply',
  ) {
    this.isUnderway = mode === 'plan';
  }

  /** An answer that does not fit, such as half of one, is a failure. */
  get(path: string, fits?: (body: unknown) => boolean): Promise<Reply> {
    this.reads += 1;
    let underWay: CallUnderWay;
    const read = {
      turn: async () => {
        underWay = await this.beginCall(path);
      },
      call: async () => {
        const reply = await this.send('GET', path, undefined, underWay);
        if (fits?.(reply.body) === false) throw garbled('GET', path);
        return reply;
      },
      // 429 has a wait of its own.
      waitAfter: (error: unknown) =>
        error instanceof OktaError && error.status !== 429 && (isTransient(error) || mayPass(error)) ? 0 : null,
    };
    return this.withinLimit(() => tryRead(read, this.client.patience.reads));
  }

  /** The object, or null on 404. An answer that is no object is a failure, never an absence. */
  find(path: string): Promise<JsonObject | null> {
    return this.once(path, () => this.findNow(path));
  }

  private async findNow(path: string): Promise<JsonObject | null> {
    try {
      return (await this.get(path, isObject)).body as JsonObject;
    } catch (error) {
      if (isStatus(error, 404)) return null;
      throw error;
    }
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.write('POST', path, body);
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.write('PUT', path, body);
  }

  patch(path: string, body: unknown): Promise<Reply> {
    return this.write('PATCH', path, body);
  }

  delete(path: string): Promise<Reply> {
    return this.write('DELETE', path);
  }

  /** The pages of a list. Only one page is held at a time. */
  async *pages(path: string): AsyncGenerator<JsonObject[]> {
    let next: string | null = firstPage(path);
    for (let count = 1; next !== null; count += 1) {
      refuseEndless(path, count);
      const page: Page = await this.page(next);
      yield page.items;
      next = page.next;
    }
  }

  /** All items of a list. */
  list(path: string): Promise<JsonObject[]> {
    return this.once(`list ${path}`, async () => {
      const items: JsonObject[] = [];
      for await (const page of this.pages(path)) items.push(...page);
      return items;
    });
  }

  /** As `read`, but where the client asks nothing twice, what it was told the first time. */
  once<T>(key: string, read: () => Promise<T>): Promise<T> {
    return this.client.once === undefined ? read() : this.client.once.get(key, read);
  }

  /** One page, and the path of the next one: `rel="next"` verbatim, as `after` is opaque. */
  async page(path: string): Promise<Page> {
    const { body, headers } = await this.get(path, Array.isArray);
    return {
      items: (body as unknown[]).filter(isObject),
      next: nextPageOf(path, headers.get('link'), this.client.orgUrl),
    };
  }

  /** As `list`, but asked once only: for looking up several objects of one list that nobody else writes meanwhile. */
  listOnce(path: string): Promise<JsonObject[]> {
    return this.listed(path);
  }

  /**
   * The time now by Okta's own clock, to the second; Temporal's time before the first answer. Milliseconds since the epoch.
   */
  now(): number {
    return serverNow() + this.aheadMs;
  }

  /** Makes the next `listOnce` ask again. */
  forget(): void {
    this.listed = askedOnce((path) => this.list(path));
  }

  private note(method: string, path: string, body: unknown): Reply {
    this.writes.push({ method, path, body: body ?? null, requestId: null });
    const answer = { ...(isObject(body) ? body : {}), id: PLANNED_ID };
    return { status: 200, body: answer, requestId: null, headers: new Headers() };
  }

  private async write(method: string, path: string, body?: unknown): Promise<Reply> {
    if (this.mode === 'plan') return this.note(method, path, body);
    return this.withinLimit(async () => {
      const underWay = await this.beginCall(path);
      return this.send(method, path, body, underWay);
    });
  }

  private async withinLimit(call: () => Promise<Reply>): Promise<Reply> {
    for (let tries = 1; ; tries += 1) {
      try {
        const reply = await call();
        this.isUnderway = true;
        return reply;
      } catch (error) {
        // A 429 has done nothing, so it may be repeated whatever it was.
        if (!isStatus(error, 429) || tries === TRIES) throw error;
        const wait = delayUntilReset(error.rateLimit, Date.now(), Math.random());
        if (!this.mayWait(wait)) throw error;
        await waitForReset(this.client.tell, usedUp(error), wait);
      }
    }
  }

  /**
   * Counts a call as under way once the reserve of its bucket allows it. Look and count are one piece, or calls made side by
   * side would all see the same that is left.
   */
  private async beginCall(path: string): Promise<CallUnderWay> {
    const { limits } = this.client;
    for (;;) {
      if (limits.isAwaited(path)) {
        await limits.nextAnswer();
        continue;
      }
      const wait = limits.waitFor(path, this.reserve, Date.now());
      if (wait === 0) return limits.begin(path);
      const reached = new ReserveReached(path, wait);
      if (!this.mayWait(wait)) throw reached;
      await waitForReset(this.client.tell, reached.message, wait);
    }
  }

  private mayWait(wait: number): boolean {
    return this.isUnderway && wait <= this.client.patience.rateLimitWait;
  }

  private async send(method: string, path: string, body: unknown, noted: CallUnderWay): Promise<Reply> {
    const { client } = this;
    // What was broken off does nothing more; a call that has begun is waited for.
    if (cancelled()?.aborted === true) noted(null, Date.now());
    cancelled()?.throwIfAborted();
    // What was read before a write is not gone on with.
    if (method !== 'GET') client.unfinished.forget();
    try {
      const response = await client.sdk.http.http(`${client.orgUrl}${path}`, {
        // Upper case: a DPoP proof holds the method as it is written here (RFC 9449).
        method,
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const limits = readRateLimit(response.headers);
      noted(limits, Date.now());
      this.aheadMs = aheadOf(limits.date, serverNow());
      const text = await response.text();
      const secrets = client.secrets();
      const id = response.headers.get('x-okta-request-id');
      const requestId = id === null ? null : secrets.text(id, REQUEST_ID);
      // Bodies are for plans: what was sent to connect provisioning holds a token.
      if (method !== 'GET') this.writes.push({ method, path, body: null, requestId });
      return {
        status: response.status,
        body: parse(text, secrets, method, path),
        requestId,
        headers: response.headers,
      };
    } catch (error) {
      const failure = readOktaError(error, { method, path: withoutQuery(path) }, client.secrets());
      noted(failure.rateLimit, Date.now());
      if (failure.status === 404 && method !== 'GET') client.names.clear();
      throw failure;
    }
  }
}

function parse(text: string, secrets: HeldSecrets, method: string, path: string): unknown {
  if (text.trim() === '') return null;
  try {
    return secrets.parse(text);
  } catch {
    throw garbled(method, path);
  }
}
