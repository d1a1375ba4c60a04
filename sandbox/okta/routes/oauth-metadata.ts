import { baseUrl } from '../../kit/paths.js';
import { param } from '../okta-requests.js';
import { serverOf } from '../lookups.js';
import { publicJwk } from '../signing.js';
import { issuerOf } from '../views/server.js';
import type { Routes } from '../okta-state.js';

/** Public documents of an authorization server. Custom scopes show only with `metadataPublish: ALL_CLIENTS`. */
export const oauthMetadataRoutes: Routes = (app, world) => {
  const { state } = world;

  const paths = [
    '/oauth2/:as/.well-known/oauth-authorization-server',
    '/oauth2/:as/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/oauth2/:as',
  ];
  for (const path of paths) {
    app.get(path, (c) => {
      const server = serverOf(state, param(c, 'as'));
      const issuer = issuerOf(baseUrl(c), server);
      const published = state.scopes.filter(
        ({ serverId, metadataPublish }) => serverId === server.id && metadataPublish === 'ALL_CLIENTS',
      );
      return c.json({
        issuer,
        authorization_endpoint: `${issuer}/v1/authorize`,
        token_endpoint: `${issuer}/v1/token`,
        jwks_uri: `${issuer}/v1/keys`,
        introspection_endpoint: `${issuer}/v1/introspect`,
        revocation_endpoint: `${issuer}/v1/revoke`,
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: published.map(({ name }) => name),
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        claims_supported: ['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'cid', 'uid', 'scp', 'sub'],
        code_challenge_methods_supported: ['S256'],
      });
    });
  }

  app.get('/oauth2/:as/v1/keys', async (c) => {
    serverOf(state, param(c, 'as'));
    return c.json({ keys: [await publicJwk(world)] });
  });
};
