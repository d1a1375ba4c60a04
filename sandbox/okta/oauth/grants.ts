import type { Context } from 'hono';
import { createHash } from 'node:crypto';
import { baseUrl } from '../../kit/paths.js';
import type { User } from '../org-objects.js';
import type { AuthorizationServer, RefreshToken } from '../server-objects.js';
import { record, target } from '../system-log.js';
import { now } from '../ids.js';
import { objectAt } from '../../kit/json-values.js';
import { findAppUser, findUser } from '../lookups.js';
import type { World } from '../okta-state.js';
import type { OAuthClient } from './clients.js';
import { decidingRule } from '../servers/policy-rules.js';
import { OAuthError } from './oauth-error.js';
import { accessToken, expiry, type Grant, hashOf, idToken, refreshToken } from './tokens.js';

/** What a client asks of a server's token endpoints; the client is authenticated. */
export interface TokenRequest {
  c: Context;
  world: World;
  server: AuthorizationServer;
  client: OAuthClient;
  fields: Record<string, string>;
}

/** The first half's code for tokens. */
export async function byCode(request: TokenRequest): Promise<Response> {
  const { server, client, fields } = request;
  const { state } = request.world;
  const hash = hashOf(fields['code'] ?? '');
  const code = state.codes.find((item) => item.hash === hash);
  state.codes = state.codes.filter((item) => item !== code && item.expiresAt > now());
  const fits =
    code?.serverId === server.id &&
    code.clientId === client.id &&
    code.redirectUri === fields['redirect_uri'] &&
    code.expiresAt > now();
  if (!fits) throw new OAuthError('invalid_grant', 'The authorization code is invalid or has expired.');
  const verifier = createHash('sha256')
    .update(fields['code_verifier'] ?? '')
    .digest('base64url');
  if (code.challenge !== null && code.challenge !== verifier) {
    throw new OAuthError('invalid_grant', 'PKCE verification failed.');
  }
  const grant = allowed(request, findUser(state, code.userId), code.scopes, code.nonce);
  const refreshes = code.scopes.includes('offline_access') && client.grantTypes.includes('refresh_token');
  return answer(request, grant, refreshes ? refreshToken(request.world, grant) : null);
}

/** A refresh token for tokens; itself again unless the app rotates it. */
export async function byRefreshToken(request: TokenRequest): Promise<Response> {
  const { server, client, fields } = request;
  const { state } = request.world;
  const token = fields['refresh_token'] ?? '';
  const kept = state.refreshTokens.find((item) => item.hash === hashOf(token));
  if (kept?.serverId !== server.id || kept.clientId !== client.id || !valid(kept)) {
    throw new OAuthError('invalid_grant', 'The refresh token is invalid or expired.');
  }
  const asked = (fields['scope'] ?? '').split(' ').filter((scope) => scope !== '');
  const scopes = asked.length === 0 ? kept.scopes : asked;
  if (scopes.some((scope) => !kept.scopes.includes(scope))) {
    throw new OAuthError('invalid_scope', 'The scope must be a subset of what was granted.');
  }
  const grant = allowed(request, findUser(state, kept.userId), scopes, null);
  const rotates = objectAt(client.settings, 'refresh_token')['rotation_type'] === 'ROTATE';
  if (rotates) {
    state.refreshTokens = state.refreshTokens.filter((item) => item !== kept);
    return answer(request, grant, refreshToken(request.world, grant));
  }
  Object.assign(kept, { lastUpdated: now(), expiresAt: expiry(grant.rule) });
  return answer(request, grant, token);
}

/** Access is decided anew for each token: the user, the assignment, the policy. */
function allowed(
  { c, world, server, client }: TokenRequest,
  user: User | undefined,
  scopes: string[],
  nonce: string | null,
): Grant {
  const { state } = world;
  const assigned =
    client.app.settings['implicitAssignment'] === true ||
    findAppUser(state, client.app.id, user?.id ?? '') !== undefined;
  if (user === undefined || !['ACTIVE', 'PROVISIONED'].includes(user.status) || !assigned) {
    throw new OAuthError('invalid_grant', 'The user is no longer assigned to the client application.');
  }
  const asked = { serverId: server.id, clientId: client.id, userId: user.id, scopes };
  const rule = decidingRule(state, { ...asked, grantType: 'authorization_code' });
  if (rule === null) {
    const text = 'Policy evaluation failed for this request, please check the policy configurations.';
    throw new OAuthError('access_denied', text);
  }
  return { server, base: baseUrl(c), clientId: client.id, user, scopes, rule, nonce };
}

async function answer({ c, world }: TokenRequest, grant: Grant, refresh: string | null): Promise<Response> {
  const { token, expires_in } = await accessToken(world, grant);
  record(world.state, 'app.oauth2.as.token.grant.access_token', 'OAuth2 access token is granted', [
    target(grant.user.id, 'User', grant.user.profile.login, grant.user.profile.login),
  ]);
  return c.json({
    token_type: 'Bearer',
    expires_in,
    access_token: token,
    scope: grant.scopes.join(' '),
    ...(refresh === null ? {} : { refresh_token: refresh }),
    ...(grant.scopes.includes('openid') ? { id_token: await idToken(world, grant) } : {}),
  });
}

/** Whether a refresh token has not expired. */
export function valid({ expiresAt }: RefreshToken): boolean {
  return expiresAt > now();
}
