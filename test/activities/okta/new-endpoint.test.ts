import type { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { endpointAt } from '../../../activities/okta/given-endpoint.js';
import type { Session } from '../../../activities/okta/session.js';
import { sceneOf } from '../../../runbook/model/runbook.js';
import { GONE_FIX } from '../../../runbook/onboarding/old-pushes.js';
import { ONBOARDING } from '../../../runbook/onboarding/onboarding.js';
import type { GivenAccess, Trouble } from '../../../runbook/outside.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { asked, stateAt, viewOf } from '../../runbook/states.js';
import { clientOf, type TestKiro } from '../../sandbox/kiro/support.js';
import { afterTest } from '../../support/after-test.js';
import { asTemporal, inHaste } from './drive.js';
import { finishedOrg } from './finished-org.js';
import { connectIn } from './run.js';
import { failureOf, list, startOrg, type Org } from './support.js';
import { opens } from '../../support/secret.js';

const PROFILE = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };

interface House {
  org: Org;
  appId: string;
  kiro: TestKiro;
  /** Deletes the Kiro profile and makes it anew. */
  anew: () => Promise<TestKiro>;
}

/** An org whose people and group were pushed to a Kiro. */
async function pushed(): Promise<House> {
  const { org, kiroUrl, access, scim } = await finishedOrg(
    opens(async (sealed: string) => sealed.replace('sealed ', '')),
  );
  const kiro = await clientOf(kiroUrl, access);
  await kiro.console('POST', '/profile', PROFILE);
  const anew = async (): Promise<TestKiro> => {
    await kiro.console('DELETE', '/profile');
    await kiro.console('POST', '/profile', PROFILE);
    return clientOf(kiroUrl);
  };
  return { org, appId: scim.appId, kiro, anew };
}

/** A SCIM access as a run gives it to the activities; the token is "sealed" as `startOrg` of this file opens it. */
const given = ({ endpoint, token }: TestKiro, more: Partial<GivenAccess> = {}): GivenAccess => ({
  endpoint,
  sealedToken: `sealed ${token}`,
  givenAt: new Date().toISOString(),
  ...more,
});

const troubleOf = async (work: () => Promise<unknown>): Promise<Trouble> =>
  ((await failureOf(inHaste(work))) as ApplicationFailure).details![0] as Trouble;

