import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CONNECTION_TYPE,
  OFFBOARD_TYPE,
  REPROVISION_TYPE,
  REVIEW_TYPE,
  ROTATE_TYPE,
} from '../../runbook/model/names.js';
import { textOf } from '../../sandbox/kit/json-values.js';
import { playInAll } from '../../sandbox/people.js';
import type { Vault } from '../../sandbox/vault.js';
import { AskingRun, copy, question } from './asking-run.js';
import { connect, type Connected } from './okta/connected.js';

const newVault = (): Vault => {
  const entries = new Map<string, string>();
  return {
    put: (entry, secret) => void entries.set(entry, secret),
    get: (entry) => entries.get(entry) ?? null,
    share: () => undefined,
  };
};

/** Lets the people play until all runs are over; what they said. */
async function play(
  { okta, kiro }: Connected,
  runs: AskingRun[],
  vault = newVault(),
  said: string[] = [],
): Promise<string[]> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const playing = playInAll(() => Promise.resolve(runs.filter(({ isOver }) => !isOver)), {
    info: {
      okta: { orgUrl: okta.url, token: okta.token },
      kiro: { consoleUrl: kiro.url },
      dns: { authoritative: [], resolvers: [], consoleUrl: '' },
      config: '',
    },
    vault,
    signal: stop.signal,
    glanceMs: 5,
    onAction: (who, what) => said.push(`${who}: ${what}`),
  });
  await expect.poll(() => runs.filter(({ isOver }) => !isOver).length, { timeout: 60_000 }).toBe(0);
  stop.abort();
  await playing;
  return said;
}

const tokensOf = async ({ kiro }: Connected) => (await kiro.console('GET', '/access-tokens')).resources.length;
const worksAt = async ({ kiro }: Connected, sealed: unknown) =>
  (await kiro.scim('GET', '/Users', undefined, String(sealed).replace('sealed ', ''))).status;
const atApp = ({ app }: Connected) => ({ instructions: [`Open https://x/admin/app/a/instance/${app}#tab-general.`] });

describe('the people, in a rotation', () => {
  it('make a new token beside the old one, put it into Okta, and revoke the old one', async () => {
    const house = await connect();
    const vault = newVault();
    const first = new AskingRun('connectOktaToKiro', [question('scimAccessIssued', 'scim-access')]);
    // The token of the house is one of two; the onboarding's is the other.
    await play(house, [first], vault);
    const rotation = new AskingRun(ROTATE_TYPE, [
      question('scimAccessIssued', 'new-token'),
      question('provisioningConfigured', 'into-okta', {
        ...atApp(house),
        copy: copy({ 'Base URL': house.kiro.endpoint }),
      }),
      question('tokenRevoked', 'revoke-old'),
    ]);
    rotation.refusals = ['not yet'];
    await play(house, [rotation], vault);
    const [old, renewed] = [first, rotation].map(({ answers }) => answers[0]!.value['token']);
    expect(renewed).not.toBe(old);
    expect([await worksAt(house, old), await worksAt(house, renewed), await tokensOf(house)]).toEqual([401, 200, 1]);
    await house.assign('Facilities');
    await house.appUser('yara@example.com');
  });

  it('revoke all there is before they make the new one, where it has leaked; and find nothing to revoke the second time', async () => {
    const house = await connect();
    const leaked = new AskingRun(ROTATE_TYPE, [
      question('tokenRevoked', 'revoke-old'),
      question('tokenRevoked', 'revoke-old', { since: '2026-11-26T10:01:00.000Z' }),
      question('scimAccessIssued', 'new-token'),
    ]);
    await play(house, [leaked]);
    expect(leaked.answers.map(({ value }) => value['note'])).toEqual([
      'Deleted in the Kiro console.',
      'It was gone already.',
      undefined,
    ]);
    expect((await house.kiro.scim('GET', '/Users')).status).toBe(401);
    expect([await worksAt(house, leaked.answers[2]!.value['token']), await tokensOf(house)]).toEqual([200, 1]);
  });

  it("push when they are asked to, retry failed tasks until none is left, and do the record's renewal", async () => {
    const house = await connect();
    for (const token of (await house.kiro.console('GET', '/access-tokens')).resources)
      await house.kiro.console('DELETE', `/access-tokens/${textOf(token, 'id')}`);
    await house.assign('Kiro Team');
    await house.appUser('ana@example.com', ({ syncState }) => syncState === 'ERROR');
    const mappings = `/apps/${house.app}/group-push/mappings`;
    const sourceGroupId = await house.groupId('Kiro Team');
    await house.api('POST', mappings, { sourceGroupId, targetGroupName: 'Kiro Team' });
    const push = async () => (await house.api('GET', mappings)).list[0];
    await expect.poll(push).toMatchObject({ status: 'ERROR' });
    const record = new AskingRun(CONNECTION_TYPE, [question('stepDone', 'renew-scim-access')]);
    await play(house, [record]);
    expect((await house.appUser('ana@example.com', () => true))['syncState']).toBe('ERROR');
    expect(await push()).not.toHaveProperty('lastPush');
    const rotation = new AskingRun(ROTATE_TYPE, [
      question('checkNow', 'push-after', {
        role: 'okta-admin',
        instructions: ['Choose the status of one group, then Push now.'],
        copy: copy({ Group: 'Kiro Team' }),
      }),
      question('stepDone', 'failed-tasks', { role: 'okta-admin' }),
    ]);
    await play(house, [rotation]);
    await expect.poll(push).toMatchObject({ status: 'ACTIVE', lastPush: expect.any(String) as string });
    expect((await house.appUser('ana@example.com', () => true))['syncState']).toBe('SYNCHRONIZED');
    expect(await tokensOf(house)).toBe(1);
  });
});

