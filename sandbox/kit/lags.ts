import type { Context, Next } from 'hono';
import type { ErrorForm } from './error-form.js';
import { isObject, type Json, parseJson, valueAt } from './json-values.js';

/** Change a JSON answer that tells of success; any other stays as it is. */
export async function changeAnswer(c: Context, change: (answer: Json | undefined) => void): Promise<void> {
  if (!c.res.ok || !/json/.test(c.res.headers.get('content-type') ?? '')) return;
  const answer = parseJson(await c.res.text());
  change(answer);
  c.res = new Response(JSON.stringify(answer), { status: c.res.status, headers: c.res.headers });
}

export type LagKind = 'read-lag' | 'search-lag';

/** A write whose object is not seen for a while. */
interface Write {
  kind: LagKind;
  method: string;
  path: string;
  answer: Json | undefined;
  /** How many requests do not see it; with `delayMs`, all those within that time. */
  reads: number;
  delayMs?: number | undefined;
}

interface Hidden {
  /** The path of the object itself, and of the list that it stands in. */
  object: string;
  list: string;
  id: Json | undefined;
  kind: LagKind;
  readsLeft: number;
  until: number;
}

/** Query parameters that make a list a search, which an index answers. */
const SEARCHES = ['search', 'q', 'filter'];

/** Eventual consistency: what was written is not found at its address (`read-lag`), or by searches (`search-lag`). */
export class Lags {
  #hidden: Hidden[] = [];

  add({ kind, method, path, answer, reads, delayMs }: Write): void {
    const id = valueAt(answer, 'id');
    const object = method === 'POST' && typeof id === 'string' ? `${path}/${id}` : path;
    const readsLeft = delayMs === undefined ? reads : 0;
    const list = object.slice(0, object.lastIndexOf('/'));
    this.#hidden.push({ object, list, id, kind, readsLeft, until: Date.now() + (delayMs ?? 0) });
  }

  clear(): void {
    this.#hidden = [];
  }

  /** Run the route, and hide from its answer what lags. Gives the answer where it is a 404. */
  async apply(c: Context, next: Next, form: ErrorForm): Promise<Response | void> {
    const { path } = c.req;
    const absent = this.#meet((item) => item.kind === 'read-lag' && `${path}/`.startsWith(`${item.object}/`));
    if (absent.length > 0) return form.failure(404);
    const searched = c.req.method === 'GET' && SEARCHES.some((name) => c.req.query(name) !== undefined);
    const unindexed = this.#meet((item) => item.kind === 'search-lag' && searched && item.list === path);
    await next();
    if (unindexed.length > 0) await changeAnswer(c, (answer) => hide(answer, new Set(unindexed.map(({ id }) => id))));
  }

  /** Those that are still hidden from a request; each counts it. */
  #meet(concerns: (item: Hidden) => boolean): Hidden[] {
    this.#hidden = this.#hidden.filter((item) => item.readsLeft > 0 || item.until > Date.now());
    const met = this.#hidden.filter(concerns);
    for (const item of met) item.readsLeft -= 1;
    return met;
  }
}

/** Take objects out of a list, be it Okta's or SCIM's. */
function hide(answer: Json | undefined, ids: ReadonlySet<Json | undefined>): void {
  const items = Array.isArray(answer) ? answer : isObject(answer) ? answer['Resources'] : undefined;
  if (!Array.isArray(items)) return;
  const shown = items.filter((item) => !ids.has(valueAt(item, 'id')));
  if (isObject(answer) && typeof answer['totalResults'] === 'number') {
    answer['totalResults'] -= items.length - shown.length;
  }
  items.splice(0, items.length, ...shown);
}
