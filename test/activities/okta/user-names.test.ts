import { describe, expect, it } from 'vitest';
import { checkOrg } from '../../../activities/okta/okta-plan.js';
import { nameBarriers, nameBy } from '../../../activities/okta/user-names.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { offeredBy, startOrg, type Org } from './support.js';

const ana = { login: 'ana@corp.example', email: 'a.bell@example.com' };

describe('the user name by a format', () => {
  it.each([
    ['${source.login}', 'ana@corp.example'],
    ['${source.email}', 'a.bell@example.com'],
    ['${fn:substringBefore(source.login, "@")}', 'ana'],
    ['user.email', 'a.bell@example.com'],
    ['String.substringBefore(user.email, "@")', 'a.bell'],
    ['user.employeeNumber', null],
    ['toUpperCase(user.login)', null],
  ])('%s is %s', (template, name) => {
    expect(nameBy(template, ana)).toBe(name);
    const app = { credentials: { userNameTemplate: { template } } };
    expect(nameBarriers(app)).toHaveLength(name?.includes('@') === true ? 0 : 1);
  });
});

/** A finished onboarding, and how its applications are changed by hand. */
async function finished(): Promise<{ org: Org; scimId: string; oidcId: string }> {
  const org = await startOrg();
  const { scim, oidc } = await runAll(org, connectIn(org, await startScimTarget()));
  return { org, scimId: scim.appId, oidcId: oidc.appId };
}
async function setFormat(org: Org, appId: string, template: string): Promise<void> {
  const app = (await org.call('GET', `/api/v1/apps/${appId}`)) as { credentials: object };
  const userNameTemplate = { template, type: template.startsWith('$') ? 'BUILT_IN' : 'CUSTOM' };
  await org.call('PUT', `/api/v1/apps/${appId}`, { ...app, credentials: { ...app.credentials, userNameTemplate } });
}
/** What Okta calls people in an application, as after "Update Now". */
async function setNames(org: Org, appId: string, logins: string[], name: (login: string) => string): Promise<void> {
  for (const login of logins) {
    const { id } = (await org.call('GET', `/api/v1/users/${login}`)) as { id: string };
    await org.call('POST', `/api/v1/apps/${appId}/users/${id}`, { credentials: { userName: name(login) } });
  }
}
const told = async (org: Org): Promise<string> => (await checkOrg(org.client, org.task)).warnings.join('\n');
const short = (login: string): string => login.split('@')[0] ?? '';

describe('an application user name other than the login', () => {
  it('of single people is reported before anything is written, with whom, what is sent and what helps', async () => {
    const { org, scimId } = await finished();
    expect(await told(org)).not.toContain('user name');
    await setNames(org, scimId, ['ana@example.com', 'ben@example.com'], short);
    const text = await told(org);
    expect(text).toContain('has another user name for 2 people than the login or the e-mail address');
    expect(text).toContain('ana@example.com (sent as ana), ben@example.com (sent as ben)');
    expect(text).toContain('Update Now');
    expect(text).toContain('Force Sync sends the name as it is and changes none');
    const { warnings } = await org.okta.ensureProvisioningAssignments({ ...org.task, appId: scimId });
    expect(warnings.join('\n')).toContain('ana@example.com (sent as ana)');
  });

  it('by the format is reported for people who are not assigned yet', async () => {
    const { org, scimId } = await finished();
    await setFormat(org, scimId, 'user.employeeNumber');
    const group = (await org.call('POST', '/api/v1/groups', { profile: { name: 'New' } })) as { id: string };
    const profile = {
      login: 'new@example.com',
      email: 'new@example.com',
      firstName: 'N',
      lastName: 'W',
      displayName: 'N',
    };
    const credentials = { password: { value: 'Long-enough-1' } };
    const user = (await org.call('POST', '/api/v1/users', { profile, credentials })) as { id: string };
    await org.call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    org.task.input.provision = { groups: ['Kiro Users', 'New'], users: [] };
    expect(await told(org)).toContain('makes user names by an expression of its own (user.employeeNumber)');
  });

  it('in one of the two applications alone is reported, and in both as the e-mail address is not', async () => {
    const { org, scimId, oidcId } = await finished();
    const user = (await org.call('GET', '/api/v1/users/ana@example.com')) as { id: string };
    await org.call('POST', `/api/v1/users/${user.id}`, { profile: { email: 'ana.bell@example.com' } });
    await setNames(org, scimId, ['ana@example.com'], () => 'ana.bell@example.com');
    expect(await told(org)).toContain(
      '1 person signs in under another name than Kiro is sent: ana@example.com (sent as ana.bell@example.com)',
    );
    await setNames(org, oidcId, ['ana@example.com'], () => 'ana.bell@example.com');
    expect(await told(org)).not.toContain('under another name');
  });

  it('is why an application is not adopted', async () => {
    const org = await startOrg();
    const label = 'AWS IAM Identity Center (Kiro)';
    const userNameTemplate = { template: '${fn:substringBefore(source.login, "@")}', type: 'BUILT_IN' };
    const body = { name: 'amazon_aws_sso', label, signOnMode: 'SAML_2_0', credentials: { userNameTemplate } };
    await org.call('POST', '/api/v1/apps', body);
    const [offered] = await offeredBy(org.okta.ensureScimApplication({ ...org.task, choice: null }));
    expect(offered?.barrier).toContain('Application username format');
    expect(await told(org)).toMatch(/another user name for \d+ people than the login/);
  });
});
