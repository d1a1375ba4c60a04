import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OffboardReport } from '../../../runbook/offboard/certificate.js';
import { heldBy, heldByOthers } from './everybody.js';
import { type Leaving, LeaverHouse, type People, PEOPLE } from './leaver-house.js';

let house: LeaverHouse;
beforeAll(async () => {
  house = await LeaverHouse.open();
});
afterAll(() => house.close());

const LIFE_MS = 60 * 60_000;
/** What the runbook itself has written, in order. */
const writtenIn = (report: OffboardReport): string[] =>
  report.steps.flatMap(({ evidence }) =>
    evidence.flatMap(({ label, value }) => (/^(taken out of it|ended by name)/.test(value) ? [label] : [])),
  );
const askedFor = (report: OffboardReport, id: string): string =>
  report.steps
    .find((step) => step.id === id)!
    .evidence.map(({ label, value }) => `${label}: ${value}`)
    .join('\n');

/** They leave: nothing of theirs is left, the certificate says so, and nobody else is touched. */
async function leavesCleanly(leaving: Leaving, people: People = PEOPLE): Promise<OffboardReport> {
  const { login } = leaving;
  const before = await heldByOthers(house, login);
  const began = Date.now();
  const report = await house.leaves(leaving, people);
  expect(await heldByOthers(house, login)).toEqual(before);
  const left = await heldBy(house, login);
  expect(
    left.filter((line) => line.startsWith('app ') || (line.startsWith('seat ') && !line.includes('Canceled'))),
  ).toEqual([]);
  expect(report.facts.login).toBe(login);
  expect(report.stamps.assignments).toMatchObject({ confirmed: 'proven', at: expect.any(String) as string });
  expect(report.stamps.seat).toMatchObject({ confirmed: 'attested' });
  const ends = Date.parse(report.facts.accessEndsAt!);
  expect(ends).toBeGreaterThanOrEqual(began + LIFE_MS - 1_000);
  expect(ends).toBeLessThanOrEqual(Date.now() + LIFE_MS);
  return report;
}

