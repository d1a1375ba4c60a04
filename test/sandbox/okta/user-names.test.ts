import { describe, expect, it } from 'vitest';
import { asText, type JsonObject } from '../../../sandbox/kit/json-values.js';
import { connect, type Connected, connectNow } from './connected.js';
import { until } from './support.js';

// Which user name an application has for a person, and what of it goes to the target. Each name ends with where the fact is from.

const TEMPLATE = 'Okta, OpenAPI: ApplicationCredentialsUsernameTemplate';
const UPDATES = 'https://support.okta.com/help/s/article/Application-Usernames-are-not-being-updated-automatically';

async function setTemplate({ api, app }: Connected, userNameTemplate: JsonObject): Promise<void> {
  const { body } = await api('GET', `/apps/${app}`);
  const answer = await api('PUT', `/apps/${app}`, { ...body, credentials: { userNameTemplate } });
  expect(answer.body).toMatchObject({ credentials: { userNameTemplate } });
}

const renamed = { login: 'ana.ribeiro@example.com', email: 'ana.r@example.com' };

describe('application user names', () => {
  it.each([
    ['${source.login}', 'BUILT_IN', 'ana@example.com'],
    ['${source.email}', 'BUILT_IN', 'mail@example.com'],
    ['${fn:substringBefore(source.login, "@")}', 'BUILT_IN', 'ana'],
    ['${fn:toLowerCase(source.email)}', 'BUILT_IN', 'mail@example.com'],
    ['user.email', 'CUSTOM', 'mail@example.com'],
    ['String.substringBefore(user.email, "@")', 'CUSTOM', 'mail'],
  ])(`are made by the template %s and sent to the target (${TEMPLATE})`, async (template, type, expected) => {
    const it = await connect();
    await it.api('POST', '/users/ana@example.com', { profile: { email: 'mail@example.com' } });
    await setTemplate(it, { template, type });
    await it.assign('Kiro Team');
    expect(await it.appUser('ana@example.com')).toMatchObject({ credentials: { userName: expected } });
    expect(await it.userNames((names) => names.length === 12)).toContain(expected);
  });

  it(`follow the login while provisioning is on, into the target, too (${UPDATES})`, async () => {
    const it = await connect();
    await it.assign('Kiro Team');
    const before = await it.appUser('ana@example.com');
    await it.api('POST', '/users/ana@example.com', { profile: renamed });
    const names = await it.userNames((all) => all.includes(renamed.login));
    expect(names).not.toContain('ana@example.com');
    const after = await it.appUser(renamed.login);
    expect(after).toMatchObject({ externalId: before['externalId'], credentials: { userName: renamed.login } });
    expect((await it.kiro.scim('GET', `/Users/${asText(after['externalId'])}`)).body).toMatchObject({
      userName: renamed.login,
      emails: [{ value: renamed.email }],
    });
  });

  it(`stay as they were without provisioning, until Update Now (${UPDATES})`, async () => {
    const it = await connect({ connected: false });
    await it.assign('Kiro Team');
    await it.api('POST', '/users/ana@example.com', { profile: renamed });
    const always = (): boolean => true;
    expect(await it.appUser(renamed.login, always)).toMatchObject({ credentials: { userName: 'ana@example.com' } });
    expect((await it.console('update-usernames')).body).toEqual({ message: 'Updated.', users: 1 });
    expect(await it.appUser(renamed.login, always)).toMatchObject({ credentials: { userName: renamed.login } });
  });

  it('follow the profile without provisioning by a custom template that is pushed (https://help.okta.com/oie/en-us/Content/Topics/users-groups-profiles/usgp-auto-update-app-username.htm)', async () => {
    const it = await connect({ connected: false });
    await setTemplate(it, { template: 'user.email', type: 'CUSTOM', pushStatus: 'PUSH' });
    await it.assign('Kiro Team');
    await it.api('POST', '/users/ana@example.com', { profile: { email: 'new@example.com' } });
    const item = await it.appUser('ana@example.com', () => true);
    expect(item).toMatchObject({ credentials: { userName: 'new@example.com' } });
  });

  it(`change by Update Now after another template, and then in the target (${UPDATES})`, async () => {
    const it = await connect();
    await it.api('POST', '/users/ana@example.com', { profile: { email: 'mail@example.com' } });
    await it.assign('Kiro Team');
    await it.userNames((names) => names.length === 12);
    await setTemplate(it, { template: '${source.email}', type: 'BUILT_IN' });
    expect(await it.appUser('ana@example.com')).toMatchObject({ credentials: { userName: 'ana@example.com' } });
    expect((await it.console('update-usernames')).body).toMatchObject({ users: 1 });
    await it.userNames((names) => names.includes('mail@example.com') && !names.includes('ana@example.com'));
  });

  it('are left alone where an admin gave one with the assignment (Okta, OpenAPI: AppUserCredentials)', async () => {
    const it = await connect();
    const id = await it.userId('ana@example.com');
    await it.api('POST', `/apps/${it.app}/users`, { id, credentials: { userName: 'special@example.com' } });
    await it.appUser('ana@example.com');
    await it.api('POST', '/users/ana@example.com', { profile: renamed });
    const done = (item: JsonObject): boolean => item['syncState'] === 'SYNCHRONIZED';
    expect(await it.appUser(renamed.login, done)).toMatchObject({ credentials: { userName: 'special@example.com' } });
    expect(await it.userNames((names) => names.length === 1)).toEqual(['special@example.com']);
  });
});

describe('who is pushed', () => {
  const PROVISION = 'https://help.okta.com/en/prod/Content/Topics/Apps/apps-manage-assignments.htm';

  it(`are not those assigned before provisioning, until Provision Users (${PROVISION})`, async () => {
    const it = await connect({ connected: false });
    await it.assign('Kiro Team');
    expect((await it.console('provision-users')).status).toBe(400);
    await connectNow(it);
    expect(await it.appUser('ana@example.com', () => true)).toMatchObject({ syncState: 'DISABLED', externalId: null });
    expect((await it.console('provision-users')).body).toEqual({ message: 'Provisioning.', users: 12 });
    await it.userNames((names) => names.length === 12);
    expect((await it.console('provision-users')).body).toMatchObject({ users: 0 });
  });

  it('are no inactive members of a pushed group (https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-group-push-prerequisites.htm)', async () => {
    const it = await connect();
    await it.assign('Kiro Team');
    await it.userNames((names) => names.length === 12);
    await it.api('POST', '/users/eva@example.com/lifecycle/suspend');
    const sourceGroupId = await it.groupId('Kiro Team');
    await it.api('POST', `/apps/${it.app}/group-push/mappings`, { sourceGroupId, targetGroupName: 'Kiro Team' });
    const members = async (): Promise<number> => {
      const [group] = (await it.kiro.scim('GET', '/Groups')).resources;
      const filter = new URLSearchParams({ filter: `groups.value eq "${asText(group?.['id'])}"` });
      return (await it.kiro.scim('GET', `/Users?${filter.toString()}`)).resources.length;
    };
    await until(members, (count) => count === 11);
    await it.api('POST', '/users/eva@example.com/lifecycle/unsuspend');
    await until(members, (count) => count === 12);
  });
});
