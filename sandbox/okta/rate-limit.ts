import type { Context } from 'hono';
import { OktaError } from './errors.js';
import type { OktaSandboxSettings } from './settings.js';

/** Buckets as Okta names them: a family, and its single objects apart. */
function bucketOf(path: string): string {
  const [, family = '', id] = /^\/api\/v1\/([^/]+)(\/.+)?$/.exec(path) ?? [];
  if (!['apps', 'groups', 'users', 'logs'].includes(family)) return 'other';
  return id === undefined ? family : `${family}/{id}`;
}

/** Counts a request and writes the `X-Rate-Limit-*` headers; 429 E0000047 beyond the limit of a window. */
export function rateLimiter(
  settings: Pick<OktaSandboxSettings, 'rateLimit' | 'rateLimitSeconds'>,
): (c: Context) => void {
  const used = new Map<string, number>();
  let window = 0;
  return (c) => {
    const { rateLimit: limit, rateLimitSeconds: seconds } = settings;
    const current = Math.floor(Date.now() / 1000 / seconds);
    if (current !== window) used.clear();
    window = current;
    const bucket = bucketOf(c.req.path);
    const count = (used.get(bucket) ?? 0) + 1;
    used.set(bucket, count);
    c.header('X-Rate-Limit-Limit', String(limit));
    c.header('X-Rate-Limit-Remaining', String(Math.max(0, limit - count)));
    c.header('X-Rate-Limit-Reset', String((window + 1) * seconds));
    if (count > limit) {
      throw new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
    }
  };
}