describe('somebody leaves who has access', () => {
  it('by two groups, one of them pushed: out of the pushed one first', async () => {
    await house.signIn('lena@example.com');
    expect((await heldBy(house, 'lena@example.com')).join()).toContain('token ');
    const before = (await house.calls()).length;
    const report = await leavesCleanly({ login: 'lena@example.com' });
    expect(report.outcome).toBe('done');
    expect(writtenIn(report)).toEqual(['Group Kiro Team', 'Group Kiro Users']);
    expect(report.stamps.kiroGroups).toMatchObject({ confirmed: 'proven' });
    // Nobody asked for it: their next refresh fails.
    expect(report.stamps.refreshTokens).toMatchObject({ at: null, confirmed: null });
    expect((await heldBy(house, 'lena@example.com')).join()).toContain('token ');
    const calls = (await house.callsSince(before)).filter(({ path }) => !path.includes('limit=500'));
    expect(calls.filter(({ method }) => method === 'DELETE')).toHaveLength(2);
  });

  it('by one group', async () => {
    const report = await leavesCleanly({ login: 'mira@example.com' });
    expect(writtenIn(report)).toEqual(['Group Kiro Users']);
  });

  it('assigned alone', async () => {
    const login = 'bea@example.com';
    const { id } = await house.okta<{ id: string }>('GET', `/api/v1/users/${login}`);
    for (const app of [house.known.signInAppId, house.known.scimAppId])
      await house.okta('POST', `/api/v1/apps/${app}/users`, { id, scope: 'USER', credentials: { userName: login } });
    const report = await leavesCleanly({ login });
    expect(writtenIn(report)).toEqual(['Assignment of Kiro-OIDC', 'Assignment of AWS IAM Identity Center (Kiro)']);
  });

  it('by a group that a rule fills: the rule is named, and Okta is asked again after each answer', async () => {
    const login = 'carl@example.com';
    await house.okta('POST', `/api/v1/users/${login}`, { profile: { department: 'Kiro pilots' } });
    const groupId = await house.newGroup('Kiro Pilots', []);
    const rule = await house.okta<{ id: string }>('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name: 'Pilots by department',
      conditions: { expression: { value: 'user.department=="Kiro pilots"', type: 'urn:okta:expression:1.0' } },
      actions: { assignUserToGroups: { groupIds: [groupId] } },
    });
    await house.okta('POST', `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    await house.assign(groupId);
    const told: string[] = [];
    const report = await leavesCleanly(
      { login },
      {
        ...PEOPLE,
        userRemovedAtSource: async (_house, { waitingFor }) => {
          const question = waitingFor.find(({ message }) => message === 'userRemovedAtSource')!;
          told.push([...question.instructions, question.why, question.reason ?? ''].join('\n'));
          // The first answer comes too early.
          if (told.length > 1) await house.okta('POST', `/api/v1/users/${login}`, { profile: { department: 'Gone' } });
          return { note: 'the department was changed' };
        },
      },
    );
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('"Pilots by department"');
    expect(told[1]).toContain('Okta still has them in "Kiro Pilots"');
    expect(writtenIn(report)).toEqual([]);
    expect(askedFor(report, 'assignments')).toContain('the department was changed');
  });

  it('by a group of a directory: the directory is named, and a withdrawn answer is asked for anew', async () => {
    const login = 'dora@example.com';
    const imported = (members: string[]) =>
      house.okta<{ groups: [{ id: string }] }>('POST', '/console/directories/corp.example.com/import', {
        groups: [{ name: 'AD Kiro', members }],
      });
    const { groups } = await imported([login, 'emil@example.com']);
    await house.assign(groups[0].id);
    let why = '';
    const report = await leavesCleanly(
      { login },
      {
        ...PEOPLE,
        userRemovedAtSource: async (_house, { waitingFor }) => {
          why = waitingFor.find(({ message }) => message === 'userRemovedAtSource')!.why;
          await imported(['emil@example.com']);
          return {};
        },
      },
    );
    expect(why).toContain('comes from corp.example.com');
    expect(report.outcome).toBe('done');
  });

  it('by a group that gives more than Kiro: asked first, and what went with it is said', async () => {
    const login = 'fay@example.com';
    const groupId = await house.newGroup('Engineering', [login]);
    const { id: wiki } = await house.okta<{ id: string }>('POST', '/api/v1/apps', {
      name: 'bookmark',
      label: 'Wiki',
      signOnMode: 'BOOKMARK',
      settings: { app: { url: 'https://wiki.example.com' } },
    });
    await house.okta('PUT', `/api/v1/apps/${wiki}/groups/${groupId}`, {});
    await house.assign(groupId);
    const asked: string[] = [];
    const report = await leavesCleanly(
      { login },
      {
        ...PEOPLE,
        decisionMade: async (_house, { waitingFor }) => {
          const { step, why } = waitingFor.find(({ message }) => message === 'decisionMade')!;
          asked.push(why);
          return { step, decision: 'repair', reason: 'leaves the company' };
        },
      },
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('the application "Wiki"');
    expect(report.warnings.join()).toContain('they also lost the application "Wiki"');
    expect(writtenIn(report)).toEqual(['Group Engineering']);
  });

  it('by such a group that they keep: Kiro alone is taken from them at the source', async () => {
    const login = 'gus@example.com';
    const groupId = await house.newGroup('Platform', [login]);
    const { id: other } = await house.okta<{ id: string }>('POST', '/api/v1/apps', {
      name: 'bookmark',
      label: 'Builds',
      signOnMode: 'BOOKMARK',
      settings: { app: { url: 'https://builds.example.com' } },
    });
    await house.okta('PUT', `/api/v1/apps/${other}/groups/${groupId}`, {});
    await house.okta('PUT', `/api/v1/apps/${house.known.signInAppId}/groups/${groupId}`, {});
    const report = await leavesCleanly(
      { login },
      {
        ...PEOPLE,
        decisionMade: async (_house, { waitingFor }) => ({
          step: waitingFor.find(({ message }) => message === 'decisionMade')!.step,
          decision: 'accept',
          reason: 'only changes teams',
        }),
        userRemovedAtSource: async () => {
          await house.okta('DELETE', `/api/v1/apps/${house.known.signInAppId}/groups/${groupId}`);
          return {};
        },
      },
    );
    expect(writtenIn(report)).toEqual([]);
    expect(await heldBy(house, login)).toContain(`OKTA_GROUP Platform: ${login}`);
  });

  it('with --now: the refresh tokens are revoked, and the list of the server proves it', async () => {
    const login = 'jon@example.com';
    for (let round = 0; round < 3; round += 1) await house.signIn(login);
    const before = await house.calls();
    const report = await house.leaves({ login, now: true });
    const calls = await house.callsSince(before.length);
    expect(report.stamps.refreshTokens).toMatchObject({
      confirmed: 'proven',
      evidence: '3 tokens revoked, none is left',
    });
    expect((await heldBy(house, login)).join()).not.toContain('token ');
    expect((await heldBy(house, 'lena@example.com')).join()).toContain('token ');
    expect(calls.length).toBeLessThanOrEqual(25 + 1);
  });
});

describe('somebody leaves who has nothing any more', () => {
  it('was deactivated before', async () => {
    const report = await leavesCleanly({ login: 'jill@example.com' });
    expect(report.steps.find(({ id }) => id === 'find')!.summary).toContain('DEPROVISIONED');
    expect(writtenIn(report)).toEqual([]);
  });

  it('is offboarded a second time, in capital letters', async () => {
    const report = await house.leaves({ login: 'LENA@example.com' });
    expect(report.facts.login).toBe('lena@example.com');
    expect(writtenIn(report)).toEqual([]);
    expect(report.stamps.assignments.confirmed).toBe('proven');
  });

  it('was deleted: an admin says so, and Kiro is looked at by the login', async () => {
    const asked: string[] = [];
    const report = await house.leaves(
      { login: 'Nobody@example.com' },
      {
        ...PEOPLE,
        stepDone: async (_house, { waitingFor }) => {
          asked.push(...waitingFor.find(({ message }) => message === 'stepDone')!.instructions);
          const refusal = await house.send('decisionMade', {
            step: 'find',
            decision: 'repair',
            reason: 'deleted on Friday',
          });
          expect(refusal).toBeNull();
          return null;
        },
      },
    );
    expect(asked.join()).toContain('If it is a slip, stop this run');
    expect(report.facts).toMatchObject({ login: 'nobody@example.com', userId: null });
    const { assignments, kiroGroups, seat } = report.stamps;
    expect([assignments, kiroGroups, seat].map(({ confirmed }) => confirmed)).toEqual(Array(3).fill('attested'));
  });

  it('cannot be told from others: the whole login is asked for, and a person stops the run', async () => {
    await house.okta('POST', '/api/v1/users?activate=true', {
      profile: { firstName: 'Ana', lastName: 'B', login: 'ana@example.org', email: 'ana@example.org' },
    });
    let question = '';
    const end = house.leaves(
      { login: 'ana' },
      {
        stepDone: async (_house, { waitingFor }) => {
          question = waitingFor[0]!.why;
          await house.send('decisionMade', { step: 'find', decision: 'stop', reason: 'a slip' });
          return null;
        },
      },
    );
    await expect(end).rejects.toThrow('a slip');
    expect(question).toContain('ana@example.com, ana@example.org');
  });
});

it('says what nobody looked at: without SCIM access Okta’s word on its push proves nothing', async () => {
  const report = await house.leaves({ login: 'ines@example.com', isKiroUnseen: true });
  expect(report.stamps.kiroGroups).toMatchObject({ at: null, confirmed: null });
  expect(report.unproven.join()).toContain('no SCIM access was given');
  expect(askedFor(report, 'kiro-groups')).toContain('as Okta shows it');
});
