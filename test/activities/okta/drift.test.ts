import { describe, expect, it } from 'vitest';
import { REDIRECT_URIS } from '../../../runbook/onboarding/guide.js';
import { runAll } from './run.js';
import { adopting, failureOf, startOrg } from './support.js';

type Body = Record<string, Record<string, Record<string, unknown>>>;

describe('ensureOidcApplication', () => {
  it('writes what drifted, and keeps what it does not know', async () => {
    const org = await startOrg();
    const { appId } = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    const app = (await org.call('GET', `/api/v1/apps/${appId}`)) as Body;
    const oauthClient = app['settings']?.['oauthClient'];
    const uris = ['http://localhost:2128/oauth/callback', ...REDIRECT_URIS];
    const settings = { ...app['settings'], oauthClient: { ...oauthClient, redirect_uris: uris } };
    await org.call('PUT', `/api/v1/apps/${appId}`, { ...app, label: 'Kiro-OIDC', settings, profile: { team: 'x' } });

    const mended = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    expect(mended.changes).toEqual([
      expect.objectContaining({
        action: 'change',
        fields: [expect.objectContaining({ path: 'settings.oauthClient.redirect_uris' })],
      }),
    ]);
    const after = (await org.call('GET', `/api/v1/apps/${appId}`)) as Body;
    expect(after['settings']?.['oauthClient']?.['redirect_uris']).toEqual([...REDIRECT_URIS]);
    expect(after['profile']).toEqual({ team: 'x' });
  });

  it('activates an application that was switched off', async () => {
    const org = await startOrg();
    const { appId } = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    await org.call('POST', `/api/v1/apps/${appId}/lifecycle/deactivate`, {});
    await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    expect(await org.call('GET', `/api/v1/apps/${appId}`)).toMatchObject({ status: 'ACTIVE' });
  });

  it('does not take a namesake, adopts the chosen one, and knows it from then on', async () => {
    const org = await startOrg();
    const other = (await org.call('POST', '/api/v1/apps', namesake())) as { id: string };
    const asked = { ...org.task, choice: null };
    expect(await failureOf(org.okta.ensureOidcApplication(asked))).toMatchObject({
      type: 'NamesakeFound',
      nonRetryable: true,
      details: [{ candidates: [{ id: other.id, name: 'Kiro-OIDC' }] }],
    });
    expect(await org.call('GET', `/api/v1/apps/${other.id}`)).toMatchObject({ settings: { notes: { admin: 'mine' } } });

    const choice = await adopting(other.id, org.okta.ensureOidcApplication(asked));
    expect(await org.okta.ensureOidcApplication({ ...org.task, choice })).toMatchObject({ appId: other.id });
    expect(await org.okta.ensureOidcApplication(asked)).toMatchObject({ appId: other.id });
    const adopted = (await org.call('GET', `/api/v1/apps/${other.id}`)) as Body;
    expect(adopted['settings']?.['notes']?.['admin']).toMatch(/^mine \(managed by kiro-okta-runbook/);
  });

  it('makes one of another name beside a namesake, and finds it without being told again', async () => {
    const org = await startOrg();
    await org.call('POST', '/api/v1/apps', namesake());
    const choice = { use: 'create', name: 'Kiro-OIDC new' } as const;
    const made = await org.okta.ensureOidcApplication({ ...org.task, choice });
    const again = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    expect(again).toMatchObject({ appId: made.appId, clientId: made.clientId });
  });
});

describe('ensureAccessPolicy', () => {
  it('closes a rule that was opened, with lists that the SDK would not even show', async () => {
    const org = await startOrg();
    const { server, oidc } = await runAll(org);
    const path = `/api/v1/authorizationServers/${server.serverId}/policies`;
    const [policy] = (await org.call('GET', path)) as { id: string }[];
    const [rule] = (await org.call('GET', `${path}/${policy?.id}/rules`)) as { id: string; conditions: object }[];
    const conditions = { ...rule?.conditions, scopes: { include: ['*'] } };
    await org.call('PUT', `${path}/${policy?.id}/rules/${rule?.id}`, { ...rule, conditions });
    const { clientId } = oidc;
    const mended = await org.okta.ensureAccessPolicy({ ...org.task, serverId: server.serverId, clientId });
    expect(mended.changes.map((change) => change.action)).toEqual(['reuse', 'change']);
    expect(await org.call('GET', `${path}/${policy?.id}/rules/${rule?.id}`)).toMatchObject({
      conditions: { scopes: { include: expect.arrayContaining(['offline_access']) as unknown } },
    });
  });

  it('leaves the lifetimes that the configuration asks for, and says what follows', async () => {
    const tokens = { accessMinutes: 30, refreshMinutes: 600, refreshWindowMinutes: 300 };
    const org = await startOrg({}, { tokens });
    const { serverId } = await org.okta.ensureAuthorizationServer({ ...org.task, choice: null });
    const { clientId } = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    await org.okta.ensureScopes({ ...org.task, serverId });
    const { warnings } = await org.okta.ensureAccessPolicy({ ...org.task, serverId, clientId });
    expect(warnings.join()).toContain('removed at 13:32 keeps access until 14:02');
    const again = await org.okta.ensureAccessPolicy({ ...org.task, serverId, clientId });
    expect(again.changes.filter(({ action }) => action !== 'reuse')).toEqual([]);
    const policies = `/api/v1/authorizationServers/${serverId}/policies`;
    const [policy] = (await org.call('GET', policies)) as { id: string }[];
    expect(await org.call('GET', `${policies}/${policy!.id}/rules`)).toMatchObject([
      {
        actions: {
          token: {
            accessTokenLifetimeMinutes: 30,
            refreshTokenLifetimeMinutes: 600,
            refreshTokenWindowMinutes: 300,
          },
        },
      },
    ]);
  });

  it('takes the defaults where a task of an earlier version names no lifetimes', async () => {
    const org = await startOrg();
    const { server, oidc } = await runAll(org);
    const { tokens: _none, ...older } = org.task.input;
    const task = { ...org.task, input: older as typeof org.task.input };
    const { changes } = await org.okta.ensureAccessPolicy({
      ...task,
      serverId: server.serverId,
      clientId: oidc.clientId,
    });
    expect(changes.map(({ action }) => action)).toEqual(['reuse', 'reuse']);
  });

  it('and checkToken says when another policy decides first', async () => {
    const org = await startOrg();
    const { server, oidc } = await runAll(org);
    const policy = {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'All',
      description: 'all',
      priority: 1,
      status: 'ACTIVE',
    };
    const conditions = { clients: { include: ['ALL_CLIENTS'] } };
    await org.call('POST', `/api/v1/authorizationServers/${server.serverId}/policies`, { ...policy, conditions });
    const { serverId, issuer } = server;
    const failure = await failureOf(
      org.okta.checkToken({ ...org.task, serverId, issuer, appId: oidc.appId, clientId: oidc.clientId }),
    );
    expect(failure).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect((failure as Error).message).toContain('"All"');
    await runAll(org);
  });
});

function namesake() {
  const oauthClient = {
    application_type: 'native',
    grant_types: ['authorization_code'],
    redirect_uris: ['kiro://kiro.oauth/callback'],
  };
  return {
    name: 'oidc_client',
    label: 'Kiro-OIDC',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true } },
    settings: { notes: { admin: 'mine' }, oauthClient: { ...oauthClient, response_types: ['code'] } },
  };
}
