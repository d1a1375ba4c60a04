import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import okta from '@okta/okta-sdk-nodejs';
import { createRemoteJWKSet, jwtVerify, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE_CLIENT_ID } from '../../../sandbox/okta/okta-state.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { kiro, REDIRECT, SCOPE } from './sign-in.js';
import { call, startTestOkta } from './support.js';

describe('authorization server: the code flow with PKCE', () => {
  let sandbox: OktaSandbox;
  let clientId: string;
  let issuer: string;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  beforeAll(async () => {
    sandbox = await startTestOkta();
    ({ clientId, issuer } = await kiro(sandbox));
  });
  afterAll(() => sandbox.close());

  async function authorize(changes: Record<string, string | null> = {}): Promise<Response> {
    const url = new URL(`${issuer}/v1/authorize`);
    const query: Record<string, string | null> = {
      client_id: clientId,
      response_type: 'code',
      scope: SCOPE,
      redirect_uri: REDIRECT,
      state: 'xyz',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      sandbox_user: 'ana@example.com',
      ...changes,
    };
    for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
    return fetch(url, { redirect: 'manual' });
  }
  async function answer(changes: Record<string, string | null> = {}): Promise<URLSearchParams> {
    const response = await authorize(changes);
    expect(response.status).toBe(302);
    return new URL(response.headers.get('location') ?? '').searchParams;
  }
  async function post(path: string, fields: Record<string, string>): Promise<[number, Record<string, unknown>]> {
    const body = new URLSearchParams({ client_id: clientId, ...fields });
    const response = await fetch(`${issuer}/v1/${path}`, { method: 'POST', body });
    const text = await response.text();
    return [response.status, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)];
  }
  const exchange = (code: string, code_verifier = verifier): ReturnType<typeof post> =>
    post('token', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier });

  it('issues an access token that any JOSE library can check', async () => {
    const parameters = await answer();
    expect(parameters.get('state')).toBe('xyz');
    const [status, tokens] = await exchange(parameters.get('code') ?? '');
    expect(status).toBe(200);
    const { jwks_uri } = (await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json()) as {
      jwks_uri: string;
    };
    const keys = createRemoteJWKSet(new URL(jwks_uri));
    const { payload } = await jwtVerify(String(tokens['access_token']), keys, { issuer, audience: 'api://kiro' });
    expect(payload).toMatchObject({ cid: clientId, sub: 'ana@example.com', scp: SCOPE.split(' '), ver: 1 });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(tokens).not.toHaveProperty('id_token');

    const refresh_token = String(tokens['refresh_token']);
    const [refreshed] = await post('token', { grant_type: 'refresh_token', refresh_token });
    expect(refreshed).toBe(200);
    const path = `/api/v1/users/ana@example.com/clients/${clientId}/tokens`;
    expect((await call(sandbox, 'GET', path)).list).toHaveLength(1);
    expect((await post('revoke', { token: refresh_token }))[0]).toBe(200);
    expect(await post('token', { grant_type: 'refresh_token', refresh_token })).toMatchObject([
      400,
      { error: 'invalid_grant' },
    ]);
  });

  it('ends with a refresh token the access tokens that it brought, and not the other way round (https://developer.okta.com/docs/guides/revoke-tokens/main/)', async () => {
    const [, tokens] = await exchange((await answer()).get('code') ?? '');
    const refresh_token = String(tokens['refresh_token']);
    const [, again] = await post('token', { grant_type: 'refresh_token', refresh_token });
    const accessTokens = [tokens, again].map((set) => String(set['access_token']));
    const active = (token: string) => post('introspect', { token }).then(([, body]) => body['active']);
    expect(await Promise.all([...accessTokens, refresh_token].map(active))).toEqual([true, true, true]);
    await post('revoke', { token: accessTokens[0] ?? '' });
    expect(await Promise.all([...accessTokens, refresh_token].map(active))).toEqual([false, true, true]);
    await post('revoke', { token: refresh_token });
    expect(await Promise.all([...accessTokens, refresh_token].map(active))).toEqual([false, false, false]);
  });

  it('does so for tokens that an admin revokes, too (Okta, OpenAPI: DELETE /api/v1/apps/{appId}/tokens)', async () => {
    const [, tokens] = await exchange((await answer()).get('code') ?? '');
    expect((await call(sandbox, 'DELETE', `/api/v1/apps/${clientId}/tokens`)).status).toBe(204);
    for (const name of ['access_token', 'refresh_token']) {
      expect(await post('introspect', { token: String(tokens[name]) })).toEqual([200, { active: false }]);
    }
  });

  it('takes a code once, and only with its verifier', async () => {
    const stolen = (await answer()).get('code') ?? '';
    expect(await exchange(stolen, 'x'.repeat(43))).toMatchObject([400, { error: 'invalid_grant' }]);
    const code = (await answer()).get('code') ?? '';
    expect((await exchange(code))[0]).toBe(200);
    expect(await exchange(code)).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('compares redirect URIs as exact strings, and answers a page where one is wrong', async () => {
    for (const wrong of [`${REDIRECT}/`, 'http://localhost:9999/oauth/callback']) {
      const response = await authorize({ redirect_uri: wrong });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('redirect_uri');
    }
    expect((await authorize({ client_id: 'nobody' })).status).toBe(400);
  });

  it('sends everything else back to the client', async () => {
    expect((await answer({ code_challenge: null })).get('error')).toBe('invalid_request');
    expect((await answer({ state: null })).get('error')).toBe('invalid_request');
    expect((await answer({ scope: 'no:such' })).get('error')).toBe('invalid_scope');
    expect((await answer({ scope: 'openid' })).get('error')).toBe('access_denied');
    expect((await answer({ sandbox_user: 'yara@example.com' })).get('error')).toBe('access_denied');
    expect((await answer({ sandbox_user: null, prompt: 'none' })).get('error')).toBe('login_required');
  });

  it('shows a person the people who may sign in', async () => {
    const response = await authorize({ sandbox_user: null });
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain('Ana Ribeiro');
    expect(page).not.toContain('Jill Archer');
  });
});

describe('service app with private_key_jwt', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const jwk: JWK = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
  const client = (sandbox: OktaSandbox, key: string, scopes = ['okta.groups.read']): okta.Client =>
    new okta.Client({
      orgUrl: sandbox.url,
      authorizationMode: 'PrivateKey',
      clientId: SERVICE_CLIENT_ID,
      scopes,
      privateKey: key,
      keyId: 'k1',
      cacheMiddleware: null,
      requestExecutor: new okta.DefaultRequestExecutor({ maxRetries: 0, requestTimeout: 10_000 }),
    });

  it.each([false, true])('gets a token and calls with it (DPoP %s)', async (dpop) => {
    const sandbox = await startTestOkta({ settings: { serviceAppKey: jwk, dpop } });
    const groups = [];
    for await (const group of await client(sandbox, pem).groupApi.listGroups()) groups.push(group);
    expect(groups).toHaveLength(4);
    const type = { authServerId: 'default' };
    const denied = client(sandbox, pem).authorizationServerApi.getAuthorizationServer(type);
    await expect(denied).rejects.toMatchObject({ status: 403, errorCode: 'E0000006' });
    await sandbox.close();
  });

  it('refuses another key', async () => {
    const sandbox = await startTestOkta({ settings: { serviceAppKey: jwk } });
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs1',
      format: 'pem',
    });
    const refused = client(sandbox, other.toString()).userApi.getUser({ userId: 'ana@example.com' });
    await expect(refused).rejects.toMatchObject({ status: 401, errorCode: 'E0000011' });
    await sandbox.close();
  });
});
