import { describe, expect, it } from 'vitest';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Finding } from '../../runbook/model/proof.js';
import type { SubscriptionList } from '../../runbook/outside.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import {
  AT_ANY_HOUR,
  calmWorld,
  needsPerson,
  noRoster,
  notYet,
  proof,
  RIGHT_ANSWERS,
  type World,
} from './fake-world.js';
import { answerInOrder, gate, isAsked, send, statusOf, until, withRun, type Handle } from './harness.js';
import { flood, latest, SOON } from './long-history.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there), SOON);

const HOUR = 3_600_000;
const asked = ({ waitingFor }: Status, step: string): Waiting => waitingFor.find((one) => one.step === step)!;
const stepIn = <T extends { id: string }>({ steps }: { steps: T[] }, id: string): T =>
  steps.find((step) => step.id === id)!;

/** As `withRun`; `handle` is always that of the newest run. */
const withLongRun = (
  world: World,
  body: (handle: Handle, first: Handle) => Promise<void>,
  changes: Partial<OnboardingInput> = {},
): Promise<void> => withRun(env, bundle, world, (first) => body(latest(env, first), first), changes);

/** Goes on as a new run while that step waits, and checks that its question is still the same. */
async function goOn(handle: Handle, step: string): Promise<Waiting> {
  const before = asked(await statusOf(handle), step);
  const sent = await flood(env, handle);
  const after = asked(
    await until(handle, (now) => now.refusedCount >= sent && isAsked(before.message, step)(now)),
    step,
  );
  const { since, message, reason, remindAt, reminders, dueAt, title } = before;
  expect(after).toMatchObject({ since, message, reason, remindAt, reminders, dueAt, title });
  return after;
}

const waitsOf = (report: Report, id: string): { role: string; from: string }[] =>
  stepIn(report, id).waits.map(({ role, from }) => ({ role, from }));

