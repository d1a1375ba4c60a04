import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { asText } from '../../../sandbox/kit/json-values.js';
import { call, sdk, startTestOkta } from './support.js';

describe('what else clients do with an org', () => {
  let sandbox: OktaSandbox;
  beforeAll(async () => (sandbox = await startTestOkta()));
  afterAll(() => sandbox.close());
  const get = (path: string): ReturnType<typeof call> => call(sandbox, 'GET', `/api/v1${path}`);
  const post = (path: string, body: object = {}): ReturnType<typeof call> =>
    call(sandbox, 'POST', `/api/v1${path}`, body);
  const remove = (path: string): ReturnType<typeof call> => call(sandbox, 'DELETE', `/api/v1${path}`);

  it('makes users, refuses a login twice, and keeps no password', async () => {
    const profile = { login: 'new@example.com', email: 'new@example.com', firstName: 'New', lastName: 'Person' };
    const body = { profile, credentials: { password: { value: 'never kept anywhere' } } };
    const made = await post('/users', body);
    expect([made.status, made.body['status']]).toEqual([200, 'ACTIVE']);
    expect(JSON.stringify(made.body)).not.toContain('never kept');
    const twice = await post('/users', body);
    expect(twice.body).toMatchObject({
      errorCode: 'E0000001',
      errorCauses: [{ errorSummary: 'login: An object with this field already exists in the current organization' }],
    });
    const groups = await get('/users/new@example.com/groups');
    expect(groups.list.map(({ profile }) => profile)).toMatchObject([{ name: 'Everyone' }]);
    expect((await remove('/users/new@example.com')).status).toBe(204);
    expect((await get('/users/new@example.com')).body['status']).toBe('DEPROVISIONED');
    expect((await remove('/users/new@example.com')).status).toBe(204);
    expect((await get('/users/new@example.com')).body).toMatchObject({ errorCode: 'E0000007' });
  });

  it('takes apps away from whom it deactivates', async () => {
    const app = await bookmark('Wiki');
    const group = (await get('/groups?q=Facilities')).list[0];
    await call(sandbox, 'PUT', `/api/v1/apps/${app}/groups/${asText(group?.['id'])}`, {});
    const yara = asText((await get('/users/yara')).body['id']);
    expect((await get(`/apps/${app}/users/${yara}`)).body['scope']).toBe('GROUP');
    expect((await post(`/users/${yara}/lifecycle/deactivate`)).status).toBe(200);
    expect((await get(`/apps/${app}/users/${yara}`)).status).toBe(404);
    expect((await post(`/users/${yara}/lifecycle/deactivate`)).status).toBe(403);
    await post(`/users/${yara}/lifecycle/activate`);
    expect((await get(`/apps/${app}/users/${yara}`)).status).toBe(200);
  });

  it('deletes an app only when it is inactive', async () => {
    const app = await bookmark('Short-lived');
    expect((await remove(`/apps/${app}`)).body['errorCode']).toBe('E0000056');
    expect((await post(`/apps/${app}/lifecycle/deactivate`)).body).toEqual({});
    expect((await get('/apps?filter=status%20eq%20%22INACTIVE%22')).list).toHaveLength(1);
    expect((await remove(`/apps/${app}`)).status).toBe(204);
    expect((await get(`/apps/${app}`)).status).toBe(404);
  });

  it('lets labels repeat, but not client ids, and knows its catalog', async () => {
    await bookmark('Twin');
    await bookmark('Twin');
    expect((await get('/apps?q=twin')).list).toHaveLength(2);
    const client = (id: string): ReturnType<typeof call> =>
      post('/apps', {
        name: 'oidc_client',
        label: 'Client',
        signOnMode: 'OPENID_CONNECT',
        credentials: { oauthClient: { client_id: id } },
        settings: { oauthClient: { redirect_uris: ['https://example.com/callback'] } },
      });
    const made = await client('my-client');
    expect(made.body).toMatchObject({ credentials: { oauthClient: { client_id: 'my-client' } } });
    expect(JSON.stringify(made.body)).toContain('"client_secret":');
    expect((await client('my-client')).body['errorCode']).toBe('E0000001');
    expect((await post('/apps', { name: 'no_such_app', label: 'X' })).status).toBe(404);
  });

  it('refuses PKCE off for a public client', async () => {
    const refused = await post('/apps', {
      name: 'oidc_client',
      label: 'Open',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: false } },
      settings: { oauthClient: { application_type: 'native', redirect_uris: ['app:/callback'] } },
    });
    expect(refused.body['errorSummary']).toBe('Api validation failed: pkce_required');
  });

  it('ends a bounded log query, and never an unbounded one', async () => {
    const until = encodeURIComponent(new Date().toISOString());
    const bounded = await get(`/logs?until=${until}&limit=1000`);
    expect(bounded.list.length).toBeGreaterThan(3);
    expect(bounded.headers.get('link')).not.toContain('rel="next"');
    const polling = await get('/logs?limit=1000');
    expect(polling.headers.get('link')).toContain('rel="next"');
    const client = sdk(sandbox);
    const types: (string | undefined)[] = [];
    const query = { until: new Date().toISOString(), limit: 2, filter: 'eventType eq "application.lifecycle.create"' };
    for await (const event of await client.systemLogApi.listLogEvents(query)) types.push(event?.eventType);
    expect(types.length).toBeGreaterThan(4);
    expect(new Set(types)).toEqual(new Set(['application.lifecycle.create']));
  });

  it("serves what Terraform's provider asks for on the way", async () => {
    const org = await call(sandbox, 'GET', '/.well-known/okta-organization', undefined, {});
    expect(org.body).toMatchObject({ pipeline: 'idx' });
    const policies = (await get('/policies?type=ACCESS_POLICY')).list;
    expect(policies.map(({ system }) => system)).toEqual([true]);
    const app = await bookmark('Terraform');
    const put = await call(sandbox, 'PUT', `/api/v1/apps/${app}/policies/${asText(policies[0]?.['id'])}`);
    expect(put.status).toBe(204);
    expect((await get(`/internal/apps/${app}/settings/oauth/idToken`)).status).toBe(200);
    expect((await get(`/apps/${app}/credentials/keys`)).list).toHaveLength(1);
    expect((await get(`/apps/${app}/credentials/secrets`)).list).toEqual([]);
    expect((await get('/mappings?limit=200')).list[0]?.['source']).toMatchObject({ name: 'user', type: 'user' });
  });

  it('answers E0000015 for authorization servers without the licence', async () => {
    const poor = await startTestOkta({ settings: { apiAccessManagement: false } });
    const { status, body } = await call(poor, 'GET', '/api/v1/authorizationServers?limit=1');
    await poor.close();
    expect([status, body['errorCode']]).toEqual([401, 'E0000015']);
  });

  it('serves the connection and feature APIs where the switch says so', async () => {
    const org = await startTestOkta({ settings: { connectionApi: true } });
    const app = await call(org, 'POST', '/api/v1/apps', {
      name: 'amazon_aws_sso',
      label: 'AWS',
      signOnMode: 'SAML_2_0',
    });
    const path = `/api/v1/apps/${asText(app.body['id'])}/connections/default?activate=true`;
    const refused = await call(org, 'POST', path, { baseUrl: 'http://127.0.0.1:9/scim/v2', profile: { token: 't' } });
    await org.close();
    expect([refused.status, refused.body['errorCode']]).toEqual([400, 'E0000059']);
  });

  async function bookmark(label: string): Promise<string> {
    return asText((await post('/apps', { name: 'bookmark', label, signOnMode: 'BOOKMARK' })).body['id']);
  }
});
