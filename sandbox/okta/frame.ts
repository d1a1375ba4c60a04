import type { Context, Hono, MiddlewareHandler } from 'hono';
import { hasPath } from '../kit/paths.js';
import { requireAccess } from './access.js';
import { OktaError } from './errors.js';
import { randomText } from './ids.js';
import { rateLimiter } from './rate-limit.js';
import type { World } from './world.js';

/** What surrounds every answer: request id, rate limits, access, saving before a write is answered, Okta's errors. */
export function frame(app: Hono, world: World): void {
  const count = rateLimiter(world.settings);
  const around: MiddlewareHandler = async (c, next) => {
    c.header('X-Okta-Request-Id', randomText(27));
    if (c.req.path.startsWith('/api/v1/')) {
      count(c);
      await requireAccess(c, world);
    }
    await next();
    if (c.req.method !== 'GET' && !c.req.path.startsWith('/sandbox')) world.store.save();
  };
  app.use('*', around);
  app.onError((error, c) => answer(c, error));
  app.notFound((c) => answer(c, unknownPath(app, c)));
}

function answer(c: Context, error: Error): Response {
  if (error instanceof OktaError) return c.json(error.body(), error.status);
  return c.json(new OktaError(500, 'E0000009', `Internal Server Error: ${error.message}`).body(), 500);
}

/** 405 where the path exists with another method, else 404. */
function unknownPath(app: Hono, c: Context): OktaError {
  return hasPath(app, c.req.path)
    ? new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method')
    : new OktaError(404, 'E0000008', 'The requested path was not found');
}
