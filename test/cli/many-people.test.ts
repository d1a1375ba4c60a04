import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditActivities } from '../../activities/audit/audit-activities.js';
import { readLogins, readOktaSide } from '../../activities/okta/okta-roster.js';
import { createAccessReviewActivities } from '../../activities/review/access-review-activities.js';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { connectionIdFor, dayTwoIds } from '../../runbook/model/names.js';
import type { AuditSeen } from '../../runbook/outside.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { DEEP } from '../support/how-often.js';
import { type Edit, finishOnboarding, type House, openHouse, type Snapshot } from './planted/finished-house.js';

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

/** What a look at a house found, the calls of Okta and of Kiro that it took, and the memory. */
interface Cost<T> {
  found: T;
  calls: number;
  grownBy: number;
}

/** What each of the looks costs that read everybody, in such a house. */
async function costsOf(people: number) {
  const house = await openHouse(finished, people === 0 ? [] : [crowd(people)]);
  try {
    house.given.seats = null;
    return {
      verify: await costOf(house, () => house.verify()),
      audit: await costOf(house, () => audit(house)),
      review: await costOf(house, () => whoHasAccess(house)),
    };
  } finally {
    await house.close();
  }
}

async function costOf<T>(house: House, look: () => Promise<T>): Promise<Cost<T>> {
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
  const found = await look();
  clearInterval(sampling);
  return { found, calls: (await count()) - before, grownBy: peak - start };
}

/** As its worker makes it, on the connection that the onboarding has left. */
async function audit({ input, client, given, ...ids }: House): Promise<AuditSeen> {
  const access = join(finished.dir, 'access.json');
  writeFileSync(access, JSON.stringify(given.scim), { mode: 0o600 });
  const activities = createAuditActivities({ client, env: { KIRO_SCIM_ACCESS_FILE: access }, dir: finished.dir });
  const { oidcAppId: oidcApplication, scimAppId: scimApplication, serverId: authorizationServer, clientId } = ids;
  const at = new Date().toISOString();
  const known = {
    objects: { oidcApplication, clientId, authorizationServer, scimApplication },
    issuer: given.run!.issuer,
    endpoint: given.run!.endpoint,
    provenAt: at,
    adoptedAt: null,
  };
  const task = {
    input: { ...input, dns: { ...input.dns, resolvers: ['127.0.0.1:9'] } },
    owner: dayTwoIds.audit(connectionIdFor(input)),
  };
  return inActivity(() => activities.lookForAudit({ ...task, ground: { known, muted: [], last: null }, at }));
}

/** The list of a review of access, as its worker makes it. */
async function whoHasAccess({ input, client, given, ...ids }: House): Promise<{ people: unknown[] }> {
  const activities = createAccessReviewActivities({
    readOkta: (task, objects) => readOktaSide(client, task, objects),
    readLogins: (task, people) => readLogins(client, task, people),
    kiroSide: async () => createScimClient({ endpoint: given.scim!.endpoint, token: new Secret(given.scim!.token) }),
    dir: finished.dir,
  });
  const objects = { signInAppId: ids.oidcAppId, scimAppId: ids.scimAppId, serverId: ids.serverId };
  return inActivity(() =>
    activities.listAccess({ input, owner: 'review', objects, endpoint: given.scim!.endpoint, seats: null }),
  );
}

/** Without a word to the terminal. */
function inActivity<T>(work: () => Promise<T>): Promise<T> {
  const logger = new DefaultLogger('ERROR');
  return new MockActivityEnvironment({ attempt: 9 }, { logger }).run<[], T, () => Promise<T>>(work);
}

const PEOPLE = DEEP ? 10_000 : 2_000;

describe(`where ${PEOPLE} people have access`, () => {
  type Costs = Awaited<ReturnType<typeof costsOf>>;
  let few: Costs;
  let many: Costs;
  beforeAll(async () => {
    few = await costsOf(0);
    many = await costsOf(PEOPLE - few.review.found.people.length);
  }, 240_000);

  // Two groups of Okta, two applications, everybody in Kiro, and the members of one group there; each has a page already.
  const MORE_PAGES = 2 * (PEOPLE / 200 - 1) + 2 * (PEOPLE / 500 - 1) + 2 * (PEOPLE / 100 - 1);

  it('each of them is found, and nothing is wrong', () => {
    expect(many.verify.found.wrong).toEqual([]);
    expect(many.audit.found).toMatchObject({ outcome: 'clean', counts: { wrong: 0, waiting: 0 } });
    expect(many.review.found.people).toHaveLength(PEOPLE);
  });

  it.each(['verify', 'audit', 'review'] as const)('%s asks for each page once, and needs little memory', (look) => {
    const ratio = many[look].calls / (few[look].calls + MORE_PAGES);
    expect(ratio).toBeLessThanOrEqual(1.05);
    // Of each person a few words are kept, in lists that are read a page at a time.
    expect(many[look].grownBy / 1e6).toBeLessThan(50);
  });

  it('an audit and a review bring no more into a history than with a few people but the list itself', () => {
    const size = (value: unknown): number => JSON.stringify(value).length;
    expect(size(many.audit.found)).toBeLessThan(1.1 * size(few.audit.found));
    expect(size(many.review.found)).toBeLessThan(1_000_000);
  });
});
