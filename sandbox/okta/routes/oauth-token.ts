import type { Context } from 'hono';
import { createHash } from 'node:crypto';
import { param } from '../body.js';
import type { AuthorizationServer, RefreshToken, User } from '../entities.js';
import { record, target } from '../events.js';
import { now } from '../ids.js';
import { objectAt } from '../json.js';
import { findAppUser, serverOf } from '../lookups.js';
import { authenticate, type OAuthClient } from '../oauth/clients.js';
import { decidingRule } from '../oauth/evaluate.js';
import { form, OAuthError, oauthJson } from '../oauth/oauth-error.js';
import { accessToken, expiry, type Grant, hashOf, idToken, refreshToken, verifyAccessToken } from '../oauth/tokens.js';
import { issuerOf } from '../views/server.js';
import { baseUrl, type Routes, type World } from '../world.js';

type Fields = Record<string, string>;

/** The code flow's second half, refreshing, revoking and introspecting. */
export const oauthTokenRoutes: Routes = (app, world) => {
  const { state } = world;

  app.post('/oauth2/:as/v1/token', (c) =>
    oauthJson(c, async () => {
      const fields = await form(c);
      const server = serverOf(state, param(c, 'as'));
      const client = authenticate(c, state, fields);
      const type = fields['grant_type'] ?? '';
      if (!['authorization_code', 'refresh_token'].includes(type) || !client.grantTypes.includes(type)) {
        throw new OAuthError('unauthorized_client', 'The client is not authorized to use the provided grant type.');
      }
      c.header('Cache-Control', 'no-store');
      return type === 'authorization_code'
        ? byCode(c, world, server, client, fields)
        : byRefreshToken(c, world, server, client, fields);
    }),
  );

  app.post('/oauth2/:as/v1/revoke', (c) =>
    oauthJson(c, async () => {
      const fields = await form(c);
      const server = serverOf(state, param(c, 'as'));
      const client = authenticate(c, state, fields);
      const token = fields['token'] ?? '';
      const hash = hashOf(token);
      state.refreshTokens = state.refreshTokens.filter((item) => item.hash !== hash || item.clientId !== client.id);
      const claims = await verifyAccessToken(world, issuerOf(baseUrl(c), server), token);
      if (claims?.jti !== undefined) state.revoked.push(claims.jti);
      record(state, 'app.oauth2.as.token.revoke', 'OAuth2 token revocation request', [
        target(client.app.id, 'PublicClientApp', client.app.label, client.id),
      ]);
      return c.body(null, 200);
    }),
  );

  app.post('/oauth2/:as/v1/introspect', (c) =>
    oauthJson(c, async () => {
      const fields = await form(c);
      const server = serverOf(state, param(c, 'as'));
      const client = authenticate(c, state, fields);
      const token = fields['token'] ?? '';
      const refresh = state.refreshTokens.find((item) => item.hash === hashOf(token) && item.clientId === client.id);
      if (refresh !== undefined && valid(refresh)) {
        return c.json({ active: true, client_id: client.id, scope: refresh.scopes.join(' '), uid: refresh.userId });
      }
      const claims = await verifyAccessToken(world, issuerOf(baseUrl(c), server), token);
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

async function byCode(
  c: Context,
  world: World,
  server: AuthorizationServer,
  client: OAuthClient,
  fields: Fields,
): Promise<Response> {
  const { state } = world;
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
  const user = state.users.find(({ id }) => id === code.userId);
  const grant = allowed(c, world, server, client, user, code.scopes, code.nonce);
  const refreshes = code.scopes.includes('offline_access') && client.grantTypes.includes('refresh_token');
  return answer(c, world, grant, refreshes ? refreshToken(world, grant) : null);
}

async function byRefreshToken(
  c: Context,
  world: World,
  server: AuthorizationServer,
  client: OAuthClient,
  fields: Fields,
): Promise<Response> {
  const { state } = world;
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
  const user = state.users.find(({ id }) => id === kept.userId);
  const grant = allowed(c, world, server, client, user, scopes, null);
  const rotates = objectAt(client.settings, 'refresh_token')['rotation_type'] === 'ROTATE';
  if (rotates) {
    state.refreshTokens = state.refreshTokens.filter((item) => item !== kept);
    return answer(c, world, grant, refreshToken(world, grant));
  }
  Object.assign(kept, { lastUpdated: now(), expiresAt: expiry(grant.rule) });
  return answer(c, world, grant, token);
}

/** Access is decided anew for each token: the user, the assignment, the policy. */
function allowed(
  c: Context,
  { state }: World,
  server: AuthorizationServer,
  client: OAuthClient,
  user: User | undefined,
  scopes: string[],
  nonce: string | null,
): Grant {
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

async function answer(c: Context, world: World, grant: Grant, refresh: string | null): Promise<Response> {
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

function valid({ expiresAt }: RefreshToken): boolean {
  return expiresAt > now();
}
