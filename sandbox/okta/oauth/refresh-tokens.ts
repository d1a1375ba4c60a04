import type { Context } from 'hono';
import type { JsonObject } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { clientIdOf } from '../apps/new-app.js';
import { appOf, serverOf, userOf } from '../lookups.js';
import { notFound } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { param } from '../okta-requests.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { RefreshToken } from '../server-objects.js';
import { record, target } from '../system-log.js';

/** Where refresh tokens are listed and revoked: by user and client, by app, by server and client. */
const PATHS = [
  '/api/v1/users/:user/clients/:client/tokens',
  '/api/v1/apps/:app/tokens',
  '/api/v1/authorizationServers/:as/clients/:client/tokens',
];

/** Refresh tokens that were issued, by user, app and server. */
export const tokenListRoutes: Routes = (app, { state }) => {
  const selected = (c: Context): RefreshToken[] => {
    const { user, client, app: appId, as } = c.req.param() as Record<string, string | undefined>;
    const userId = user === undefined ? null : userOf(state, user).id;
    const serverId = as === undefined ? null : serverOf(state, as).id;
    const clientId = appId === undefined ? client : clientIdOf(appOf(state, appId));
    return state.refreshTokens.filter(
      (token) =>
        token.clientId === clientId &&
        token.userId === (userId ?? token.userId) &&
        token.serverId === (serverId ?? token.serverId),
    );
  };
  const revoke = (tokens: RefreshToken[]): void => {
    revokeTokens(state, (token) => tokens.includes(token));
    for (const { userId } of tokens) {
      record(state, 'app.oauth2.token.revoke.implicit.user', 'Revoke tokens of user', [target(userId, 'User', userId)]);
    }
  };
  const one = (c: Context): RefreshToken => {
    const found = selected(c).find(({ id }) => id === param(c, 'token'));
    if (found === undefined) throw notFound(param(c, 'token'), 'OAuth2RefreshToken');
    return found;
  };

  for (const path of PATHS) {
    app.get(path, (c) =>
      page(
        c,
        selected(c),
        { standard: 20, max: 200 },
        ({ id }) => id,
        (token) => tokenView(baseUrl(c), token),
      ),
    );
    app.delete(path, (c) => {
      revoke(selected(c));
      return c.body(null, 204);
    });
    app.get(`${path}/:token`, (c) => c.json(tokenView(baseUrl(c), one(c))));
    app.delete(`${path}/:token`, (c) => {
      revoke([one(c)]);
      return c.body(null, 204);
    });
  }
};

/** Ends refresh tokens, and with each the access tokens that it brought. */
export function revokeTokens(state: OktaState, concerns: (token: RefreshToken) => boolean): void {
  const revoked = new Set(state.refreshTokens.filter(concerns));
  state.revoked.push(...[...revoked].flatMap(({ accessTokens = [] }) => accessTokens));
  state.refreshTokens = state.refreshTokens.filter((token) => !revoked.has(token));
}

function tokenView(base: string, token: RefreshToken): JsonObject {
  const { hash: _hash, serverId: _server, accessTokens: _access, ...shown } = token;
  const self = `${base}/api/v1/users/${token.userId}/clients/${token.clientId}/tokens/${token.id}`;
  return {
    ...shown,
    status: 'ACTIVE',
    _links: {
      self: { href: self, hints: { allow: ['GET', 'DELETE'] } },
      app: { href: `${base}/api/v1/apps/${token.clientId}` },
      user: { href: `${base}/api/v1/users/${token.userId}` },
    },
  };
}
