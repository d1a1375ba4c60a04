import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createAccessReviewActivities } from '../../../activities/review/access-review-activities.js';
import { type AccessSides, whoHasAccess } from '../../../activities/review/who-has-access.js';
import type { OktaSide, RosterMember } from '../../../activities/okta/okta-roster.js';
import type { ScimClient } from '../../../activities/scim/scim-api.js';
import { accessListOf, withAnswer } from '../../../runbook/review-access/access-list.js';
import { readDecisions } from '../../../runbook/roster/decision-rows.js';
import { input } from '../../workflows/fake-world.js';

const at = (name: string): string => `${name}@example.com`;
const member = (name: string, meant: Partial<RosterMember['meant']> = {}): RosterMember => ({
  id: `00u-${name}`,
  login: at(name),
  email: `${name}.lee@example.com`,
  displayName: `${name} Lee`,
  firstName: name,
  lastName: 'Lee',
  status: 'ACTIVE',
  groups: ['Kiro Users'],
  meant: { signIn: true, provision: true, push: [], subscribe: null, ...meant },
});
const done = { state: 'synchronized', reason: null } as const;
const okta: OktaSide = {
  people: [member('Ben', { push: ['Kiro Team'] }), member('ana'), member('cem')],
  others: [member('eve')],
  signInApp: new Set(['00u-Ben', '00u-ana']),
  scimApp: new Map([
    ['00u-Ben', done],
    ['00u-eve', done],
  ]),
  alone: { signIn: [], scim: [] },
  findings: [],
  failedGroups: [],
  gaps: [],
};
const user = (name: string, more: object = {}) => ({ id: `k-${name}`, userName: at(name), active: true, ...more });
const seat = (...names: string[]) => ({ names, status: 'active' as const, tier: null, source: 'unknown' as const });
const sides: AccessSides = {
  okta,
  kiro: null,
  members: null,
  seats: null,
  loginById: new Map(),
  logins: new Map(),
  rows: [],
};
const accessOf = (more: Partial<AccessSides>): [string, string][] =>
  whoHasAccess({ ...sides, ...more }).map((one) => [one.user, one.access]);

describe('who has access', () => {
  it('is everybody with an application or in a pushed group, each once, and nobody else of the configuration', () => {
    expect(accessOf({})).toEqual([
      [at('ana'), 's'],
      [at('Ben'), 'spg'],
      [at('eve'), 'p'],
    ]);
  });

  it('is also who is in Kiro, by the id of Okta or by name, and whom Okta does not know', () => {
    const kiro = [
      user('other-name', { externalId: '00u-ana' }),
      user('BEN'),
      user('cem', { active: false }),
      user('stranger'),
    ];
    expect(accessOf({ kiro, members: new Set([at('guest')]) })).toEqual([
      [at('ana'), 'sk'],
      [at('Ben'), 'spgk'],
      [at('eve'), 'p'],
      [at('guest'), 'g'],
      [at('stranger'), 'k'],
    ]);
  });

  it('is also who has a seat, by login, address, id or a name of its own; a cancelled one is none', () => {
    const id = '00000000-0000-4000-9000-000000000001';
    const seats = [
      seat('ana Lee', 'ana.lee@example.com'),
      seat(id),
      seat('zoe Kim', at('zoe')),
      { ...seat(at('cem')), status: 'canceled' as const },
    ];
    expect(accessOf({ seats, loginById: new Map([[id, at('ben')]]) })).toEqual([
      [at('ana'), 'st'],
      [at('Ben'), 'spgt'],
      [at('eve'), 'p'],
      [at('zoe'), 't'],
    ]);
  });
});

