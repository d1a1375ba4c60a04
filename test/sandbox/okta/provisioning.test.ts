import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { asText, type JsonObject } from '../../../sandbox/kit/json-values.js';
import { call, type ScimTarget, startScimTarget, startTestOkta, until } from './support.js';
import { tempDir } from '../../support/temp-dir.js';

describe('provisioning over SCIM', () => {
  let sandbox: OktaSandbox;
  let target: ScimTarget;
  let app: string;
  beforeEach(async () => {
    target = await startScimTarget();
    sandbox = await startTestOkta();
    app = await catalogApp(sandbox);
  });
  afterEach(async () => {
    await sandbox.close();
    await target.close();
  });

  const users = async (): Promise<JsonObject[]> =>
    (await call(sandbox, 'GET', `/api/v1/apps/${app}/users?limit=500`)).list;
  const console = (path: string, body: object = {}): ReturnType<typeof call> =>
    call(sandbox, 'POST', `/console/apps/${app}/${path}`, body, {});
  const connect = async (): Promise<void> => {
    const { baseUrl, token } = target;
    expect((await console('provisioning', { baseUrl, token })).status).toBe(200);
    expect((await console('to-app', { createUsers: true, updateUserAttributes: true })).status).toBe(200);
  };
  const assign = async (name: string): Promise<string> => {
    const group = await groupNamed(sandbox, name);
    expect((await call(sandbox, 'PUT', `/api/v1/apps/${app}/groups/${group}`, {})).status).toBe(200);
    return group;
  };
  const all = (state: string) => (list: JsonObject[]) => list.every(({ syncState }) => syncState === state);

  it('tests the credentials as the console does', async () => {
    const { baseUrl, token } = target;
    const slash = await console('provisioning', { baseUrl: `${baseUrl}/`, token });
    expect([slash.status, slash.body['message']]).toEqual([400, 'Base URL: Does not match required pattern']);
    expect((await console('provisioning', { baseUrl, token: 'wrong' })).body['message']).toContain('Unauthorized');
    expect((await console('to-app', { createUsers: true })).status).toBe(400);
    const good = await console('provisioning', { baseUrl, token });
    expect(good.body['message']).toBe('AWS IAM Identity Center was verified successfully!');
    await console('to-app', { createUsers: true, updateUserAttributes: true });
    const { features } = (await call(sandbox, 'GET', `/api/v1/apps/${app}`)).body;
    expect(features).toEqual(['GROUP_PUSH', 'PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES']);
  });

  it('leaves users who were assigned before provisioning was on', async () => {
    await assign('Kiro Team');
    await connect();
    expect(all('DISABLED')(await users())).toBe(true);
    expect(target.users.size).toBe(0);
  });

  it('fails while department and employeeNumber are mapped, and recovers on a retry without them', async () => {
    await connect();
    await assign('Kiro Team');
    const failed = await until(users, all('ERROR'));
    expect(failed).toHaveLength(12);
    const events = await call(sandbox, 'GET', `/api/v1/logs?filter=${encodeURIComponent(`target.id eq "${app}"`)}`);
    const failure = events.list.find(({ eventType }) => eventType === 'application.provision.user.push');
    expect(JSON.stringify(failure?.['outcome'])).toContain('Bad Request. Errors reported by remote server');
    await removeMappings(sandbox, app);
    const tasks = (await call(sandbox, 'GET', `/console/apps/${app}/tasks`)).body;
    expect(tasks).toMatchObject({
      users: Array(12).fill({ reason: expect.stringContaining('Bad Request') as string }),
    });
    expect((await console('tasks/retry')).body).toMatchObject({ users: 12 });
    const synced = await until(users, all('SYNCHRONIZED'));
    expect(synced.every(({ status, externalId }) => status === 'PROVISIONED' && externalId !== null)).toBe(true);
    expect(target.users.size).toBe(12);
    expect(new Set(target.requests.slice(2).map(({ agent }) => agent))).toEqual(new Set(['Okta SCIM Client 1.0.0']));
  });

  it('pushes a group with its members, later changes, and members that arrive later', async () => {
    await removeMappings(sandbox, app);
    await connect();
    const team = await groupNamed(sandbox, 'Kiro Team');
    const mapping = await pushGroup(sandbox, app, team);
    expect(mapping['status']).toBe('ACTIVE');
    expect(mapping['created']).toMatch(/^[\d-]+T[\d:]+Z$/);
    const members = (): string[] => [...target.groups.values()][0]?.members ?? [];
    await until(
      async () => target.groups.size,
      (size) => size === 1,
    );
    expect(target.requests.at(-1)?.body).toMatchObject({ displayName: 'Kiro Team', members: [] });
    await assign('Kiro Users');
    await until(
      async () => members().length,
      (count) => count === 12,
    );
    await until(users, all('SYNCHRONIZED'));
    const path = `/api/v1/apps/${app}/group-push/mappings/${asText(mapping['id'])}`;
    const pushed = await until(
      async () => (await call(sandbox, 'GET', path)).body,
      (body) => 'lastPush' in body,
    );
    expect(pushed).not.toHaveProperty('errorSummary');
    const ana = asText((await call(sandbox, 'GET', '/api/v1/users/ana@example.com')).body['id']);
    await call(sandbox, 'DELETE', `/api/v1/groups/${team}/users/${ana}`);
    await until(
      async () => members().length,
      (count) => count === 11,
    );
    await call(sandbox, 'PUT', `/api/v1/groups/${team}/users/${ana}`);
    await until(
      async () => members().length,
      (count) => count === 12,
    );
    expect(new Set(members()).size).toBe(12);
  });

  it('says why a group push failed, and deletes the mapping only then', async () => {
    await connect();
    target.failWith = 403;
    const mapping = await pushGroup(sandbox, app, await groupNamed(sandbox, 'Kiro Team'));
    const path = `/api/v1/apps/${app}/group-push/mappings/${asText(mapping['id'])}`;
    expect((await call(sandbox, 'DELETE', `${path}?deleteTargetGroup=false`)).status).toBe(400);
    const failed = await until(
      async () => (await call(sandbox, 'GET', path)).body,
      ({ status }) => status === 'ERROR',
    );
    expect(failed['errorSummary']).toContain('Forbidden');
    const gone = await call(sandbox, 'DELETE', `${path}?deleteTargetGroup=false`);
    expect([gone.status, gone.headers.get('content-type')]).toEqual([200, null]);
  });

  it('sends a changed profile to the target', async () => {
    await removeMappings(sandbox, app);
    await connect();
    await assign('Kiro Team');
    await until(users, all('SYNCHRONIZED'));
    await call(sandbox, 'POST', '/api/v1/users/ben@example.com', { profile: { displayName: 'Benjamin Okafor' } });
    const names = (): unknown[] => [...target.users.values()].map(({ displayName }) => displayName);
    await until(
      async () => names(),
      (list) => list.includes('Benjamin Okafor'),
    );
    expect(target.users.size).toBe(12);
  });

  it('goes on with owed pushes after a restart', async () => {
    await sandbox.close();
    const stateFile = join(await tempDir('okta-'), 'okta.json');
    sandbox = await startTestOkta({ stateFile });
    app = await catalogApp(sandbox);
    await removeMappings(sandbox, app);
    await connect();
    target.failWith = 503;
    await assign('Kiro Users');
    await until(
      async () => target.requests.filter(({ method }) => method === 'POST').length,
      (count) => count > 0,
    );
    await sandbox.close();
    expect(target.users.size).toBe(0);
    target.failWith = null;
    sandbox = await startTestOkta({ stateFile });
    expect(await until(users, all('SYNCHRONIZED'))).toHaveLength(24);
    expect(target.users.size).toBe(24);
  });
});

async function catalogApp(sandbox: OktaSandbox): Promise<string> {
  const body = { name: 'amazon_aws_sso', label: 'AWS IAM Identity Center (Kiro)', signOnMode: 'SAML_2_0' };
  return asText((await call(sandbox, 'POST', '/api/v1/apps', body)).body['id']);
}

async function removeMappings(sandbox: OktaSandbox, app: string): Promise<void> {
  const { list } = await call(sandbox, 'GET', `/api/v1/mappings?targetId=${app}`);
  const properties = { department: null, employeeNumber: null };
  await call(sandbox, 'POST', `/api/v1/mappings/${asText(list[0]?.['id'])}`, { properties });
}

async function groupNamed(sandbox: OktaSandbox, name: string): Promise<string> {
  const { list } = await call(sandbox, 'GET', `/api/v1/groups?q=${encodeURIComponent(name)}`);
  return asText(list[0]?.['id']);
}

async function pushGroup(sandbox: OktaSandbox, app: string, sourceGroupId: string): Promise<JsonObject> {
  const body = { sourceGroupId, targetGroupName: 'Kiro Team', status: 'ACTIVE' };
  return (await call(sandbox, 'POST', `/api/v1/apps/${app}/group-push/mappings`, body)).body;
}
