import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Edit, finishOnboarding, openHouse, type Snapshot } from './planted/finished-house.js';

let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

/** So many more people in the pushed and assigned groups, in both applications and in Kiro. */
const crowd =
  (count: number): Edit =>
  ({ okta, kiro }, { oidcAppId, scimAppId }) => {
    const [user, at] = [okta.users[0]!, okta.users[0]!.created];
    const groups = okta.groups.filter(({ type, profile }) => type === 'OKTA_GROUP' && profile.name.startsWith('Kiro '));
    const template = okta.appUsers.find(({ appId }) => appId === scimAppId)!;
    const team = kiro.groups.find(({ displayName }) => displayName === 'Kiro Team')!;
    for (let index = 0; index < count; index += 1) {
      const [id, login] = [`00uCrowd${index}`, `crowd${index}@example.com`];
      const name = { givenName: `G${index}`, familyName: 'Crowd' };
      const profile = {
        login,
        email: login,
        firstName: name.givenName,
        lastName: 'Crowd',
        displayName: `G${index} Crowd`,
      };
      okta.users.push({ ...user, id, profile });
      for (const group of groups) group.members.push(id);
      const of = { ...template, userId: id, userName: login };
      okta.appUsers.push({ ...of, appId: oidcAppId, externalId: null }, { ...of, externalId: `scim-${index}` });
      const emails = [{ value: login, type: 'work', primary: true }];
      const attributes = {
        userName: login,
        externalId: id,
        name,
        displayName: profile.displayName,
        emails,
        active: true,
      };
      kiro.sequence += 1;
      kiro.users.push({ id: `scim-${index}`, sequence: kiro.sequence, created: at, lastModified: at, attributes });
      team.members.push({ userId: `scim-${index}`, since: 0 });
    }
  };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in use, without what only waits to be collected: how much that is depends on how busy the machine is. Bytes. */
function inUse(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** What verify finds wrong in such a house, and the calls that it makes of Okta and of Kiro. */
async function costOf(people: number): Promise<{ wrong: string[]; calls: number; grownBy: number }> {
  const house = await openHouse(finished, people === 0 ? [] : [crowd(people)]);
  try {
    house.given.seats = null;
    const count = async (): Promise<number> => {
      const [okta, kiro] = [
        await house.okta<unknown[]>('GET', '/sandbox/requests'),
        await house.kiro<unknown[]>('GET', '/sandbox/requests'),
      ];
      return okta.length + kiro.length;
    };
    const before = await count();
    const start = inUse();
    let peak = start;
    const sampling = setInterval(() => (peak = Math.max(peak, inUse())), 2_000);
    const { wrong } = await house.verify();
    clearInterval(sampling);
    return { wrong: wrong.map(({ id }) => id), calls: (await count()) - before, grownBy: peak - start };
  } finally {
    await house.close();
  }
}

it('asks for each page of 10,000 people once: at most 1.05 x the fewest calls, and little memory', async () => {
  const few = await costOf(0);
  const many = await costOf(10_000);
  expect(many.wrong).toEqual([]);
  // Two groups of Okta, two applications, everybody in Kiro, and the members of one group there.
  const pages = 2 * (10_000 / 200) + 2 * (10_000 / 500) + 2 * (10_000 / 100);
  expect(many.calls / (few.calls + pages)).toBeLessThanOrEqual(1.05);
  // Of each person a few words are kept, in lists that are read a page at a time.
  expect(many.grownBy / 1e6).toBeLessThan(50);
}, 120_000);
