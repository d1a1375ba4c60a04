import type { Context, MiddlewareHandler } from 'hono';
import { urlOf } from '../../runbook/model/url-of.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether the browser asked a name of this machine: a foreign name that leads here (DNS rebinding) is none. */
export function isLoopbackHost(c: Context): boolean {
  const host = c.req.header('host') ?? '127.0.0.1';
  const url = urlOf(`http://${host}`);
  return url !== null && LOOPBACK.includes(url.hostname);
}

/** Whether another web site made the browser send this. Programs send neither header, and may do all. */
function isForeign(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') return true;
  const origin = c.req.header('origin');
  return origin !== undefined && (origin !== `http://${c.req.header('host') ?? ''}` || !isLoopbackHost(c));
}

/** What changes something here without a credential. */
const GUARDED = /^\/(console|sandbox|sign-in)(\/|$)/;

/** Refuses with 403 what a page of another web site posts to a console. */
export const ownOriginOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || !GUARDED.test(c.req.path) || !isForeign(c)) return next();
  const said = 'Another web site sent this. The sandbox takes changes from its own pages and from programs only.';
  return c.json({ error: said, message: said }, 403);
};