describe('the people, when somebody leaves', () => {
  it('take them out where the group is made: of the rule, of the directory', async () => {
    const house = await connect();
    const { api, groupId, userId } = house;
    const [lena, kaya] = [await userId('lena@example.com'), await userId('kaya@example.com')];
    const made = await api('POST', '/groups', { profile: { name: 'By Rule' } });
    const rule = await api('POST', '/groups/rules', {
      type: 'group_rule',
      name: 'All of Security',
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.department=="Security"' } },
      actions: { assignUserToGroups: { groupIds: [made.body['id']] } },
    });
    await api('POST', `/groups/rules/${textOf(rule.body, 'id')}/lifecycle/activate`);
    const members = ['lena@example.com', 'kaya@example.com'];
    await fetch(`${house.okta.url}/console/directories/Active%20Directory/import`, {
      method: 'POST',
      body: JSON.stringify({ groups: [{ name: 'From Directory', members }] }),
    });
    const groupsOf = async (id: string) =>
      (await api('GET', `/users/${id}/groups`)).list.map(({ profile }) => (profile as { name: string }).name);
    expect(await groupsOf(lena)).toEqual(expect.arrayContaining(['By Rule', 'From Directory', 'Kiro Team']));
    const leaving = new AskingRun(OFFBOARD_TYPE, [
      question('userRemovedAtSource', 'assignments', {
        role: 'okta-admin',
        title: 'Take lena@example.com out of "By Rule" and "From Directory", where that is decided',
        copy: copy({ Login: 'lena@example.com' }),
      }),
    ]);
    await play(house, [leaving]);
    // Only what was named, and of her alone.
    expect(await groupsOf(lena)).toEqual(['Everyone', 'Kiro Users', 'Kiro Team']);
    expect(await groupsOf(kaya)).toContain('From Directory');
    expect((await api('GET', `/groups/${await groupId('By Rule')}/users`)).list.length).toBeGreaterThan(0);
  });

  it('unsubscribe the leaver alone, for several runs at once, and know where no seat is left', async () => {
    const house = await connect();
    await house.assign('Kiro Team');
    const names = await house.userNames((found) => found.length === 12);
    await house.kiro.console('POST', '/subscriptions', { users: names, tier: 'Kiro Pro' });
    const leaving = ['lena@example.com', 'kaya@example.com', 'nobody@example.com'].map(
      (login) =>
        new AskingRun(OFFBOARD_TYPE, [question('seatDeleted', 'seat', { copy: copy({ Login: login }) })], login),
    );
    await play(house, leaving);
    const seats = (await house.kiro.console('GET', '/subscriptions')).resources;
    expect(seats.filter(({ Status }) => Status === 'Canceled').map(({ User }) => User)).toEqual([
      'kaya@example.com',
      'lena@example.com',
    ]);
    expect(leaving.map(({ answers }) => answers[0]!.value['note'])).toEqual([
      'Unsubscribed in the Kiro console.',
      'Unsubscribed in the Kiro console.',
      'There was no seat of theirs.',
    ]);
  });
});

