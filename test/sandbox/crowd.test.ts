import { expect, it, onTestFinished } from 'vitest';
import { asText } from '../../sandbox/kit/json-values.js';
import { makeCrowd } from './crowd.js';
import { startTestKiro, type TestKiro } from './kiro/support.js';
import { call, startTestOkta } from './okta/support.js';

const MANY = 3000;

async function membersOf(kiro: TestKiro, name: string): Promise<Set<string>> {
  const find = encodeURIComponent(`displayName eq "${name}"`);
  const [group] = (await kiro.scim('GET', `/Groups?filter=${find}`)).resources;
  const filter = encodeURIComponent(`groups.value eq "${asText(group?.['id'])}"`);
  const members = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await kiro.scim('GET', `/Users?filter=${filter}&cursor=${cursor}`);
    for (const { userName } of page.resources) members.add(asText(userName));
    cursor = page.body['nextCursor'] === undefined ? null : asText(page.body['nextCursor']);
  }
  return members;
}

it('has thousands of people in seconds: assigned, pushed, and listed by pages', async () => {
  const okta = await startTestOkta();
  onTestFinished(() => okta.close());
  const kiro = await startTestKiro();
  const { appId, logins } = await makeCrowd(okta, kiro, MANY);
  expect(new Set(logins).size).toBe(MANY);
  expect(await membersOf(kiro, 'Crowd')).toEqual(new Set(logins));
  const page = await call(okta, 'GET', `/api/v1/apps/${appId}/users?limit=500`);
  expect(page.list.map(({ syncState }) => syncState)).toEqual(Array(500).fill('SYNCHRONIZED'));
  const log = (await (await fetch(`${kiro.url}/sandbox/requests`)).json()) as { method: string; path: string }[];
  const writes = log.filter(({ method, path }) => method !== 'GET' && path.includes('/scim/'));
  // The group, and its members by the hundred: nobody was pushed again.
  expect(writes).toHaveLength(1 + MANY / 100);
});

it('refuses a crowd where the body is wrong, or somebody exists already', async () => {
  const okta = await startTestOkta();
  onTestFinished(() => okta.close());
  const kiro = await startTestKiro();
  const post = async (url: string, body: object) =>
    (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status;
  expect(await post(`${okta.url}/sandbox/people`, { count: 0 })).toBe(400);
  expect(await post(`${okta.url}/sandbox/arrivals`, {})).toBe(400);
  const people = [{ userName: 'ana@example.com', externalId: '1' }];
  expect(await post(`${kiro.url}/sandbox/people`, { people })).toBe(201);
  expect(await post(`${kiro.url}/sandbox/people`, { people })).toBe(409);
});
