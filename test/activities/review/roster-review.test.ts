import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { OktaSide } from '../../../activities/okta/okta-roster.js';
import { createReviewActivities } from '../../../activities/review/review-activities.js';
import type { SubscriptionList } from '../../../runbook/outside.js';
import { inputOf, minimal } from '../../config/config-support.js';
import type { Endpoint } from '../scim/endpoint.js';
import { SKEWS, withClockAhead } from '../../support/skewed-clock.js';
import { idOf, startKiroSide } from './kiro-side.js';
import { opens } from '../../support/secret.js';

const at = (name: string) => `${name}@example.com`;
/** Okta's groups; dee is suspended, cem is not provisioned. */
const OKTA: Record<string, string[]> = {
  'Kiro Users': ['ana', 'ben', 'dee'],
  'Kiro Team': ['ana', 'ben', 'cem', 'dee'],
};
const NAMES = ['ana', 'ben', 'cem', 'dee'];
const done = { state: 'synchronized', reason: null } as const;
const OBJECTS = { signInAppId: '0oa1', scimAppId: '0oa2', serverId: 'aus1' };
const dir = mkdtempSync(join(tmpdir(), 'review-'));

const activities = createReviewActivities({
  dir,
  openToken: opens(async (sealed: string) => sealed),
  readOkta: async ({ input }, objects): Promise<OktaSide> => ({
    people: NAMES.map((name) => ({
      id: `00u-${name}`,
      login: at(name),
      email: at(name),
      displayName: `${name} Lee`,
      firstName: name,
      lastName: 'Lee',
      status: name === 'dee' ? 'SUSPENDED' : 'ACTIVE',
      groups: [],
      meant: {
        signIn: true,
        provision: OKTA['Kiro Users']!.includes(name),
        push: input.push.groups.filter((group) => OKTA[group]?.includes(name)),
        subscribe: OKTA['Kiro Team']!.includes(name) ? 'group' : null,
      },
    })),
    signInApp: objects && new Set(NAMES.map((name) => `00u-${name}`)),
    scimApp: objects && new Map(OKTA['Kiro Users']!.map((name) => [`00u-${name}`, done])),
    others: [],
    alone: { signIn: [], scim: [] },
    findings: [],
    failedGroups: [],
    gaps: [],
  }),
});
/** A moment after Temporal's server, whose clock may differ from this machine's, has scheduled it. */
const inActivity = <T>(work: () => Promise<T>, scheduledAt = Date.now()): Promise<T> =>
  new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: scheduledAt }).run(work);

