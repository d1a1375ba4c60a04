import type { Context, Hono, MiddlewareHandler } from 'hono';
import { hasPath } from '../kit/serve-http.js';
import { randomText } from './ids.js';
import { OktaError } from './okta-errors.js';
import { type OktaSandboxSettings, SERVICE_CLIENT_ID, type World } from './okta-state.js';
import { calledBy, target } from './system-log.js';
import { verifyOrgToken } from './oauth/signed-tokens.js';

/** Adds to every answer: request id, rate limits, the access check, saving before a write is answered, Okta's errors. */
export function addMiddleware(app: Hono, world: World): void {
  const count = rateLimiter(world.settings);
  const around: MiddlewareHandler = async (c, next) => {
    c.header('X-Okta-Request-Id', randomText(27));
    if (c.req.path.startsWith('/api/v1/')) {
      count(c);
      await requireAccess(c, world);
    }
    await calledBy(callerOf(c), next);
    if (c.req.method !== 'GET' && !c.req.path.startsWith('/sandbox')) world.store.save();
  };
  app.use('*', around);
  app.onError((error, c) => answer(c, error));
  app.notFound((c) => answer(c, unknownPath(app, c)));
}

/** The maker of the API token, who also sits at the console; or the service app. */
function callerOf(c: Context): ReturnType<typeof target> {
  if (!/^(Bearer|DPoP) /.test(c.req.header('authorization') ?? ''))
    return target('00uSandboxAdmin00001', 'User', 'Sandbox Admin', 'admin@example.com');
  return target(SERVICE_CLIENT_ID, 'PublicClientApp', 'Sandbox service app', SERVICE_CLIENT_ID);
}

function answer(c: Context, error: Error): Response {
  if (error instanceof OktaError) return c.json(error.body(), error.status);
  return c.json(new OktaError('E0000009', { causes: [error.message] }).body(), 500);
}

/** 405 where the path exists with another method, else 404. */
function unknownPath(app: Hono, c: Context): OktaError {
  return hasPath(app, c.req.path) ? new OktaError('E0000022') : new OktaError('E0000008');
}

/** Which scope family guards which paths; the first match counts. Group push asks for two. */
const FAMILIES: [RegExp, ...string[]][] = [
  [/^\/apps\/[^/]+\/group-push/, 'apps', 'groups'],
  [/^\/apps\/[^/]+\/grants/, 'appGrants'],
  [/^\/apps|^\/internal\/apps/, 'apps'],
  [/^\/groups/, 'groups'],
  [/^\/users\/[^/]+\/roles|^\/oauth2\/v1\/clients\/[^/]+\/roles/, 'roles'],
  [/^\/users/, 'users'],
  [/^\/authorizationServers/, 'authorizationServers'],
  [/^\/mappings/, 'profileMappings'],
  [/^\/meta\/types/, 'userTypes'],
  [/^\/meta\/schemas/, 'schemas'],
  [/^\/logs/, 'logs'],
  [/^\/policies/, 'policies'],
];

/** Who calls: `SSWS <token>` (some SDKs leave the space out), or `Bearer`/`DPoP` with a token of `/oauth2/v1/token`. */
export async function requireAccess(c: Context, world: World): Promise<void> {
  const header = c.req.header('authorization') ?? '';
  const ssws = /^SSWS\s*(\S+)$/.exec(header)?.[1];
  if (ssws !== undefined && ssws === world.token) return;
  const bearer = /^(?:Bearer|DPoP) (\S+)$/.exec(header)?.[1];
  const scopes = bearer === undefined ? null : await verifyOrgToken(world, bearer);
  if (scopes === null) throw new OktaError('E0000011');
  requireScopes(c, scopes);
}

function requireScopes(c: Context, scopes: string[]): void {
  const path = c.req.path.replace(/^\/api\/v1/, '');
  const [, ...families] = FAMILIES.find(([pattern]) => pattern.test(path)) ?? [null];
  const reads = c.req.method === 'GET';
  for (const family of families) {
    const allowed = [`okta.${family}.manage`, ...(reads ? [`okta.${family}.read`] : [])];
    if (!allowed.some((scope) => scopes.includes(scope))) {
      throw new OktaError('E0000006');
    }
  }
}

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
      throw new OktaError('E0000047');
    }
  };
}
