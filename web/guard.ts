import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { isLoopbackHost } from '../runbook/model/loopback.js';

/** What a page may load and do: its own style sheet and script, and requests to itself. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The report is one file with its style in it, and has no script. */
export const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of every answer, unless it has set its own. */
export const secureHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  const preset: [string, string][] = [
    ['content-security-policy', POLICY],
    ['referrer-policy', 'no-referrer'],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
    ['cache-control', 'no-store'],
  ];
  for (const [name, value] of preset) if (!headers.has(name)) headers.set(name, value);
};

/**
 * Only requests to this page itself, by its public address or from this machine: a name that somebody points at this address
 * (DNS rebinding) is refused, and so is a form of another site.
 */
export const ownAddressAlone =
  (publicUrl: string | null): MiddlewareHandler =>
  async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!isOwnHost(host, publicUrl))
      return c.text('This page is reached by the address in your link, and by no other.', 421);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwnForm(c, host, publicUrl))
      return c.text('This came from another site, so nothing was done.', 403);
    return next();
  };

function isOwnHost(host: string, publicUrl: string | null): boolean {
  if (publicUrl !== null && host === new URL(publicUrl).host) return true;
  return isLoopbackHost(host);
}

function isOwnForm(c: Context, host: string, publicUrl: string | null): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('origin');
  // A browser that sends no referrer writes `null` for its own page, too; `Sec-Fetch-Site` tells them apart.
  if (origin === undefined || (origin === 'null' && site === 'same-origin')) return true;
  return origin === `http://${host}` || (publicUrl !== null && origin === new URL(publicUrl).origin);
}

/** A window in which so many requests of one address are taken. */
interface Window {
  count: number;
  endsAt: number;
}

/**
 * Takes at most `most` requests a minute from one address, for what is worth guessing at. Behind a proxy, that is the address
 * that the proxy has written last: all requests come from the proxy itself.
 */
export function atMostAMinute(most: number, isBehindProxy: boolean): MiddlewareHandler {
  const windows = new Map<string, Window>();
  return async (c, next) => {
    const now = Date.now();
    const from = (isBehindProxy ? forwardedFor(c) : '') || addressOf(c);
    const known = windows.get(from);
    const window = known !== undefined && known.endsAt > now ? known : { count: 0, endsAt: now + 60_000 };
    window.count += 1;
    windows.set(from, window);
    if (windows.size > 10_000) for (const [one, { endsAt }] of windows) if (endsAt <= now) windows.delete(one);
    if (window.count <= most) return next();
    c.header('retry-after', String(Math.ceil((window.endsAt - now) / 1_000)));
    return c.text('Too many links were tried from your address. Wait a minute, and open your link again.', 429);
  };
}

const addressOf = (c: Context): string => (c.env as Partial<HttpBindings>)?.incoming?.socket.remoteAddress ?? '';

const forwardedFor = (c: Context): string => (c.req.header('x-forwarded-for') ?? '').split(',').at(-1)?.trim() ?? '';

/** Path of a request as a log may have it: without the token of a link, and without a query. */
export const loggedPath = (path: string): string => path.replace(/^\/link\/.*/, '/link/…');