describe('the people, after a profile was made anew', () => {
  it('consent to clear old pushes, cancel old seats alone, and say once what they could not do', async () => {
    const house = await connect();
    await house.assign('Kiro Team');
    const names = await house.userNames((found) => found.length === 12);
    await house.kiro.console('POST', '/profile', { issuer: 'https://x.okta.com/oauth2/a', clientId: '0oa' });
    await house.kiro.console('POST', '/subscriptions', { users: names, tier: 'Kiro Pro' });
    await house.kiro.console('DELETE', '/profile');
    const again = new AskingRun(REPROVISION_TYPE, [
      question('decisionMade', 'old-pushes', { role: 'okta-admin' }),
      question('decisionMade', 'old-seats'),
      question('decisionMade', 'subscription-review'),
    ]);
    again.refusals = ['not now', 'not now', 'not now'];
    const said = await play(house, [again]);
    expect(again.answers.map(({ value }) => [value['step'], value['decision']])).toEqual([
      ['old-pushes', 'repair'],
      ['old-seats', 'repair'],
      ['subscription-review', 'accept'],
    ]);
    const seats = (await house.kiro.console('GET', '/subscriptions')).resources;
    expect(new Set(seats.map(({ Status }) => Status))).toEqual(new Set(['Canceled']));
    expect(said[0]).toBe('ana@example.com: old-pushes, please: refused, not now');
    expect(said.filter((one) => one.includes('not now'))).toHaveLength(1);
  });

  it('say what a console refuses, once, and go on when it does not any more', async () => {
    const house = await connect({ connected: false });
    const copied = copy({ Group: 'Nobody', Tier: 'Kiro Pro' });
    const stuck = new AskingRun('connectOktaToKiro', [question('teamSubscribed', 'team', { copy: copied })]);
    const said: string[] = [];
    const playing = play(house, [stuck], newVault(), said);
    await expect.poll(() => said).toEqual(['ana@example.com: team, please: Not found: group Nobody.']);
    await house.kiro.group('Nobody');
    await playing;
    expect(said.slice(1)).toEqual(['ana@example.com: team, please']);
  });
});

describe('the people, in a review of access', () => {
  it('keep everybody but the last, be they named in the question or in the list of the worker', async () => {
    const house = await connect({ connected: false });
    const dir = mkdtempSync(join(tmpdir(), 'kiro-review-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const file = join(dir, 'access.csv');
    writeFileSync(file, 'user,decision,note\r\nana@example.com,,\r\nben@example.com,,\r\n');
    const asked = [
      [...copy({ User: 'ana@example.com' }), ...copy({ User: 'ben@example.com' })],
      copy({ "The list, on the worker's machine": file }),
    ].map((values) => question('accessReviewed', 'decide', { copy: values }));
    const review = new AskingRun(REVIEW_TYPE, asked);
    await play(house, [review]);
    const rows = [
      { user: 'ana@example.com', decision: 'keep' },
      { user: 'ben@example.com', decision: 'remove', note: 'Works elsewhere now.' },
    ];
    expect(review.answers.map(({ value }) => value['rows'])).toEqual([rows, rows]);
  });
});
