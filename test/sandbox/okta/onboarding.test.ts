import type okta from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { REDIRECT_URIS } from '../../../runbook/onboarding/guide.js';
import { call, sdk, startTestOkta } from './support.js';
import { asText } from '../../../sandbox/kit/json-values.js';

describe("the onboarding's calls, through Okta's own SDK", () => {
  let sandbox: OktaSandbox;
  let client: okta.Client;
  let appId: string;
  let serverId: string;
  beforeAll(async () => {
    sandbox = await startTestOkta();
    client = sdk(sandbox);
  });
  afterAll(() => sandbox.close());

  it('finds the seeded people and groups', async () => {
    const groups = [];
    for await (const group of await client.groupApi.listGroups({ search: 'profile.name eq "Kiro Users"' }))
      groups.push(group);
    expect(groups).toHaveLength(1);
    const members = [];
    const groupId = groups[0]?.id ?? '';
    for await (const user of await client.groupApi.listGroupUsers({ groupId, limit: 10 })) members.push(user);
    expect(members).toHaveLength(24);
    const ana = await client.userApi.getUser({ userId: 'ana@example.com' });
    expect(ana.profile).toMatchObject({ firstName: 'Ana', department: 'Engineering', employeeNumber: '1001' });
    const gone = [];
    for await (const user of await client.userApi.listUsers({ filter: 'status eq "DEPROVISIONED"' })) gone.push(user);
    expect(gone.map((user) => user?.profile?.login)).toEqual(['jill@example.com']);
  });

  it('creates a native app and keeps the redirect URIs in order', async () => {
    const application: okta.OpenIdConnectApplication = {
      name: 'oidc_client',
      label: 'Kiro-OIDC',
      signOnMode: 'OPENID_CONNECT',
      visibility: { hide: { iOS: true, web: true } },
      credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true, autoKeyRotation: true } },
      settings: {
        implicitAssignment: false,
        oauthClient: {
          application_type: 'native',
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          redirect_uris: [...REDIRECT_URIS],
        },
      },
    };
    const made = await client.applicationApi.createApplication({ application });
    appId = made.id ?? '';
    const { body } = await call(sandbox, 'GET', `/api/v1/apps/${appId}`);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^0oa\w{17}$/) as string,
      status: 'ACTIVE',
      features: [],
      credentials: { oauthClient: { client_id: appId, token_endpoint_auth_method: 'none', pkce_required: true } },
      settings: { implicitAssignment: false, oauthClient: { redirect_uris: REDIRECT_URIS, consent_method: 'TRUSTED' } },
    });
    expect(JSON.stringify(body)).not.toContain('client_secret":');
  });

  it('assigns a group to all its members, and refuses to unassign one of them alone', async () => {
    const groupId = await groupNamed(sandbox, 'Kiro Team');
    await client.applicationApi.assignGroupToApplication({ appId, groupId, applicationGroupAssignment: {} });
    const users = [];
    for await (const user of await client.applicationApi.listApplicationUsers({ appId, limit: 5 })) users.push(user);
    expect(users).toHaveLength(12);
    expect(users.every((user) => user?.scope === 'GROUP' && user.syncState === 'DISABLED')).toBe(true);
    const userId = users[0]?.id ?? '';
    const refused = await call(sandbox, 'DELETE', `/api/v1/apps/${appId}/users/${userId}`);
    expect([refused.status, refused.body['errorCode']]).toEqual([403, 'E0000046']);
    const again = await call(sandbox, 'POST', `/api/v1/apps/${appId}/users`, { id: userId });
    expect([again.status, again.body['errorCode']]).toEqual([409, 'E0000062']);
    await client.groupApi.unassignUserFromGroup({ groupId, userId });
    expect((await call(sandbox, 'GET', `/api/v1/apps/${appId}/users/${userId}`)).status).toBe(404);
  });

  it('creates a server with scopes, policy and rule', async () => {
    const authorizationServer = { name: 'Kiro', description: 'Access to Kiro', audiences: ['api://kiro'] };
    const server = await client.authorizationServerApi.createAuthorizationServer({ authorizationServer });
    serverId = server.id ?? '';
    expect(server.issuer).toBe(`${sandbox.url}/oauth2/${serverId}`);
    const oAuth2Scope = { name: 'codewhisperer:completions', consent: 'IMPLICIT' as const };
    await client.authorizationServerApi.createOAuth2Scope({ authServerId: serverId, oAuth2Scope });
    const scopes: (string | undefined)[] = [];
    for await (const scope of await client.authorizationServerApi.listOAuth2Scopes({ authServerId: serverId })) {
      scopes.push(scope?.name);
    }
    expect(scopes).toContain('codewhisperer:completions');
    expect(scopes).toHaveLength(8);
    const policies = `/api/v1/authorizationServers/${serverId}/policies`;
    const policy = { type: 'OAUTH_AUTHORIZATION_POLICY', name: 'Kiro', conditions: { clients: { include: [appId] } } };
    const made = await call(sandbox, 'POST', policies, policy);
    expect([made.status, made.body['priority']]).toEqual([201, 1]);
    const rules = `${policies}/${asText(made.body['id'])}/rules`;
    const rule = (name: string): object => ({
      type: 'RESOURCE_ACCESS',
      name,
      priority: 1,
      conditions: {
        people: { groups: { include: ['EVERYONE'] } },
        grantTypes: { include: ['authorization_code'] },
        scopes: { include: ['*'] },
      },
      actions: { token: { accessTokenLifetimeMinutes: 60 } },
    });
    expect((await call(sandbox, 'POST', rules, rule('First'))).status).toBe(201);
    expect((await call(sandbox, 'POST', rules, rule('Second'))).status).toBe(201);
    const { list } = await call(sandbox, 'GET', rules);
    expect(list.map(({ name, priority }) => [name, priority])).toEqual([
      ['Second', 1],
      ['First', 2],
    ]);
    const long = { ...rule('Long'), actions: { token: { accessTokenLifetimeMinutes: 1441 } } };
    expect((await call(sandbox, 'POST', rules, long)).body['errorCode']).toBe('E0000001');
  });

  it('knows the catalog app, says UNKNOWN of its connection, and forgets removed mappings', async () => {
    const body = { name: 'amazon_aws_sso', label: 'AWS IAM Identity Center (Kiro)', signOnMode: 'SAML_2_0' };
    const made = await call(sandbox, 'POST', '/api/v1/apps', body);
    expect([made.status, made.body['features']]).toEqual([200, []]);
    const id = asText(made.body['id']);
    const path = `/api/v1/apps/${id}/connections/default`;
    const unknown = { status: 'UNKNOWN', authScheme: 'UNKNOWN' };
    expect((await call(sandbox, 'POST', path, { baseUrl: 'http://x', profile: { token: 't' } })).body).toMatchObject(
      unknown,
    );
    expect((await call(sandbox, 'GET', path)).body).toMatchObject(unknown);
    const feature = await call(sandbox, 'GET', `/api/v1/apps/${id}/features/USER_PROVISIONING`);
    expect(feature.body).toMatchObject({ errorSummary: 'Api validation failed: feature' });
    const type = (await call(sandbox, 'GET', '/api/v1/meta/types/user')).list[0]?.['id'];
    const found = await call(sandbox, 'GET', `/api/v1/mappings?sourceId=${asText(type)}&targetId=${id}`);
    expect(found.list).toHaveLength(1);
    expect(found.list[0]).not.toHaveProperty('properties');
    const mappingId = asText(found.list[0]?.['id']);
    await call(sandbox, 'POST', `/api/v1/mappings/${mappingId}`, {
      properties: { department: null, employeeNumber: { expression: null } },
    });
    const { properties } = await client.profileMappingApi.getProfileMapping({ mappingId });
    expect(Object.keys(properties ?? {})).toEqual(['userName', 'firstName', 'lastName', 'displayName', 'email']);
  });

  it('finds apps by name and start of label', async () => {
    const filter = encodeURIComponent('name eq "amazon_aws_sso"');
    const { list } = await call(sandbox, 'GET', `/api/v1/apps?filter=${filter}&q=aws&limit=200`);
    expect(list.map(({ label }) => label)).toEqual(['AWS IAM Identity Center (Kiro)']);
  });
});

async function groupNamed(sandbox: OktaSandbox, name: string): Promise<string> {
  const search = encodeURIComponent(`profile.name eq "${name}" and type eq "OKTA_GROUP"`);
  const { list } = await call(sandbox, 'GET', `/api/v1/groups?search=${search}`);
  return asText(list[0]?.['id']);
}
