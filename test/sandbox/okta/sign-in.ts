import { createHash, randomBytes } from 'node:crypto';
import { asText, type JsonObject } from '../../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { call } from './support.js';

export const REDIRECT = 'http://localhost:3128/oauth/callback';
export const SCOPE = 'codewhisperer:completions offline_access';

/** The guide's steps 1 and 2, as short as they can be. */
export async function kiro(
  sandbox: OktaSandbox,
  server: JsonObject = {},
): Promise<{ clientId: string; issuer: string; serverId: string }> {
  const app = await call(sandbox, 'POST', '/api/v1/apps', {
    name: 'oidc_client',
    label: 'Kiro-OIDC',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
    settings: {
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [REDIRECT],
      },
    },
  });
  const clientId = asText(app.body['id']);
  const group = (await call(sandbox, 'GET', '/api/v1/groups?q=Kiro%20Users')).list[0]?.['id'];
  await call(sandbox, 'PUT', `/api/v1/apps/${clientId}/groups/${asText(group)}`, {});
  const made = await call(sandbox, 'POST', '/api/v1/authorizationServers', {
    name: 'Kiro',
    audiences: ['api://kiro'],
    ...server,
  });
  const serverId = asText(made.body['id']);
  const path = `/api/v1/authorizationServers/${serverId}`;
  await call(sandbox, 'POST', `${path}/scopes`, { name: 'codewhisperer:completions' });
  const policy = await call(sandbox, 'POST', `${path}/policies`, {
    name: 'Kiro',
    conditions: { clients: { include: [clientId] } },
  });
  await call(sandbox, 'POST', `${path}/policies/${asText(policy.body['id'])}/rules`, {
    name: 'Kiro',
    conditions: {
      people: { groups: { include: ['EVERYONE'] } },
      grantTypes: { include: ['authorization_code'] },
      scopes: { include: SCOPE.split(' ') },
    },
  });
  return { clientId, serverId, issuer: asText(made.body['issuer']) };
}

/** What came back from a sign-in: the tokens, or the error of the redirect. */
export interface SignedIn {
  error: string | null;
  tokens: JsonObject;
}

/** One sign-in by the code flow with PKCE. `at` is the address of the server that the client was told. */
export async function signIn(clientId: string, login: string, at: string): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: SCOPE,
    redirect_uri: REDIRECT,
    state: 'xyz',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    sandbox_user: login,
  });
  const answer = await fetch(`${at}/v1/authorize?${query.toString()}`, { redirect: 'manual' });
  const { searchParams } = new URL(answer.headers.get('location') ?? '');
  const code = searchParams.get('code');
  if (code === null) return { error: searchParams.get('error'), tokens: {} };
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  const tokens = (await (await fetch(`${at}/v1/token`, { method: 'POST', body })).json()) as JsonObject;
  return { error: null, tokens };
}
