import type { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../runbook/outside.js';
import { asTemporal } from '../okta/drive.js';
import { failureOf, type Org } from '../okta/support.js';
import { type RotationHouse, rotationHouse } from './house.js';

const troubleOf = async (work: () => Promise<unknown>): Promise<Trouble> =>
  ((await failureOf(asTemporal(work))) as ApplicationFailure).details![0] as Trouble;
/** Dates of Okta's pushes have seconds: what is to count comes in a later one. */
const nextSecond = async (): Promise<string> => {
  const since = new Date(Math.ceil((Date.now() + 1) / 1_000) * 1_000).toISOString();
  while (new Date().toISOString() <= since) await new Promise((resolve) => setTimeout(resolve, 20));
  return since;
};

describe('the old token', () => {
  it('is kept sealed, and seen to die while the new one works', async () => {
    const { rotation, kiro, org, another, deleteAllBut, giveWorker, task, seal } = await rotationHouse();
    const hold = () => rotation.holdOldToken({ ...org.task, endpoint: kiro.endpoint });
    expect(await hold()).toEqual({ sealed: null, before: 'unknown' });
    await giveWorker({ endpoint: 'https://other.example.com/scim/v2', token: kiro.token });
    expect(await hold()).toEqual({ sealed: null, before: 'unknown' });
    await giveWorker({ endpoint: kiro.endpoint, token: kiro.token });
    const held = await hold();
    expect(held).toMatchObject({ before: 'works' });
    expect(JSON.stringify(held)).not.toContain(kiro.token);
    const oldToken = held.sealed!;
    const token = await another();
    // Where the worker was given the new one meanwhile, the copy is still the old one.
    await giveWorker({ endpoint: kiro.endpoint, token });
    const look = async () => rotation.tryOldToken({ ...(await task(token)), isPatient: true, oldToken });
    let looks = 0;
    expect((await asTemporal(() => ((looks += 1), look()))).verdict).toBe('works');
    expect(looks).toBe(4);
    const once = async () => rotation.tryOldToken({ ...(await task(null)), isPatient: false, oldToken });
    expect((await once()).verdict).toBe('works');
    await deleteAllBut(token);
    const seen = await asTemporal(look);
    expect(seen.verdict).toBe('refused');
    expect(seen.evidence).toContainEqual({ label: 'Old token at the endpoint', value: 'refused (401)', url: null });
    expect(await hold()).toMatchObject({ before: 'works' });
    expect(
      await rotation.tryOldToken({ ...(await task(null)), isPatient: true, oldToken: await seal(kiro.token) }),
    ).toMatchObject({
      verdict: 'refused',
    });
  });

  it('is not confused with the new one where the wrong one was deleted', async () => {
    const { rotation, kiro, another, deleteAllBut, task, seal } = await rotationHouse();
    const token = await another();
    const look = async () =>
      rotation.tryOldToken({ ...(await task(token)), isPatient: true, oldToken: await seal(kiro.token) });
    await deleteAllBut(null);
    expect((await troubleOf(look)).findings[0]?.problem).toContain('both were deleted');
    const [third, fourth] = [await another(), await another()];
    await deleteAllBut(fourth);
    const wrong = async () =>
      rotation.tryOldToken({ ...(await task(third)), isPatient: true, oldToken: await seal(fourth) });
    const { problem, fix } = (await troubleOf(wrong)).findings[0]!;
    expect(problem).toContain('The wrong token was deleted');
    expect(fix).toContain('redoStep --step new-token');
  });
});

describe('without a copy of the old token', () => {
  it('the new one is tried all the same', async () => {
    const { rotation, another, deleteAllBut, task } = await rotationHouse();
    const token = await another();
    const look = async () => rotation.tryOldToken({ ...(await task(token)), isPatient: true, oldToken: null });
    expect(await asTemporal(look)).toMatchObject({
      verdict: 'untried',
      evidence: [{ label: 'New token at the endpoint', value: 'taken', url: null }],
    });
    await deleteAllBut(null);
    expect((await troubleOf(look)).findings[0]?.problem).toContain('refuses the new token (401)');
  });
});

describe('the new token', () => {
  it('works, or is refused, or is the old one', async () => {
    const { rotation, kiro, another, task, seal } = await rotationHouse();
    const oldToken = await seal(kiro.token);
    const token = await another();
    const given = async (text: string | null) => rotation.tryNewToken({ ...(await task(text)), oldToken });
    expect(await given(token)).toMatchObject({ isOldOne: false });
    expect(await given(` ${kiro.token}`)).toMatchObject({ isOldOne: true });
    expect(await failureOf(given('nobody-made-this-token'))).toMatchObject({ type: 'ScimUnauthorized' });
    const blind = await given(null);
    expect(blind).toMatchObject({ isOldOne: false });
    expect(blind.warnings.join()).toContain('No SCIM token was given');
    expect(JSON.stringify([await given(token), blind])).not.toContain(token);
  });

  it('of an endpoint that Okta does not write to is a matter for the reprovisioning', async () => {
    const house = await rotationHouse();
    const { org, appId, kiro, seal } = house;
    await kiro.console('POST', '/profile', { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' });
    const put = async (token: string) =>
      org.okta.putNewToken({ ...org.task, appId, endpoint: kiro.endpoint, sealedToken: await seal(token) });
    expect(await put(kiro.token)).toMatchObject({ reaches: 'this', token: 'unseen' });
    // The advice names a step that a rotation has.
    const { warnings } = await put('nobody-made-this-token');
    expect(warnings.join(' ')).toContain('send redoStep for new-token.');
    expect(warnings.join(' ')).not.toContain('scim-access');
    const { resources } = await kiro.scim('GET', '/Users?count=100');
    for (const { id } of resources) await kiro.scim('DELETE', `/Users/${id as string}`);
    expect((await troubleOf(() => put(kiro.token))).findings[0]?.fix).toContain('npm run reprovision');
  });
});

/** Before anything that a test does. */
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** One look for a push since then. */
const look = ({ org, appId }: RotationHouse, since: string, isPatient = false) =>
  org.okta.awaitPush({ ...org.task, appId, since, isPatient });

async function untilPushed(house: RotationHouse, since: string): Promise<string> {
  const { pushedAt } = await asTemporal(() => look(house, since, true));
  return pushedAt!;
}

describe('a push of Okta’s', () => {
  it('counts once it has come after that moment, by the groups, the people or the log', async () => {
    const house = await rotationHouse();
    const { kiro, paste, change, another } = house;
    const since = await nextSecond();
    expect(await look(house, since)).toMatchObject({ pushedAt: null });
    expect(await failureOf(look(house, since, true))).toMatchObject({ type: 'OktaNotReady', category: 'BENIGN' });
    await change('ben@example.com');
    const at = await untilPushed(house, since);
    expect(at >= since).toBe(true);
    // Saving the token pushes the groups in the sandbox.
    const later = await nextSecond();
    await paste(await another());
    expect((await untilPushed(house, later)) >= later).toBe(true);
    expect(JSON.stringify(await look(house, later))).not.toContain(kiro.token);
  });

  it('that Kiro refuses for its token sends people back to the token', async () => {
    const house = await rotationHouse();
    const { deleteAllBut, change, another, paste } = house;
    const since = await nextSecond();
    await deleteAllBut(null);
    await change('ben@example.com');
    await expect
      .poll(async () => (await failureOf(look(house, since, true))) as ApplicationFailure, { timeout: 60_000 })
      .toMatchObject({ type: 'NeedsPerson', message: expect.stringMatching(/Paste the new token again/) as string });
    // What went well after that counts.
    await paste(await another());
    await untilPushed(house, since);
  });

  it('that has failed is named with its reason, until it is retried', async () => {
    const house = await rotationHouse();
    const { org, appId, deleteAllBut, change, another, paste } = house;
    const read = () => org.okta.readFailedPushes({ ...org.task, appId, since: LONG_AGO });
    expect(await read()).toMatchObject({ named: [], total: 0, others: { named: [], total: 0 } });
    await deleteAllBut(null);
    await change('ben@example.com');
    await expect.poll(async () => (await read()).total, { timeout: 60_000 }).toBe(1);
    const { named } = await read();
    expect(named[0]).toMatch(/^ben@example\.com: .*Unauthorized/);
    await paste(await another());
    await org.call('POST', `/console/apps/${appId}/tasks/retry`, {});
    await expect.poll(async () => (await read()).total, { timeout: 60_000 }).toBe(0);
  });

  it('for another reason than the token is named apart, and what gives no reason counts by its time', async () => {
    const house = await rotationHouse();
    const { org, appId, deleteAllBut, change } = house;
    const read = (since = LONG_AGO) => org.okta.readFailedPushes({ ...org.task, appId, since });
    // A name that Kiro does not take: no token puts that right.
    await org.call('POST', '/api/v1/users/ana@example.com', { profile: { displayName: 'Ana <Bell>' } });
    await expect.poll(async () => (await read()).others?.total, { timeout: 60_000 }).toBe(1);
    expect(await read()).toMatchObject({ named: [], total: 0 });
    expect((await read()).others?.named[0]).toMatch(/^ana@example\.com: /);
    await deleteAllBut(null);
    await change('ben@example.com');
    await expect.poll(async () => (await read()).total, { timeout: 60_000 }).toBe(1);
    expect((await read()).named[0]).toMatch(/^ben@example\.com: .*Unauthorized/);
    // Without the System Log nobody knows the reasons.
    await org.fault({ method: 'GET', path: '/api/v1/logs', kind: 'status', status: 403, code: 'E0000006', times: 100 });
    expect(await read()).toMatchObject({ total: 2, others: { total: 0 } });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await read(later)).toMatchObject({ total: 0, others: { total: 2 } });
  });
});

interface Seen {
  pushedAt?: string | null;
  total?: number;
}

/** What each of a sandbox's answers may be instead, for a moment. */
const FAULTS = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'rate-limit', delayMs: 20 },
  { kind: 'drop-before' },
  { kind: 'drop-after' },
];

