import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { objectAt } from '../../kit/json-values.js';
import { now } from '../ids.js';
import { findAppUser, findUser, serverOf } from '../lookups.js';
import { issuerOf } from '../org-addresses.js';
import { param } from '../okta-requests.js';
import type { Routes, World } from '../okta-state.js';
import type { User, UserStatus } from '../org-objects.js';
import type { AuthorizationServer, RefreshToken } from '../server-objects.js';
import { decidingRule } from '../servers/policy-rules.js';
import { recordOAuth, target } from '../system-log.js';
import { authenticate, form, type OAuthClient, OAuthError, oauthJson } from './oauth-clients.js';
import { revokeTokens } from './refresh-tokens.js';
import { accessToken, expiry, type Grant, hashOf, idToken, refreshToken, verifyAccessToken } from './signed-tokens.js';

/** The code flow's second half, refreshing, revoking and introspecting. */
export const oauthTokenRoutes: Routes = (app, world) => {
  const { state } = world;

  app.post('/oauth2/:as/v1/token', (c) =>
    oauthJson(c, async () => {
      const request = await read(c, world);
      const { client, fields } = request;
      const type = fields['grant_type'] ?? '';
      if (!['authorization_code', 'refresh_token'].includes(type) || !client.grantTypes.includes(type)) {
        throw new OAuthError('unauthorized_client', 'The client is not authorized to use the provided grant type.');
      }
      c.header('Cache-Control', 'no-store');
      return type === 'authorization_code' ? byCode(request) : byRefreshToken(request);
    }),
  );

  app.post('/oauth2/:as/v1/revoke', (c) =>
    oauthJson(c, async () => {
      const { server, client, fields } = await read(c, world);
      const token = fields['token'] ?? '';
      const hash = hashOf(token);
      revokeTokens(state, (item) => item.hash === hash && item.clientId === client.id);
      const claims = await verifyAccessToken(world, issuerOf(world, c, server), token);
      if (claims?.jti !== undefined) state.revoked.push(claims.jti);
      const actor = target(client.app.id, 'PublicClientApp', client.app.label, client.id);
      recordOAuth(state, 'app.oauth2.as.token.revoke', 'OAuth2 token revocation request', [actor], { actor });
      return c.body(null, 200);
    }),
  );

  app.post('/oauth2/:as/v1/introspect', (c) =>
    oauthJson(c, async () => {
      const { server, client, fields } = await read(c, world);
      const token = fields['token'] ?? '';
      const refresh = state.refreshTokens.find((item) => item.hash === hashOf(token) && item.clientId === client.id);
      if (refresh !== undefined && valid(refresh)) {
        return c.json({ active: true, client_id: client.id, scope: refresh.scopes.join(' '), uid: refresh.userId });
      }
      const claims = await verifyAccessToken(world, issuerOf(world, c, server), token);
      if (claims === null) return c.json({ active: false });
      const scope = Array.isArray(claims['scp']) ? claims['scp'].join(' ') : '';
      return c.json({
        active: true,
        token_type: 'Bearer',
        scope,
        client_id: claims['cid'],
        username: claims.sub,
        ...claims,
      });
    }),
  );
};

async function read(c: Context, world: World): Promise<TokenRequest> {
  const fields = await form(c);
  const server = serverOf(world.state, param(c, 'as'));
  return { c, world, server, client: authenticate(c, world.state, fields), fields };
}

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
  const { scopes, issuer, nonce } = code;
  const grant = allowed(request, findUser(state, code.userId), { scopes, issuer, nonce });
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
  const { issuer } = kept;
  const grant = allowed(request, findUser(state, kept.userId), { scopes, issuer, nonce: null });
  const rotates = objectAt(client.settings, 'refresh_token')['rotation_type'] === 'ROTATE';
  if (rotates) {
    state.refreshTokens = state.refreshTokens.filter((item) => item !== kept);
    return answer(request, grant, refreshToken(request.world, grant, kept.accessTokens));
  }
  Object.assign(kept, { lastUpdated: now(), expiresAt: expiry(grant.rule) });
  return answer(request, grant, token);
}

/**
 * Whose refresh tokens are refused. Okta ends nobody's tokens by a lock or an expired password: a reset has
 * `revokeSessions` for that.
 */
const SIGNED_OUT: readonly UserStatus[] = ['STAGED', 'SUSPENDED', 'DEPROVISIONED'];

/** Access is decided anew for each token: the user, the assignment, the policy. */
function allowed(
  { world, server, client }: TokenRequest,
  user: User | undefined,
  { scopes, issuer, nonce }: Pick<Grant, 'scopes' | 'issuer' | 'nonce'>,
): Grant {
  const { state } = world;
  const assigned =
    client.app.settings['implicitAssignment'] === true ||
    findAppUser(state, client.app.id, user?.id ?? '') !== undefined;
  if (user === undefined || SIGNED_OUT.includes(user.status) || !assigned) {
    throw new OAuthError('invalid_grant', 'The user is no longer assigned to the client application.');
  }
  const asked = { serverId: server.id, clientId: client.id, userId: user.id, scopes };
  const rule = decidingRule(state, { ...asked, grantType: 'authorization_code' });
  if (rule === null) {
    const text = 'Policy evaluation failed for this request, please check the policy configurations.';
    throw new OAuthError('access_denied', text);
  }
  return { server, issuer, clientId: client.id, user, scopes, rule, nonce };
}

/** Access tokens of a refresh token that are remembered: more than live at once. */
const MOST_KEPT = 50;

async function answer(request: TokenRequest, grant: Grant, refresh: string | null): Promise<Response> {
  const { c, world } = request;
  const { token, jti, expires_in } = await accessToken(world, grant);
  const kept = refresh === null ? undefined : world.state.refreshTokens.find(({ hash }) => hash === hashOf(refresh));
  // Revoking the refresh token revokes these, too.
  if (kept !== undefined) kept.accessTokens = [...(kept.accessTokens ?? []), jti].slice(-MOST_KEPT);
  logGrants(request, grant, refresh !== null && refresh !== request.fields['refresh_token']);
  return c.json({
    token_type: 'Bearer',
    expires_in,
    access_token: token,
    scope: grant.scopes.join(' '),
    ...(refresh === null ? {} : { refresh_token: refresh }),
    ...(grant.scopes.includes('openid') ? { id_token: await idToken(world, grant) } : {}),
  });
}

/** A grant is logged for each token: of a refresh token only where a new one was issued. */
function logGrants({ world, client, server, fields }: TokenRequest, grant: Grant, isNewRefreshToken: boolean): void {
  const { user, scopes } = grant;
  const detail = {
    actor: target(client.app.id, 'PublicClientApp', client.app.label, client.id),
    debugData: {
      grantType: fields['grant_type'] ?? '',
      requestedScopes: fields['scope'] ?? scopes.join(' '),
      grantedScopes: scopes.join(', '),
      requestUri: `/oauth2/${server.id}/v1/token`,
    },
  };
  for (const kind of ['access_token', ...(isNewRefreshToken ? ['refresh_token'] : [])])
    recordOAuth(
      world.state,
      `app.oauth2.as.token.grant.${kind}`,
      `OAuth2 ${kind.replace('_', ' ')} is granted`,
      [target(user.id, 'User', user.profile.login, user.profile.login)],
      detail,
    );
}

/** Whether a refresh token has not expired. */
export function valid({ expiresAt }: RefreshToken): boolean {
  return expiresAt > now();
}
