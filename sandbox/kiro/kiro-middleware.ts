import { randomUUID } from 'node:crypto';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { hasPath } from '../kit/serve-http.js';
import type { KiroSettings, World } from './kiro-state.js';
import { ScimError, scimJson } from './scim/scim-answers.js';
import { grantSeats } from './console/subscriptions.js';
import { isValidToken } from './console/identity-management.js';

const SCIM = /^\/([^/]+)\/scim\/v2(\/|$)/;

/** Adds to every answer: request id, the access check, quotas, saving before a write is answered, AWS's errors. */
export function addMiddleware(app: Hono, world: World): void {
  const count = throttler(world.settings);
  const around: MiddlewareHandler = async (c, next) => {
    const tenant = SCIM.exec(c.req.path)?.[1];
    if (tenant !== undefined) {
      c.header('x-amzn-RequestId', randomUUID());
      requireAccess(c, world, tenant);
      count(c.req.method);
      // Before a member leaves: a seat that is due by now stays.
      if (c.req.method !== 'GET') grantSeats(world.state, world.settings.membershipDelayMs);
    }
    await next();
    if (c.req.method !== 'GET' && !c.req.path.startsWith('/sandbox/')) world.store.save();
  };
  app.use('*', around);
  app.onError((error, c) => answer(c, error));
  app.notFound((c) => {
    const status = hasPath(app, c.req.path) ? 405 : 404;
    if (SCIM.test(c.req.path)) return answer(c, new ScimError(status, 'The operation is unknown.'));
    return c.json({ error: `${c.req.method} ${c.req.path} is not here.` }, status);
  });
}

/** 401 for a wrong tenant too, as at AWS. */
function requireAccess(c: Context, { state, settings }: World, tenant: string): void {
  const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  if (tenant !== state.tenantId || settings.expiredToken || !isValidToken(state, token)) {
    throw new ScimError(401, 'Request is not authorized: the access token is missing, invalid or expired.');
  }
}

function answer(c: Context, error: Error): Response {
  const known = error instanceof ScimError ? error : new ScimError(500, `Internal server error: ${error.message}`);
  return scimJson(c, known.body(), known.status);
}

/** Counts requests in each second; fails with 429 beyond the limit. AWS documents no `Retry-After`. */
export function throttler(settings: Pick<KiroSettings, 'throttle'>): (method: string) => void {
  const used = { reads: 0, writes: 0 };
  let second = 0;
  return (method) => {
    const limits = settings.throttle;
    if (limits === null) return;
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) used.reads = used.writes = 0;
    second = now;
    const kind = method === 'GET' ? 'reads' : 'writes';
    used[kind] += 1;
    if (used[kind] > limits[kind]) throw new ScimError(429, 'Rate exceeded');
  };
}