describe('a run goes on as a new one', () => {
  it('within the sync window, whose beginning, end and extension stay', async () => {
    let arrived = false;
    const windows: { since: string; end: string }[] = [];
    const world = await calmWorld({
      awaitArrival: async ({ since, until: at, end }) => {
        windows.push({ since, end });
        if (arrived) return { ...proof, verdict: 'all-arrived', expected: 3, arrived: 3, missing: [] };
        if (Date.now() < Date.parse(at)) throw notYet('1 of 3 have arrived.', '1h');
        return { ...proof, verdict: 'some-missing', expected: 3, arrived: 1, missing: ['cem@example.com'] };
      },
    });
    await withLongRun(
      world,
      async (handle, first) => {
        await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
        await until(handle, isAsked('checkNow', 'sync-window'));
        expect(await send(handle, 'syncWindowExtended', { hours: 2 })).toBeNull();
        await until(handle, () => windows.length > 1);
        const { since } = await goOn(handle, 'sync-window');
        const end = new Date(Date.parse(since) + 26 * HOUR).toISOString();
        await until(handle, () => windows.filter((one) => one.end === end).length > 1);
        expect(windows.at(-1)).toEqual({ since, end });
        arrived = true;
        expect(await send(handle, 'checkNow', {})).toBeNull();
        await answerInOrder(handle, RIGHT_ANSWERS.slice(-2));
        const report = await first.result();
        expect(waitsOf(report, 'sync-window')).toEqual([{ role: 'time', from: since }]);
      },
      { waits: { ...AT_ANY_HOUR, syncWindowMs: 24 * HOUR, remindAfterMs: 24 * HOUR } },
    );
  });

  it('within the review: half a list, and findings that wait for a decision', async () => {
    const lists: unknown[] = [];
    const finding: Finding = { severity: 'warning', problem: 'ana has no seat.', fix: 'Assign one.', url: null };
    const compared = { label: 'Roster', value: 'roster.csv', url: null };
    const world = await calmWorld({
      reviewSubscriptions: async ({ list }) => {
        lists.push(list);
        return { ...proof, evidence: [compared], findings: [finding], roster: noRoster };
      },
    });
    await withLongRun(world, async (handle, first) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
      await until(handle, isAsked('subscriptionsListed'));
      const part = (csv: string, number: number): Promise<unknown> =>
        send(handle, 'subscriptionsListed', { csv, part: number, parts: 2 });
      expect(await part('cem@example.com\n', 2)).toBeNull();
      await goOn(handle, 'subscription-review');
      expect(await part('User\n', 1)).toBeNull();
      await until(handle, isAsked('decisionMade', 'subscription-review'));
      await goOn(handle, 'subscription-review');
      const decision = { step: 'subscription-review', decision: 'accept', reason: 'on leave', by: 'ana@example.com' };
      expect(await send(handle, 'decisionMade', decision)).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-1));
      const report = await first.result();
      expect(lists).toEqual([{ csv: 'User\ncem@example.com\n' } satisfies SubscriptionList]);
      expect(report.findings).toMatchObject([{ step: 'subscription-review', problem: 'ana has no seat.' }]);
      const review = stepIn(report, 'subscription-review');
      expect(review).toMatchObject({ by: 'ana@example.com', summary: 'Findings accepted: on leave' });
      expect(review.evidence).toEqual([compared]);
      expect(review.waits).toHaveLength(2);
    });
  });

  it('while the report cannot be written, which is then tried again', async () => {
    let isFull = true;
    const reports: Report[] = [];
    const world = await calmWorld({
      writeReport: async ({ report }) => {
        if (isFull) throw needsPerson('The disk is full.');
        reports.push(report);
        return proof;
      },
    });
    await withLongRun(world, async (handle, first) => {
      await answerInOrder(handle, RIGHT_ANSWERS);
      await until(handle, isAsked('stepDone', 'report'));
      await goOn(handle, 'report');
      isFull = false;
      expect(await send(handle, 'stepDone', { step: 'report', note: 'made room' })).toBeNull();
      const result = await first.result();
      expect(result).toMatchObject({ outcome: 'done', finishedAt: expect.any(String) as string });
      expect(reports).toMatchObject([{ outcome: 'done', finishedAt: result.finishedAt }]);
      expect(stepIn(reports[0]!, 'report')).toMatchObject({ state: 'done', confirmed: 'proven' });
    });
  });

  it('between consent to a repair and its end, without asking for the consent again', async () => {
    const repairs: (string | undefined)[] = [];
    const world = await calmWorld({
      ensurePushGroups: async ({ repair }) => {
        repairs.push(repair);
        if (repair === undefined) throw needsPerson('Okta could not push the group.');
        throw notYet('The first push is waited for.', '1h');
      },
    });
    await withLongRun(world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'teamSubscribed');
      await until(handle, isAsked('stepDone', 'push-groups'));
      const consent = { step: 'push-groups', decision: 'repair', reason: 'the group in Kiro stays' };
      expect(await send(handle, 'decisionMade', consent)).toBeNull();
      await until(handle, isAsked('checkNow', 'push-groups'));
      // The run may go on before a worker has begun with it.
      await until(handle, () => repairs.length === 2);
      await goOn(handle, 'push-groups');
      await until(handle, () => repairs.length === 3);
      expect(repairs[2]).toBe(repairs[1]);
    });
  });

  it('while the published record is not there: the question, the reason, and what was already said stay', async () => {
    const miss = { kind: 'missing', problem: 'It stands elsewhere.', fix: 'Move it.', more: [], isPublished: false };
    const known: (string | null | undefined)[] = [];
    let isThere = false;
    const world = await calmWorld({
      awaitTxtRecord: async ({ told }) => {
        known.push(told);
        if (isThere) return proof;
        if (told === null) return { ...proof, miss };
        throw notYet('It stands elsewhere.', '1h');
      },
    });
    await withLongRun(world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'dnsRecordPublished');
      await until(handle, isAsked('dnsRecordPublished'));
      expect(await send(handle, 'dnsRecordPublished', { by: 'cem@example.com' })).toBeNull();
      const reason = 'Published, but it stands elsewhere. Move it.';
      await until(handle, (now) => asked(now, 'dns-record').reason === reason);
      const before = known.length;
      expect(await goOn(handle, 'dns-record')).toMatchObject({ reason, looking: false });
      await until(handle, () => known.length > before);
      expect(known.at(-1)).toBe('missing');
      isThere = true;
      expect(await send(handle, 'dnsRecordPublished', { by: 'cem@example.com' })).toBeNull();
      const status = await until(handle, isAsked('domainVerified'));
      expect(stepIn(status, 'dns-record')).toMatchObject({ state: 'done', by: 'cem@example.com' });
    });
  });

  it('while the TXT record is gone, which is not reported twice', async () => {
    const { open, opened } = gate();
    let gone = false;
    const world = await calmWorld({
      watchTxtRecord: async () => {
        if (!gone) throw notYet('The record stands.', 100);
        return proof;
      },
      awaitTxtRecord: async () => {
        if (gone) await opened;
        return proof;
      },
    });
    await withLongRun(world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'domainVerified');
      await until(handle, isAsked('domainVerified'));
      gone = true;
      await until(handle, ({ warnings }) => warnings.length > 0);
      await goOn(handle, 'domain-verified');
      gone = false;
      open();
      const { warnings } = await until(handle, (now) => now.warnings.length > 1);
      expect(warnings.map((text) => /disappeared|back/.exec(text)?.[0])).toEqual(['disappeared', 'back']);
    });
  });
});
