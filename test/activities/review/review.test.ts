import { afterEach, describe, expect, it } from 'vitest';
import { createReviewActivities } from '../../../activities/review/index.js';
import type { SubscriptionList } from '../../../runbook/outside.js';
import { inputOf, minimal } from '../../config/support.js';
import type { Endpoint } from '../scim/endpoint.js';
import { idOf, startKiroSide } from './kiro-side.js';

const at = (name: string) => `${name}@example.com`;
/** Okta's groups; dee is suspended. */
const OKTA: Record<string, string[]> = {
  'Kiro Users': ['ana', 'ben', 'dee'],
  'Kiro Team': ['ana', 'ben', 'cem', 'dee'],
};

const activities = createReviewActivities({
  openToken: async (sealed) => sealed,
  readRoster: async ({ groups }) =>
    [...new Set(groups.flatMap((group) => OKTA[group] ?? []))].map((name) => ({
      login: at(name),
      email: at(name),
      status: name === 'dee' ? 'SUSPENDED' : 'ACTIVE',
      displayName: `${name} Lee`,
    })),
});

let kiro: Endpoint | undefined;
afterEach(async () => {
  await kiro?.close();
  kiro = undefined;
});

async function task(groups: Record<string, string[]>, ...lines: string[]) {
  kiro = await startKiroSide(groups);
  const input = await inputOf(minimal(...(lines.length === 0 ? ['push: { groups: [Kiro Team] }'] : lines)));
  return { input, owner: 'run', endpoint: kiro.url, sealedToken: 'token' };
}

describe('checkArrival', () => {
  it('is proven when every active and provisioned member is in the group', async () => {
    expect(await activities.checkArrival(await task({ 'Kiro Team': ['ana', 'ben'].map(at) }))).toMatchObject({
      verdict: 'all-arrived',
      expected: 2,
      arrived: 2,
      missing: [],
      evidence: [{ value: '2 of 2 have arrived (members listed)' }],
      warnings: ['1 member(s) of "Kiro Team" are not provisioned and cannot reach Kiro: cem@example.com.'],
    });
  });

  it('names who is missing, and a group that is not there', async () => {
    const missing = { verdict: 'some-missing', expected: 2, arrived: 1, missing: [at('ben')] };
    expect(await activities.checkArrival(await task({ 'Kiro Team': [at('ana')] }))).toMatchObject(missing);
    await kiro?.close();
    expect(await activities.checkArrival(await task({}))).toMatchObject({ verdict: 'some-missing', arrived: 0 });
  });

  it('proves nothing without a token, without a group, and with an empty one', async () => {
    const given = await task({});
    expect(await activities.checkArrival({ ...given, sealedToken: null })).toMatchObject({ verdict: 'unproven' });
    const none = { ...given, input: await inputOf(minimal()) };
    expect(await activities.checkArrival(none)).toMatchObject({ verdict: 'unproven', expected: 0 });
    await kiro?.close();
    const empty = await task({ Empty: [] }, 'push: { groups: [Empty] }');
    expect(await activities.checkArrival(empty)).toMatchObject({ verdict: 'unproven', warnings: { length: 1 } });
  });
});

describe('reviewSubscriptions', () => {
  const review = async (list: SubscriptionList, sealedToken: string | null = 'token') => {
    const given = await task({ 'Kiro Team': ['ana', 'ben', 'cem', 'eve'].map(at) });
    return activities.reviewSubscriptions({ ...given, sealedToken, list });
  };

  it('compares the list with Okta, looks ids up over SCIM and sees strangers in the group', async () => {
    const csv = `User,Status\n${idOf(at('ana'))},Active\n${at('ben')},Active\n${at('cem')},Active\n`;
    const { findings, evidence } = await review({ csv });
    expect(findings.map(({ problem }) => problem)).toEqual([
      '1 member(s) of "Kiro Team" in Kiro are not in it in Okta: eve@example.com.',
    ]);
    expect(evidence[0]?.value).toContain('3 of 3 intended people subscribed');
  });

  it('does without a token, and says what was not checked', async () => {
    const { findings, warnings } = await review({ rows: [{ user: idOf(at('ana')) }, { user: at('zoe') }] }, null);
    expect(findings.filter(({ severity }) => severity === 'blocking')).toHaveLength(5);
    expect(warnings).toContain('Without a SCIM token the members of the groups in Kiro were not checked.');
  });

  it('asks for another list where this one names nobody', async () => {
    await expect(review({ csv: 'a,b\n1,2' })).rejects.toMatchObject({ nonRetryable: true, type: 'UnreadableList' });
  });
});
