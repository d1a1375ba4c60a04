import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { isObject, objectAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { randomText } from '../ids.js';
import type { Routes } from '../okta-state.js';
import type { App } from '../org-objects.js';
import { clientOf, form, OAuthError, oauthJson } from './oauth-clients.js';
import { issueOrgToken, ORG_TOKEN_SECONDS, publicJwk } from './signed-tokens.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The org's own authorization server: access tokens for Okta's API, for service apps with private_key_jwt. */
export const orgOAuthRoutes: Routes = (app, world) => {
  const nonce = randomText(32);

  app.post('/oauth2/v1/token', (c) =>
    oauthJson(c, async () => {
      const fields = await form(c);
      if (fields['grant_type'] !== 'client_credentials') {
        throw new OAuthError('unsupported_grant_type', 'The authorization grant type is not supported.');
      }
      const endpoint = `${baseUrl(c)}/oauth2/v1/token`;
      const { service, id } = await serviceOf(fields, endpoint);
      if (world.settings.dpop && !proves(c.req.header('dpop'), nonce)) {
        c.header('DPoP-Nonce', nonce);
        throw new OAuthError('use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.');
      }
      const scopes = (fields['scope'] ?? '').split(' ').filter((scope) => scope !== '');
      if (scopes.length === 0) {
        throw new OAuthError('invalid_scope', "The 'scope' parameter is required for this grant type.");
      }
      if (scopes.some((scope) => !service.grants.includes(scope))) {
        throw new OAuthError(
          'invalid_scope',
          'One or more scopes are not configured for the authorization server resource.',
        );
      }
      return c.json({
        token_type: world.settings.dpop ? 'DPoP' : 'Bearer',
        expires_in: ORG_TOKEN_SECONDS,
        access_token: await issueOrgToken(world, baseUrl(c), id, scopes),
        scope: scopes.join(' '),
      });
    }),
  );

  app.get('/oauth2/v1/keys', async (c) => c.json({ keys: [await publicJwk(world)] }));

  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    app.get(`/.well-known/${name}`, (c) => {
      const oauth2 = `${baseUrl(c)}/oauth2/v1`;
      return c.json({
        issuer: baseUrl(c),
        token_endpoint: `${oauth2}/token`,
        jwks_uri: `${oauth2}/keys`,
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
        token_endpoint_auth_signing_alg_values_supported: ['RS256', 'ES256'],
        dpop_signing_alg_values_supported: ['RS256', 'ES256'],
      });
    });
  }

  /** The service app that signed the assertion with a key we know. */
  async function serviceOf(fields: Record<string, string>, endpoint: string): Promise<{ service: App; id: string }> {
    const assertion = fields['client_assertion'] ?? '';
    if (fields['client_assertion_type'] !== JWT_BEARER) {
      throw new OAuthError('invalid_client', 'Browser and service clients must use private_key_jwt here.', 401);
    }
    const client = clientOf(world.state, subjectOf(assertion));
    const keys = client === null ? [] : objectAt(client.settings, 'jwks')['keys'];
    if (client === null || !Array.isArray(keys)) {
      throw new OAuthError('invalid_client', "Invalid value for 'client_id' parameter.", 401);
    }
    try {
      const set: JSONWebKeySet = { keys: keys.filter(isObject).map((key) => ({ kty: '', ...key })) };
      await jwtVerify(assertion, createLocalJWKSet(set), { audience: endpoint, issuer: client.id, subject: client.id });
    } catch (error) {
      const why = error instanceof Error ? error.message : 'bad signature';
      throw new OAuthError('invalid_client', `The client_assertion is invalid: ${why}`, 401);
    }
    return { service: client.app, id: client.id };
  }
};

function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

/** A proof that carries our nonce; its signature is the resource server's business and is not looked at. */
function proves(proof: string | undefined, nonce: string): boolean {
  try {
    return proof !== undefined && decodeJwt(proof)['nonce'] === nonce;
  } catch {
    return false;
  }
}
