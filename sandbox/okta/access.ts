import type { Context } from 'hono';
import { OktaError } from './errors.js';
import { verifyOrgToken } from './org-tokens.js';
import type { World } from './world.js';

/** Which scope family guards which paths; the first match counts. Group push asks for two. */
const FAMILIES: [RegExp, ...string[]][] = [
  [/^\/apps\/[^/]+\/group-push/, 'apps', 'groups'],
  [/^\/apps\/[^/]+\/grants/, 'appGrants'],
  [/^\/apps|^\/internal\/apps/, 'apps'],
  [/^\/groups/, 'groups'],
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
  if (scopes === null) throw new OktaError(401, 'E0000011', 'Invalid token provided');
  requireScopes(c, scopes);
}

function requireScopes(c: Context, scopes: string[]): void {
  const path = c.req.path.replace(/^\/api\/v1/, '');
  const [, ...families] = FAMILIES.find(([pattern]) => pattern.test(path)) ?? [null];
  const reads = c.req.method === 'GET';
  for (const family of families) {
    const allowed = [`okta.${family}.manage`, ...(reads ? [`okta.${family}.read`] : [])];
    if (!allowed.some((scope) => scopes.includes(scope))) {
      throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
    }
  }
}