describe('where Okta writes to', () => {
  it('is this endpoint where it has those whom Okta has pushed, and another one where it has none of them', async () => {
    const { org, appId, kiro, anew } = await pushed();
    const read = (access: GivenAccess) => org.okta.readProvisioning({ ...org.task, appId, ...access });
    const same = await read(given(kiro));
    expect(same).toMatchObject({ createUsers: 'on', reaches: 'this', token: 'unseen' });
    expect(same.evidence.map(({ value }) => value)).toContainEqual(expect.stringContaining('5 of 5 looked up'));
    // Pushes since the access was given show that Okta holds a token that is taken.
    expect(await read(given(kiro, { givenAt: '2026-01-01T00:00:00.000Z' }))).toMatchObject({ token: 'used' });
    expect(await read(given(kiro, { sealedToken: null }))).toMatchObject({ createUsers: 'on', reaches: 'unseen' });
    const next = await anew();
    expect(await read(given(next))).toMatchObject({ createUsers: 'on', reaches: 'another', token: 'unseen' });
    // A token that is not taken proves nothing, and is reported.
    const refused = await read(given(kiro));
    expect(refused).toMatchObject({ reaches: 'unseen' });
    expect(refused.warnings.join()).toContain('does not accept the token');
    expect(JSON.stringify(refused)).not.toContain(kiro.token);
  });

  it('is looked at by Okta’s clock', () => {
    const endpoint = { endpoint: 'https://scim.example.com/scim/v2', givenAt: 1_000_000, open: null, advice: '' };
    const at = (aheadMs: number) => endpointAt({ okta: { aheadMs } } as unknown as Session, endpoint);
    expect([at(0).isSince(999_999), at(0).isSince(1_000_000), at(0).isSince(NaN)]).toEqual([false, true, false]);
    expect([at(60_000).isSince(1_059_999), at(-60_000).isSince(940_000)]).toEqual([false, true]);
    // The reported time is by Temporal's clock, and never before the access was given.
    const told = (aheadMs: number, ...times: number[]) => Date.parse(at(aheadMs).since(times).pushedSince ?? '');
    expect([told(60_000, 1_090_000, 1_070_000), told(-60_000, 950_000), told(61_000, 1_060_000)]).toEqual([
      1_010_000, 1_010_000, 1_000_000,
    ]);
    expect(at(60_000).since([])).toEqual({});
  });

  it('by the connection API: a connection is left alone only where Okta has used it since the access was given', async () => {
    const server = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
    afterTest(() => server.close());
    const [old, kiro] = [await clientOf(server.url), await clientOf(server.url)];
    const org = await startOrg(
      { connectionApi: true },
      {},
      opens(async (sealed: string) => sealed.replace('sealed ', '')),
    );
    org.task.input.okta.tryConnectionApi = true;
    const { appId } = await org.okta.ensureScimApplication({ ...org.task, choice: null });
    const connect = (exchanged: boolean, access = given(kiro)) =>
      org.okta.connectProvisioning({ ...org.task, appId, ...access, exchanged });
    const writes = async () => (await org.writes()).filter((write) => write.includes('/connections/')).length;
    const asOld = { ...given(old), endpoint: old.endpoint.replace('127.0.0.1', 'localhost') };
    expect(await connect(false, asOld)).toMatchObject({ connection: 'connected', reaches: 'this', token: 'set' });
    expect(await connect(false)).toMatchObject({ connection: 'connected', reaches: 'this', token: 'set' });
    expect(await writes()).toBe(2);
    // The endpoint alone: what Okta holds may be a token that was revoked.
    expect(await connect(false)).toMatchObject({ reaches: 'this', token: 'set' });
    expect(await writes()).toBe(3);
    await org.okta.ensureAttributeMappings({ ...org.task, appId });
    const early = given(kiro, { givenAt: '2026-01-01T00:00:00.000Z' });
    await asTemporal(() => org.okta.ensureProvisioningAssignments({ ...org.task, appId, ...early }));
    expect(await connect(false, early)).toMatchObject({ reaches: 'this', token: 'used' });
    expect(await writes()).toBe(3);
    expect(await connect(true, early)).toMatchObject({ reaches: 'this', token: 'set' });
    expect(await writes()).toBe(4);
  });
});

