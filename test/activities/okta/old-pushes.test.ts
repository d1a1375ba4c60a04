import { describe, expect, it } from 'vitest';
import { isCleared } from '../../../runbook/reprovision/old-push-plan.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { clientOf } from '../../sandbox/kiro/support.js';
import { afterTest } from '../../support/after-test.js';
import { access, copies, find, given, mappings, pushed } from './deleted-profile.js';
import { asTemporal } from './drive.js';
import { connectIn } from './run.js';
import { failureOf } from './support.js';

describe('after a Kiro profile was deleted and made anew', () => {
  it('finds what is left, takes it off, and everybody is at the new one after that, as they were assigned before', async () => {
    const { org, appId, signInId, anew } = await pushed();
    const before = await access(org, appId);
    const signIn = await access(org, signInId);
    const kiro = await anew();
    const {
      evidence: _e,
      changes: _c,
      warnings: _w,
      ...old
    } = { evidence: [], changes: [], warnings: [], ...(await find(org, appId, kiro)) };
    expect(old).toMatchObject({
      taken: {
        groups: expect.arrayContaining([
          expect.objectContaining({ name: 'Kiro Users' }),
          expect.objectContaining({ name: 'Kiro Guests', priority: 0 }),
        ]) as unknown,
        users: [{ userName: 'yara.kiro@example.com' }],
      },
      pushes: [{ group: 'Kiro Team' }],
      copies: [{ name: 'Kiro Team' }],
      deactivates: false,
    });
    expect(old.seen).toMatch(/25 of 25 people looked up at .* are not there/);
    expect(await org.writes()).not.toContainEqual(expect.stringContaining('DELETE'));

    const cleared = await asTemporal(() => org.okta.clearOldPushes({ ...org.task, appId, old }));
    expect(cleared.changes.map(({ object }) => object)).toEqual([
      'group push of "Kiro Team"',
      'Okta\'s copy of the Kiro group "Kiro Team"',
      expect.stringContaining('assignment of group'),
      expect.stringContaining('assignment of group'),
      expect.stringContaining('assignment of user yara.kiro@example.com'),
    ]);
    expect(await access(org, appId)).toEqual({ groups: [], users: [] });
    expect([await mappings(org, appId), await copies(org)]).toEqual([[], []]);
    expect(isCleared(await find(org, appId, kiro))).toBe(true);

    await connectIn(org, { baseUrl: kiro.endpoint, token: kiro.token })(appId);
    const back = await asTemporal(() => org.okta.putBackAssignments({ ...org.task, appId, taken: old.taken }));
    expect(back.stillOff).toEqual([]);
    const task = { ...org.task, appId, ...given(kiro) };
    await asTemporal(() => org.okta.ensureProvisioningAssignments(task));
    await asTemporal(() => org.okta.ensurePushGroups(task));
    expect(await access(org, appId)).toEqual(before);
    expect((await kiro.scim('GET', '/Users?count=100')).resources).toHaveLength(25);
    expect((await kiro.scim('GET', '/Groups')).resources).toHaveLength(1);
    expect(isCleared(await find(org, appId, kiro))).toBe(true);

    // What must not happen.
    expect(await access(org, signInId)).toEqual(signIn);
    const requests = (await org.writes()).filter((write) => write.startsWith('DELETE'));
    expect(requests.filter((write) => write.includes(signInId) || write.includes('deleteTargetGroup=true'))).toEqual(
      [],
    );
  });

  it('leaves the groups of a Kiro that lives on beside the new one', async () => {
    const { org, appId, kiro } = await pushed();
    const server = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
    afterTest(() => server.close());
    const other = await clientOf(server.url);
    const old = await find(org, appId, other);
    await asTemporal(() => org.okta.clearOldPushes({ ...org.task, appId, old }));
    await connectIn(org, { baseUrl: other.endpoint, token: other.token })(appId);
    await asTemporal(() => org.okta.putBackAssignments({ ...org.task, appId, taken: old.taken }));
    const task = { ...org.task, appId, ...given(other) };
    await asTemporal(() => org.okta.ensureProvisioningAssignments(task));
    await asTemporal(() => org.okta.ensurePushGroups(task));
    expect((await kiro.scim('GET', '/Groups')).resources).toMatchObject([{ displayName: 'Kiro Team' }]);
    expect((await kiro.scim('GET', '/Users?count=100')).resources.filter(({ active }) => active === true)).toHaveLength(
      25,
    );
    expect((await other.scim('GET', '/Groups')).resources).toHaveLength(1);
  });

  it('takes nobody off where Okta writes to the endpoint that was given, and counts everything as old without a token', async () => {
    const { org, appId, kiro } = await pushed();
    expect(isCleared(await find(org, appId, kiro))).toBe(true);
    const blind = await org.okta.findOldPushes({ ...org.task, appId, ...given(kiro), sealedToken: null });
    expect(blind).toMatchObject({ pushes: [{}], seen: expect.stringContaining('without a token') as string });
    expect(blind.taken.groups).toHaveLength(2);
  });

  it('takes nobody off a Kiro that misses one person, whom Okta cannot push any more, and names that person', async () => {
    const { org, appId, kiro } = await pushed();
    const ana = (await org.call('GET', '/api/v1/users/ana@example.com')) as { id: string };
    const item = `/api/v1/apps/${appId}/users/${ana.id}`;
    const { externalId } = (await org.call('GET', item)) as { externalId: string };
    await kiro.scim('DELETE', `/Users/${externalId}`);
    await org.call('POST', `/api/v1/users/${ana.id}`, { profile: { firstName: 'Anabel' } });
    await expect.poll(() => org.call('GET', item)).toMatchObject({ syncState: 'ERROR', externalId });
    const { warnings, ...found } = await asTemporal(() =>
      org.okta.findOldPushes({ ...org.task, appId, ...given(kiro) }),
    );
    expect(found.taken).toEqual({ groups: [], users: [] });
    expect(isCleared(found)).toBe(true);
    expect(found.seen).toMatch(/^1 of 25 people looked up .* Okta could not push 1 person\.$/);
    expect(warnings).toEqual([
      expect.stringMatching(/ana@example\.com\. They were most likely deleted in Kiro by hand/),
      expect.stringMatching(/^Okta could not push ana@example\.com\./),
    ]);
  });

  it('takes nothing off another application than that of AWS', async () => {
    const { org, signInId, kiro } = await pushed();
    const failure = await failureOf(org.okta.findOldPushes({ ...org.task, appId: signInId, ...given(kiro) }));
    expect(String(failure)).toContain('is no "AWS IAM Identity Center"');
  });

  it('leaves a copy that serves an application of its own, and one that Okta does not let go of', async () => {
    const { org, appId, signInId, anew } = await pushed();
    const [copy] = await copies(org);
    const kiro = await anew();
    const old = await find(org, appId, kiro);
    await org.fault({
      method: 'DELETE',
      path: `/api/v1/groups/${copy!.id}`,
      kind: 'status',
      status: 403,
      code: 'E0000006',
      times: 9,
    });
    const { warnings } = await asTemporal(() => org.okta.clearOldPushes({ ...org.task, appId, old }));
    expect(warnings.join()).toContain('Refresh App Groups');
    await org.call('DELETE', '/sandbox/faults');
    await org.call('PUT', `/api/v1/apps/${signInId}/groups/${copy!.id}`, {});
    const left = await org.okta.findOldPushes({ ...org.task, appId, ...given(kiro) });
    expect(left.copies).toEqual([]);
    expect(left.warnings.join()).toContain('is assigned to an application');
  });

  it('names whom it cannot assign again, and assigns all others', async () => {
    const { org, appId, anew } = await pushed();
    const old = await find(org, appId, await anew());
    await asTemporal(() => org.okta.clearOldPushes({ ...org.task, appId, old }));
    await org.call('POST', `/api/v1/users/${old.taken.users[0]!.id}/lifecycle/deactivate`);
    const guests = old.taken.groups.find(({ name }) => name === 'Kiro Guests')!;
    await org.call('DELETE', `/api/v1/groups/${guests.id}`);
    const { stillOff } = await asTemporal(() => org.okta.putBackAssignments({ ...org.task, appId, taken: old.taken }));
    expect(stillOff.map(({ name }) => name)).toEqual(['yara.kiro@example.com', 'group "Kiro Guests"']);
    expect((await access(org, appId)) as object).toMatchObject({ groups: [{}] });
  });
});