describe('each read that goes wrong for a moment', () => {
  const faultAt = (url: string, headers: Record<string, string>) => async (fault: object | null) => {
    const given = fault === null ? { method: 'DELETE' } : { method: 'POST', body: JSON.stringify(fault) };
    await fetch(`${url}/sandbox/faults`, { ...given, headers: { ...headers, 'Content-Type': 'application/json' } });
  };
  const pathsOf = async (org: Org, work: () => Promise<unknown>): Promise<string[]> => {
    const before = (await org.requests()).length;
    await work();
    return [...new Set((await org.requests()).slice(before).map(({ path }) => path.split('?')[0]!))];
  };

  it('changes nothing of what Okta is seen to push, or could not push', async () => {
    const house = await rotationHouse();
    const { org, appId } = house;
    const since = LONG_AGO;
    const reads: (() => Promise<Seen>)[] = [
      () => look(house, since),
      () => look(house, new Date(Date.now() + 3_600_000).toISOString()),
      () => org.okta.readFailedPushes({ ...org.task, appId, since: LONG_AGO }),
    ];
    for (const read of reads) {
      const { pushedAt, total } = await asTemporal(read);
      for (const path of await pathsOf(org, () => asTemporal(read)))
        for (const fault of FAULTS) {
          await org.call('DELETE', '/sandbox/faults');
          await org.fault({ ...fault, method: 'GET', path });
          const seen = await asTemporal(read);
          expect({ path, fault, pushedAt: seen.pushedAt, total: seen.total }).toEqual({ path, fault, pushedAt, total });
        }
    }
  });

  it('changes nothing of what Kiro says to a token', async () => {
    const { rotation, kiro, another, deleteAllBut, task, seal } = await rotationHouse();
    const token = await another();
    const set = faultAt(kiro.url, {});
    await deleteAllBut(token);
    const oldToken = await seal(kiro.token);
    for (const fault of FAULTS)
      for (const nth of [1, 2]) {
        await set(null);
        await set({ ...fault, method: 'GET', path: '*/Users', nth });
        expect(
          await asTemporal(async () => rotation.tryOldToken({ ...(await task(token)), isPatient: true, oldToken })),
        ).toMatchObject({
          verdict: 'refused',
        });
        await set(null);
        await set({ ...fault, method: 'GET', path: '*/Users' });
        expect(await asTemporal(async () => rotation.tryNewToken({ ...(await task(token)), oldToken }))).toMatchObject({
          isOldOne: false,
        });
      }
  });
});