let kiro: Endpoint | undefined;
afterEach(async () => {
  await kiro?.close();
  kiro = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function task(groups: Record<string, string[]>, ...lines: string[]) {
  kiro = await startKiroSide(groups);
  const input = await inputOf(minimal(...(lines.length === 0 ? ['push: { groups: [Kiro Team] }'] : lines)));
  return { input, owner: 'run', endpoint: kiro.url, sealedToken: 'token' };
}

describe('awaitArrival', () => {
  const HOUR = 3_600_000;
  const time = (offset: number): string => new Date(Date.now() + offset).toISOString();
  const over = { since: time(-HOUR), until: time(-1), end: time(-1) };
  const look = async (groups: Record<string, string[]>, ...lines: string[]) => {
    const given = await task(groups, ...lines);
    return inActivity(() => activities.awaitArrival({ ...given, ...over }));
  };

  it('is proven when every active and provisioned member is in the group', async () => {
    expect(await look({ 'Kiro Team': ['ana', 'ben'].map(at) })).toMatchObject({
      verdict: 'all-arrived',
      expected: 2,
      arrived: 2,
      missing: [],
      evidence: [{ value: '2 of 2 have arrived (members listed)' }],
    });
  });

  it('names who is missing, and a group that is not there', async () => {
    const missing = { verdict: 'some-missing', expected: 2, arrived: 1, missing: [at('ben')] };
    expect(await look({ 'Kiro Team': [at('ana')] })).toMatchObject(missing);
    await kiro?.close();
    expect(await look({})).toMatchObject({ verdict: 'some-missing', arrived: 0 });
  });

  it('proves nothing without a token, without a group, and with an empty one', async () => {
    const given = await task({});
    const blind = inActivity(() => activities.awaitArrival({ ...given, ...over, sealedToken: null }));
    expect(await blind).toMatchObject({ verdict: 'unproven' });
    const none = { ...given, input: await inputOf(minimal()) };
    expect(await inActivity(() => activities.awaitArrival({ ...none, ...over }))).toMatchObject({
      verdict: 'unproven',
    });
    await kiro?.close();
    const empty = await look({ Empty: [] }, 'push: { groups: [Empty] }');
    expect(empty).toMatchObject({ verdict: 'unproven', warnings: { length: 1 } });
  });

  it('before that says how far it has come, as an expected failure whose looks grow sparser', async () => {
    const given = await task({ 'Kiro Team': [at('ana')] });
    const pauseAfter = async (hours: number) => {
      const window = { since: time(-hours * HOUR), until: time(20 * HOUR), end: time((24 - hours) * HOUR) };
      const failure: unknown = await inActivity(() => activities.awaitArrival({ ...given, ...window })).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({
        type: 'NotArrivedYet',
        category: 'BENIGN',
        message: '1 of 2 have arrived; missing: ben@example.com.',
      });
      return (failure as { nextRetryDelay: number }).nextRetryDelay / 60_000;
    };
    expect(await pauseAfter(0.1)).toBeCloseTo(1, 1);
    expect(await pauseAfter(2)).toBeCloseTo(20, 1);
    expect(await pauseAfter(20)).toBe(30);
  });
});

describe('awaitArrival on a machine whose clock is wrong', () => {
  it.each(SKEWS)('(%i ms ahead) ends at the first look after `until`, and not before', async (skew) => {
    const given = await task({ 'Kiro Team': [at('ana')] });
    const server = Date.parse('2026-03-01T12:00:00Z');
    const time = (minutes: number): string => new Date(server + minutes * 60_000).toISOString();
    const look = (until: string) =>
      inActivity(() => activities.awaitArrival({ ...given, since: time(-60), until, end: time(23 * 60) }), server);
    const machine = server + skew - Date.now();
    await withClockAhead(machine, async () => {
      expect(await look(time(0))).toMatchObject({ verdict: 'some-missing' });
      const failure: unknown = await look(time(60)).catch((error: unknown) => error);
      expect(failure).toMatchObject({ type: 'NotArrivedYet' });
      expect((failure as { nextRetryDelay: number }).nextRetryDelay / 60_000).toBeCloseTo(10, 0);
    });
  });
});

describe('reviewSubscriptions', () => {
  const review = async (list: SubscriptionList, sealedToken: string | null = 'token') => {
    const given = await task({ 'Kiro Team': ['ana', 'ben', 'cem', 'eve'].map(at) });
    return inActivity(() => activities.reviewSubscriptions({ ...given, objects: OBJECTS, sealedToken, list }));
  };

  it('compares the list with Okta, looks ids up over SCIM and sees strangers in the group', async () => {
    const csv = `User,Status\n${idOf(at('ana'))},Active\n${at('ben')},Active\n${at('cem')},Active\n`;
    const { findings, evidence, roster } = await review({ csv });
    expect(findings.map(({ problem }) => problem)).toEqual([
      "eve@example.com is in Kiro's group Kiro Team, but not in the Okta group.",
    ]);
    expect(evidence[0]?.value).toBe('5 people: 3 as meant, 1 not as meant; 3 lines in the list of subscriptions');
    expect(roster.verdicts).toEqual({ 'as meant': 3, 'not as meant': 1, 'not proven': 0, inactive: 1 });
  });

  it('writes everybody into a file, named with its SHA-256', async () => {
    const { roster } = await review({ csv: `User,Status\n=${at('zoe')},Active\n` });
    const text = readFileSync(roster.file!.path, 'utf8');
    expect(createHash('sha256').update(text).digest('hex')).toBe(roster.file?.sha256);
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe('who,name,status,verdict,signIn,provisioned,groups,seat,problems');
    expect(lines).toContain('ana@example.com,ana Lee,ACTIVE,not as meant,right,right,right,missing,seat-missing');
    // A spreadsheet would take it for a formula.
    expect(lines.at(-1)).toMatch(/^'=zoe@example\.com,/);
  });

  it('does without a token, and says what was not checked', async () => {
    const { findings, warnings } = await review({ rows: [{ user: idOf(at('ana')) }, { user: at('zoe') }] }, null);
    expect(findings.map(({ problem }) => problem.split(',')[0])).toEqual([
      'cem@example.com is in a pushed or subscribed group',
      'zoe@example.com has a subscription',
      `The subscription of ${idOf(at('ana'))} names nobody`,
      'ana@example.com should have a subscription',
      'ben@example.com should have a subscription',
    ]);
    expect(warnings).toContain('Without a SCIM token nobody can see who has arrived in Kiro.');
  });

  it('asks for another list where this one names nobody', async () => {
    await expect(review({ csv: 'a,b\n1,2' })).rejects.toMatchObject({ nonRetryable: true, type: 'UnreadableList' });
  });
});
