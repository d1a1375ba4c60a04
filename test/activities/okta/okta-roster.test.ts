import { expect, it } from 'vitest';
import { readLogins, readOktaSide } from '../../../activities/okta/okta-roster.js';
import { failureOf, inputFor, startOrg } from './support.js';

it('reads nothing for a run that is for another org', async () => {
  const org = await startOrg();
  const task = { ...org.task, input: inputFor('https://other.okta.com') };
  const objects = { signInAppId: '0oa1', scimAppId: '0oa2', serverId: 'aus1' };
  for (const looked of [objects, null]) {
    const failure = await failureOf(readOktaSide(org.client, task, looked));
    expect(failure).toMatchObject({ type: 'WrongOrg', nonRetryable: true });
  }
  expect(await org.requests()).toEqual([]);
});

it('reads the logins of users by their id, and passes over whom Okta does not know', async () => {
  const org = await startOrg();
  const { id } = (await org.call('GET', '/api/v1/users/ana@example.com')) as { id: string };
  const found = await readLogins(org.client, org.task, [id, '00ugone0000000000000', 'ana@example.com']);
  expect([...found]).toEqual([[id, 'ana@example.com']]);
});
