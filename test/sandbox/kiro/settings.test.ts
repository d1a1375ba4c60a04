import { describe, expect, it } from 'vitest';
import { startTestKiro, type TestKiro } from './support.js';

const set = async (kiro: TestKiro, settings: object) =>
  (await fetch(`${kiro.url}/sandbox/settings`, { method: 'POST', body: JSON.stringify(settings) })).status;

/** User names that Kiro lists as members of the group. */
async function membersOf(kiro: TestKiro, group: string): Promise<unknown[]> {
  const filter = encodeURIComponent(`groups.value eq "${group}"`);
  return (await kiro.scim('GET', `/Users?filter=${filter}`)).resources.map(({ userName }) => userName);
}

const add = (...ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) });

describe('a running Kiro can be switched', () => {
  it('to an expired token, another generation and a throttle, and back', async () => {
    const kiro = await startTestKiro();
    const statuses = async () => [
      (await kiro.scim('GET', '/Users')).status,
      (await kiro.scim('GET', '/Users?filter=groups.value%20eq%20%22x%22')).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    await set(kiro, { expiredToken: true });
    expect(await statuses()).toEqual([401, 401]);
    await set(kiro, { expiredToken: false, generation: 'old' });
    expect(await statuses()).toEqual([200, 400]);
    await set(kiro, { generation: 'new', throttle: { reads: 1, writes: 1 } });
    const many = await Promise.all(Array.from({ length: 5 }, () => kiro.scim('GET', '/Users')));
    expect(many.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(3);
  });

  it('but not to what makes no sense', async () => {
    const kiro = await startTestKiro();
    expect(await set(kiro, { generation: 'newest' })).toBe(400);
    expect(await set(kiro, { expired: true })).toBe(400);
    expect((await kiro.scim('GET', '/Users')).status).toBe(200);
  });
});

describe('membership', () => {
  it('shows up only after a while', async () => {
    const kiro = await startTestKiro({ memberVisibleAfterMs: 60_000 });
    const ana = await kiro.user('ana@example.com');
    const group = await kiro.group('Team', [ana]);
    const pair = encodeURIComponent(`id eq "${group}" and members eq "${ana}"`);
    expect(await membersOf(kiro, group)).toEqual([]);
    expect((await kiro.scim('GET', `/Groups?filter=${pair}`)).resources).toEqual([]);
    await set(kiro, { memberVisibleAfterMs: 0 });
    expect(await membersOf(kiro, group)).toEqual(['ana@example.com']);
    expect((await kiro.scim('GET', `/Groups?filter=${pair}`)).resources).toHaveLength(1);
  });

  it('gets lost though it was answered 204', async () => {
    const kiro = await startTestKiro({ loseEveryMember: 3 });
    const names = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`);
    const ids: string[] = [];
    for (const name of names) ids.push(await kiro.user(name));
    const group = await kiro.group('Team');
    expect((await kiro.patch(`/Groups/${group}`, add(...ids))).status).toBe(204);
    expect(await membersOf(kiro, group)).toEqual(['a@example.com', 'b@example.com', 'd@example.com']);
  });

  it('is not changed by a 204, and is by a 400, where a fault says so', async () => {
    const kiro = await startTestKiro();
    const group = await kiro.group('Team');
    const fault = (kind: string, status: number) =>
      fetch(`${kiro.url}/sandbox/faults`, {
        method: 'POST',
        body: JSON.stringify({ method: 'PATCH', path: '/*/Groups/*', kind, status }),
      });
    const [ana, ben] = [await kiro.user('ana@example.com'), await kiro.user('ben@example.com')];
    await fault('status', 204);
    expect((await kiro.patch(`/Groups/${group}`, add(ana))).status).toBe(204);
    await fault('status-after', 400);
    expect((await kiro.patch(`/Groups/${group}`, add(ben))).status).toBe(400);
    expect(await membersOf(kiro, group)).toEqual(['ben@example.com']);
  });
});
