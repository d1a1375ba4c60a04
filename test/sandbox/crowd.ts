import { asText } from '../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../sandbox/okta/start-okta.js';
import { call, until } from './okta/support.js';
import type { TestKiro } from './kiro/support.js';

export interface Crowd {
  appId: string;
  groupId: string;
  logins: string[];
}

/**
 * So many people in the group "Crowd" of an org, assigned to a provisioned app, in Kiro and in its group of that name,
 * as if all of it had happened long ago. Seconds for a hundred thousand.
 */
export async function makeCrowd(okta: OktaSandbox, kiro: TestKiro, count: number): Promise<Crowd> {
  const post = async (path: string, body: object) => (await call(okta, 'POST', path, body)).body;
  const app = await post('/api/v1/apps', { name: 'amazon_aws_sso', label: 'Kiro', settings: {} });
  const appId = asText(app['id']);
  await post(`/console/apps/${appId}/provisioning`, { baseUrl: kiro.endpoint, token: kiro.token });
  await post(`/console/apps/${appId}/to-app`, { createUsers: true, updateUserAttributes: true });

  const crowd = (await post('/sandbox/people', { count, groups: ['Crowd'] }))['people'] as {
    id: string;
    login: string;
  }[];
  const pushed = crowd.map(({ id, login }) => ({ userName: login, externalId: id }));
  const response = await fetch(`${kiro.url}/sandbox/people`, {
    method: 'POST',
    body: JSON.stringify({ people: pushed }),
  });
  const made = ((await response.json()) as { people: { id: string }[] }).people;
  const people = crowd.map(({ id }, index) => ({ id, externalId: made[index]?.id }));
  await post('/sandbox/arrivals', { appId, people });

  const groupId = asText((await call(okta, 'GET', '/api/v1/groups?q=Crowd')).list[0]?.['id']);
  await call(okta, 'PUT', `/api/v1/apps/${appId}/groups/${groupId}`, {});
  const mappings = `/api/v1/apps/${appId}/group-push/mappings`;
  const mapping = await post(mappings, { sourceGroupId: groupId, targetGroupName: 'Crowd' });
  await until(
    async () => (await call(okta, 'GET', `${mappings}/${asText(mapping['id'])}`)).body,
    ({ lastPush }) => lastPush !== undefined,
    60_000,
  );
  return { appId, groupId, logins: crowd.map(({ login }) => login) };
}
