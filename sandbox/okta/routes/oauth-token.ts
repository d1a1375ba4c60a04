import type { Context } from 'hono';
import { baseUrl } from '../../kit/paths.js';
import { param } from '../okta-requests.js';
import { record, target } from '../system-log.js';
import { serverOf } from '../lookups.js';
import { authenticate } from '../oauth/clients.js';
import { byCode, byRefreshToken, type TokenRequest, valid } from '../oauth/grants.js';
import { form, OAuthError, oauthJson } from '../oauth/oauth-error.js';
import { hashOf, verifyAccessToken } from '../oauth/tokens.js';
import { issuerOf } from '../servers/new-server.js';
import type { Routes, World } from '../okta-state.js';

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
      const { server, client, fields } = await read(c, world);
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

async function read(c: Context, world: World): Promise<TokenRequest> {
  const fields = await form(c);
  const server = serverOf(world.state, param(c, 'as'));
  return { c, world, server, client: authenticate(c, world.state, fields), fields };
}