describe('people and groups that were pushed to another endpoint', () => {
  it('are not synchronised with this one, until they are removed and assigned again', async () => {
    const { org, appId, anew } = await pushed();
    const kiro = await anew();
    const access = given(kiro);
    const task = { ...org.task, appId, ...access };
    await connectIn(org, { baseUrl: kiro.endpoint, token: kiro.token })(appId);
    const people = await troubleOf(() => org.okta.ensureProvisioningAssignments(task));
    expect(people.findings[0]?.problem).toMatch(/24 of 24 people looked up at .* are not there under the id/);
    expect(people.findings[0]?.fix).toMatch(
      /Assignments remove "Kiro Users".*Provision User and Force Sync do not help/,
    );
    const group = await troubleOf(() => org.okta.ensurePushGroups(task));
    expect(group.findings[0]?.problem).toContain('Okta could not push the group "Kiro Team"');
    expect(group.findings[0]?.fix).toContain('Unlink pushed group');
    expect(group.repair).toBeUndefined();

    await clear(org, appId);
    await asTemporal(() => org.okta.ensureProvisioningAssignments(task));
    const { evidence, unseen } = await asTemporal(() => org.okta.ensurePushGroups(task));
    expect([evidence.map(({ label }) => label), unseen]).toEqual([
      expect.arrayContaining(['Last push of Kiro Team']),
      0,
    ]);
    expect((await kiro.scim('GET', '/Users?count=100')).resources).toHaveLength(24);
    expect((await kiro.scim('GET', '/Groups')).resources).toHaveLength(1);
  });

  it('are not believed in a Kiro that has the same people under other ids, and a group of that name', async () => {
    const { org, appId, kiro } = await pushed();
    const server = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
    afterTest(() => server.close());
    const other = await clientOf(server.url);
    const { resources } = await kiro.scim('GET', '/Users?count=100');
    const ids: string[] = [];
    for (const { userName } of resources) ids.push(await other.user(userName as string));
    await other.group('Kiro Team', ids);
    const task = { ...org.task, appId, ...given(other) };
    expect(await org.okta.readProvisioning(task)).toMatchObject({ reaches: 'another' });
    const people = await troubleOf(() => org.okta.ensureProvisioningAssignments(task));
    expect(people).toMatchObject({ denies: 'pushed-to-endpoint' });
    const group = await troubleOf(() => org.okta.ensurePushGroups(task));
    expect(group).toMatchObject({ denies: 'pushed-to-endpoint' });
    expect(group.findings[0]?.problem).toMatch(/none of the people .* a group of that name there is not Okta's/);
  });

  it('of which some are gone are assigned again alone, in the words of the plan and of verify', async () => {
    const { org, appId, kiro } = await pushed();
    const users = (await list(org, `/api/v1/apps/${appId}/users`)) as unknown as {
      externalId: string;
      lastSync: string;
    }[];
    const newest = users.toSorted((one, other) => other.lastSync.localeCompare(one.lastSync))[0]!;
    for (const one of new Set([newest, users[0]!])) await kiro.scim('DELETE', `/Users/${one.externalId}`);
    const task = { ...org.task, appId, ...given(kiro) };
    const { reaches } = await org.okta.readProvisioning(task);
    expect(reaches).toBe('unclear');
    // What the Okta admin is asked then.
    const asking = asked('provisioningConfigured');
    const state = stateAt([asking]);
    state.facts.setUp = { reaches: reaches!, exchanged: false };
    const { why, instructions } = ONBOARDING.promptFor(sceneOf(viewOf(state), asking));
    expect(why).toContain('some of the people whom it has pushed last are not there');
    expect(instructions.join(' ')).toContain(GONE_FIX);
    expect(instructions.join(' ')).not.toMatch(ALL_ANEW);
    // It makes no difference whether they were pushed before the access was given or after that.
    for (const givenAt of [task.givenAt, '2026-01-01T00:00:00.000Z']) {
      const { findings } = await troubleOf(() => org.okta.ensureProvisioningAssignments({ ...task, givenAt }));
      expect(findings[0]?.fix).toContain(GONE_FIX);
      expect(findings[0]?.fix).not.toMatch(ALL_ANEW);
    }
  });

  it('are no proof while Okta still writes to the old one', async () => {
    const { org, appId, kiro } = await pushed();
    const server = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
    afterTest(() => server.close());
    const task = { ...org.task, appId, ...given(await clientOf(server.url)) };
    const { findings } = await troubleOf(() => org.okta.ensurePushGroups(task));
    expect(findings[0]?.problem).toMatch(/Okta says that it has pushed "Kiro Team", but .* has no such group/);
    expect(findings[0]?.fix).toContain('Compare the Base URL');
    // The same endpoint still holds them, and what was pushed before the access is proven by the look alone.
    const same = { ...org.task, appId, ...given(kiro) };
    const assigned = await org.okta.ensureProvisioningAssignments(same);
    expect(assigned).toMatchObject({ unseen: 0 });
    expect(assigned).not.toHaveProperty('pushedSince');
    expect((await org.okta.ensurePushGroups(same)).unseen).toBe(0);
    const blind = { ...same, sealedToken: null };
    expect((await org.okta.ensureProvisioningAssignments(blind)).unseen).toBe(24);
    expect((await org.okta.ensurePushGroups(blind)).unseen).toBe(1);
    const early = { ...blind, givenAt: '2026-01-01T00:00:00.000Z' };
    expect((await org.okta.ensureProvisioningAssignments(early)).unseen).toBe(0);
    const seen = { ...same, givenAt: early.givenAt };
    for (const step of ['ensureProvisioningAssignments', 'ensurePushGroups'] as const)
      expect(await org.okta[step](seen)).toMatchObject({ unseen: 0, pushedSince: expect.any(String) as string });
    expect((await org.okta.ensurePushGroups(early)).unseen).toBe(0);
  });
});

/** Would take everybody out of the Kiro. */
const ALL_ANEW = /Unlink pushed group|remove "Kiro Users"/;

/** The admin's clicks: the group is unlinked, and the assignment removed. */
async function clear(org: Org, appId: string): Promise<void> {
  const app = `/api/v1/apps/${appId}`;
  for (const { id } of await list(org, `${app}/group-push/mappings`)) {
    await org.call('PATCH', `${app}/group-push/mappings/${id}`, { status: 'INACTIVE' });
    await org.call('DELETE', `${app}/group-push/mappings/${id}?deleteTargetGroup=true`);
  }
  for (const { id } of await list(org, `${app}/groups`)) await org.call('DELETE', `${app}/groups/${id}`);
}
