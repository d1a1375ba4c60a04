import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { baseUrl } from '../kit/serve-http.js';

interface Limits {
  /** Page size where the client names none. */
  standard: number;
  max: number;
}

/**
 * One page of `items` as the answer, with `Link` headers: `self` always, `next` only if more.
 * `after` is opaque: it holds the last item's id, and its place in case it is gone by then.
 */
export function page<T>(
  c: Context,
  items: readonly T[],
  limits: Limits,
  idOf: (item: T) => string,
  view: (item: T) => unknown,
): Response {
  const asked = Number(c.req.query('limit') ?? limits.standard);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, limits.max) : limits.standard;
  const start = startOf(c.req.query('after') ?? '', items, idOf);
  const shown = items.slice(start, start + size);
  const last = shown.at(-1);
  const links = [link(c, {}, 'self')];
  if (last !== undefined && start + size < items.length) {
    links.push(link(c, { after: cursor(start + size, idOf(last)) }, 'next'));
  }
  setLinks(c, links);
  return c.json(shown.map(view));
}

/** A list that never pages. */
export function whole<T>(c: Context, items: readonly T[], view: (item: T) => unknown): Response {
  setLinks(c, [link(c, {}, 'self')]);
  return c.json(items.map(view));
}

/** Says where the next page begins. */
export function cursor(index: number, id: string): string {
  return Buffer.from(`${index}.${id}`).toString('base64url');
}

function startOf<T>(after: string, items: readonly T[], idOf: (item: T) => string): number {
  if (after === '') return 0;
  const [place, id] = Buffer.from(after, 'base64url').toString().split('.', 2);
  const index = Math.max(0, Number(place) || 0);
  const before = items[index - 1];
  if (before !== undefined && idOf(before) === id) return index;
  const found = items.findIndex((item) => idOf(item) === id);
  return found >= 0 ? found + 1 : index;
}

/** A `Link` to the request's own address with some parameters changed. */
export function link(c: Context, changed: Record<string, string>, rel: string): string {
  const url = new URL(c.req.url);
  for (const [name, value] of Object.entries(changed)) url.searchParams.set(name, value);
  return `<${baseUrl(c)}${url.pathname}${url.search}>; rel="${rel}"`;
}

/**
 * One header line a link. Fetch's `Headers` would join them, and Terraform's provider then reads page 1 for ever,
 * so they are set on Node's response itself.
 */
export function setLinks(c: Context, links: string[]): void {
  const { outgoing } = c.env as HttpBindings;
  outgoing.setHeader('Link', links);
}
