import { expect, it } from 'vitest';
import { readOktaSide } from '../../../activities/okta/okta-roster.js';
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