describe('somebody whom an application calls by another name than their login', () => {
  const dir = mkdtempSync(join(tmpdir(), 'names-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const EVE = '00ueve0000000000000';
  const GUS = '00ugus0000000000000';
  const SEAT = '00000000-0000-4000-9000-000000000002';
  const scimUsers = [
    { id: SEAT, userName: 'eve', externalId: EVE, active: true },
    { id: 'k-gus', userName: 'gus', externalId: GUS, active: true },
    { id: 'k-made', userName: 'made@example.com', externalId: 'by-hand', active: true },
  ];
  const paths: string[] = [];
  const client = {
    host: 'scim.example.com',
    get: async (path: string) => {
      paths.push(path);
      if (path.startsWith('/Users/')) return { body: scimUsers[0] };
      return { body: { schemas: [], totalResults: scimUsers.length, Resources: scimUsers } };
    },
  } as unknown as ScimClient;

  it('is on the list by the login, so that this very person is offboarded', async () => {
    const asked: string[][] = [];
    const activities = createAccessReviewActivities({
      dir,
      readOkta: async () => ({
        ...okta,
        others: [{ ...member('eve'), id: EVE, login: 'eve' }],
        scimApp: new Map([[EVE, done]]),
      }),
      readLogins: async (_task, ids) => {
        asked.push([...ids]);
        return new Map([
          [EVE, at('eva.moss')],
          [GUS, at('gustav')],
        ]);
      },
      kiroSide: async () => client,
    });
    const about = { name: 'q', seats: null, hourMs: 1 };
    const objects = { signInAppId: '0oa1', scimAppId: '0oa2', serverId: 'aus1' };
    const noPush = { ...input, push: { groups: [] }, about };
    const task = { input: noPush, owner: 'run/names', objects, endpoint: null, seats: `User\n${SEAT}` };
    const env = new MockActivityEnvironment();
    const work = (): ReturnType<typeof activities.listAccess> => activities.listAccess(task);
    const { people } = await env.run<[], Awaited<ReturnType<typeof work>>, typeof work>(work);
    expect(people.map((one) => [one.user, one.access])).toEqual([
      [at('ana'), 's'],
      [at('Ben'), 'sg'],
      [at('eva.moss'), 'pkt'],
      [at('gustav'), 'k'],
      [at('made'), 'k'],
    ]);
    expect(asked).toEqual([[EVE, GUS]]);
    // The seat's user is one of those that were listed.
    expect(new Set(paths)).toEqual(new Set(['/Users']));
  });
});

describe('the files of a review', () => {
  const dir = mkdtempSync(join(tmpdir(), 'review-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const none = { dir, readLogins: async () => new Map<string, string>(), kiroSide: async () => null };
  const activities = createAccessReviewActivities({ ...none, readOkta: async () => okta });
  const inActivity = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(work);
  const sumOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
  const reviewInput = { ...input, about: { name: 'q', seats: null, hourMs: 1 } };
  const objects = { signInAppId: '0oa1', scimAppId: '0oa2', serverId: 'aus1' };

  it('are the list to fill in, the list of decisions and the sums, for the worker alone', async () => {
    const task = { input: reviewInput, owner: 'run/review', objects, endpoint: null, seats: 'User\n=zoe@example.com' };
    const read = await inActivity(() => activities.listAccess(task));
    expect(read.people).toContainEqual({ user: '=zoe@example.com', access: 't' });
    expect(read.warnings.join(' ')).toContain('Without a SCIM token');
    const csv = readFileSync(read.file.path, 'utf8');
    expect(read.file.sha256).toBe(sumOf(read.file.path));
    expect(statSync(read.file.path).mode & 0o777).toBe(0o600);
    const filled = csv.replace("'=zoe@example.com,,", "'=zoe@example.com,remove,left");
    expect(readDecisions(filled)).toMatchObject({ rows: [{ user: '=zoe@example.com', note: 'left' }], open: 3 });

    const sender = { by: '=cmd@example.com', via: 'cli', at: '2026-03-02T09:00:00.000Z' };
    const list = withAnswer(
      accessListOf(read.people, null),
      { rows: [{ user: '=zoe@example.com', decision: 'remove' }] },
      sender,
    );
    const { file } = await inActivity(() =>
      activities.writeDecisions({ workflowId: 'run/review', list, removals: {} }),
    );
    const decisions = readFileSync(file.path, 'utf8');
    expect(decisions).toContain("'=zoe@example.com,subscription,remove,,'=cmd@example.com,cli,");
    expect(decisions.match(/undecided/g)).toHaveLength(3);
    const sums = await inActivity(() => activities.writeSums({ workflowId: 'run/review', files: [file, read.file] }));
    const text = readFileSync(sums.evidence[0]!.value, 'utf8');
    expect(text.split('\n')[0]).toBe(`${sumOf(file.path)}  ${file.path.split('/').at(-1)}`);
  });

  it('say why the list may not show everybody: an application is missing, or open to all', async () => {
    const gap = {
      severity: 'blocking',
      problem: 'Everybody has "Kiro" by implicit assignment.',
      fix: '',
      url: null,
    } as const;
    const read = createAccessReviewActivities({
      ...none,
      readOkta: async () => ({ ...okta, scimApp: null, findings: [gap], gaps: [gap] }),
    });
    const task = { input: reviewInput, owner: 'run/gaps', objects, endpoint: null, seats: null };
    const { findings, unseen, warnings } = await inActivity(() => read.listAccess(task));
    expect(findings).toEqual([gap]);
    expect(unseen).toEqual([
      'The SCIM application was not found, so the people who have it are not on the list.',
      'The list may not show everybody who has access: Everybody has "Kiro" by implicit assignment.',
    ]);
    expect(warnings).toEqual(expect.arrayContaining(unseen));
  });

  it('are not written for more people than a review can carry', async () => {
    const crowd = Array.from({ length: 10_001 }, (_, one) => `p${one}@example.com`).join('\n');
    const task = { input: reviewInput, owner: 'run', objects, endpoint: null, seats: `User\n${crowd}` };
    await expect(inActivity(() => activities.listAccess(task))).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining('a review holds 10000') as unknown,
    });
  });

  it('need a list of seats that names users', async () => {
    const task = { input: reviewInput, owner: 'run', objects, endpoint: null, seats: 'a,b\n1,2' };
    await expect(inActivity(() => activities.listAccess(task))).rejects.toMatchObject({ type: 'UnreadableList' });
  });
});
