import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createDnsActivities } from '../../../activities/dns/dns-activities.js';
import { nextLookMs, nextWatchMs } from '../../../activities/dns/look-again.js';
import type { TxtMiss, TxtQuery } from '../../../runbook/outside.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { SKEWS, withClockAhead } from '../../support/skewed-clock.js';
import { serving, silent, startWorld, TOKEN, txt, type World } from './world.js';

const good = serving([txt('example.com', TOKEN)], { serial: 2 });

type Looking = 'awaitTxtRecord' | 'watchTxtRecord';

const look = (
  { query }: World,
  changes: Partial<TxtQuery> = {},
  how: Looking = 'awaitTxtRecord',
  scheduledAt = Date.now(),
): Promise<Proof> =>
  new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: scheduledAt },
    { logger: new DefaultLogger('ERROR') },
  ).run<[], Proof, () => Promise<Proof>>(async () => createDnsActivities({ env: {} })[how]({ ...query, ...changes }));

async function failureOf(world: World, changes: Partial<TxtQuery> = {}, how?: Looking): Promise<ApplicationFailure> {
  const error: unknown = await look(world, changes, how).catch((failure: unknown) => failure);
  if (!(error instanceof ApplicationFailure)) throw new Error(`no ApplicationFailure: ${JSON.stringify(error)}`);
  return error;
}

describe('awaitTxtRecord', () => {
  it('proves the record with every server asked, its verdict and its serial', async () => {
    const { evidence } = await look(await startWorld(good, good));
    const texts = evidence.map(({ label, value }) => `${label} ${value}`).join('\n');
    for (const part of ['ns1.example.com', '127.0.0.2', 'has the value', 'serial 2', '127.0.0.3']) {
      expect(texts).toContain(part);
    }
  });

  it('fails benignly and retryably with the verdict in words until it is there', async () => {
    const failure = await failureOf(await startWorld(good, serving([], { serial: 1 })));
    expect(failure).toMatchObject({ type: 'DnsRecordNotVisible', nonRetryable: false, category: 'BENIGN' });
    expect(failure.nextRetryDelay).toBeLessThan(2000);
    expect(failure.message).toMatch(/1 of 2 name servers[^]*ns2\.example\.com/);
  });

  it('keeps the verdict within what Temporal keeps of a failure', async () => {
    const many = serving(Array.from({ length: 40 }, (_, index) => txt('example.com', `${index}${'é'.repeat(100)}`)));
    const { message } = await failureOf(await startWorld(many, many));
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(3500);
    expect(message).not.toContain('\ufffd');
  });

  it('tells trouble with the resolvers apart', async () => {
    const failure = await failureOf(await startWorld(good, good), { resolvers: ['127.0.0.9:1'] });
    expect(failure).toMatchObject({ type: 'DnsUnavailable', nonRetryable: false });
  });
});

describe('awaitTxtRecord, for a run that wants to know what it sees', () => {
  type Told = Proof & { miss?: TxtMiss };
  const told = async (query: Partial<TxtQuery>, ...servers: Parameters<typeof startWorld>): Promise<Told> =>
    look(await startWorld(...servers), { told: null, graceMs: 60_000, ...query });
  const elsewhere = serving([txt('example.com.example.com', TOKEN)]);
  const aMinuteAgo = { since: new Date(Date.now() - 61_000).toISOString() };

  it('tells a record in the wrong place at once, with the cure, and the same one once', async () => {
    const { miss } = await told({}, elsewhere, elsewhere);
    expect(miss).toMatchObject({
      problem: 'The value stands at example.com.example.com instead of example.com.',
      fix: expect.stringMatching(/^Change the record's name .* to @ /) as string,
      isPublished: false,
    });
    await expect(told({ told: miss!.kind }, elsewhere, elsewhere)).rejects.toThrow('No name server gives');
    await expect(told({ told: undefined }, elsewhere, elsewhere)).rejects.toThrow('No name server gives');
    expect((await told({ told: 'missing' }, elsewhere, elsewhere)).miss).toEqual(miss);
  });

  it('tells what may pass by itself only when it has lasted', async () => {
    const nothing = serving([]);
    await expect(told({}, nothing, nothing)).rejects.toThrow('No name server gives');
    const { miss } = await told(aMinuteAgo, nothing, nothing);
    expect(miss).toMatchObject({ kind: 'missing', fix: null });
    await expect(told({ ...aMinuteAgo, told: 'missing' }, nothing, nothing)).rejects.toThrow('No name server gives');
    await expect(told({}, good, nothing)).rejects.toThrow('1 of 2');
    expect((await told(aMinuteAgo, good, nothing)).miss?.problem).toContain('1 of 2 name servers');
  });

  it('tells that only a resolver is behind, and hours later that it still is', async () => {
    expect((await told({}, good, good, serving([]))).miss).toMatchObject({ isPublished: true });
    const hoursAgo = { since: new Date(Date.now() - 5 * 3_600_000).toISOString() };
    expect((await told(hoursAgo, good, good, serving([]))).miss).toMatchObject({ isPublished: false });
  });

  it('tells that DNS cannot be asked, when that has lasted', async () => {
    const nowhere = { resolvers: ['127.0.0.9:1'] };
    await expect(told(nowhere, good, good)).rejects.toMatchObject({ type: 'DnsUnavailable' });
    expect((await told({ ...nowhere, ...aMinuteAgo }, good, good)).miss).toMatchObject({ kind: 'unasked' });
  });

  it('lets no control character of a record through', async () => {
    const bad = serving([
      txt('example.com', 'x'),
      { name: 'www.example.com', type: 'CNAME', to: 'a\u001b[2J.example.com' },
    ]);
    const { miss } = await told({ ...aMinuteAgo, recordName: 'www.example.com' }, bad, bad);
    expect(miss?.problem).toContain('\\u{1b}');
    expect(JSON.stringify(miss)).not.toContain('\\u001b');
  });
});

describe('awaitTxtRecord on a machine whose clock is wrong', () => {
  it.each(SKEWS)('(%i ms ahead) looks as often as with a right clock', async (skew) => {
    const world = await startWorld(good, serving([], { serial: 1 }));
    const server = Date.now();
    const since = new Date(server - 600_000).toISOString();
    const failure: unknown = await withClockAhead(skew, () =>
      look(world, { since }, 'awaitTxtRecord', server).catch((error: unknown) => error),
    );
    // A thirtieth of ten minutes.
    expect((failure as { nextRetryDelay: number }).nextRetryDelay / 1_000).toBeCloseTo(20, 0);
  });
});

describe('awaitTxtRecord, where a resolver remembers that there was nothing', () => {
  it('looks again when the resolver may have forgotten it, not before', async () => {
    const { message, nextRetryDelay } = await failureOf(await startWorld(good, good, serving([])));
    expect(message.replace(/\s+/g, ' ')).toContain('so long it may keep its older answer');
    expect(nextRetryDelay).toBeGreaterThan(25_000);
    expect(nextRetryDelay).toBeLessThanOrEqual(30_000);
  });
});

describe('watchTxtRecord', () => {
  it('comes back only when no server has the record any more', async () => {
    const stands = await failureOf(await startWorld(good, good), {}, 'watchTxtRecord');
    expect(stands).toMatchObject({ type: 'DnsRecordStands', category: 'BENIGN', nextRetryDelay: 300_000 });
    for (const second of [serving([]), silent]) {
      const doubtful = await failureOf(await startWorld(good, second), {}, 'watchTxtRecord');
      expect(doubtful.type).toBe('DnsRecordStands');
    }
    const { evidence } = await look(await startWorld(serving([]), serving([])), {}, 'watchTxtRecord');
    expect(evidence.map(({ value }) => value).join()).toContain('has no TXT record there');
  });

  it('looks ever more rarely', () => {
    expect([0, 1, 6, 24, 240].map((hours) => nextWatchMs(hours * 3_600_000) / 60_000)).toEqual([5, 5, 30, 60, 60]);
  });
});

describe('nextLookMs', () => {
  it('grows from a second to a quarter of an hour', () => {
    const ages = [0, 30, 60, 600, 3600, 6 * 3600, 24 * 3600, 30 * 24 * 3600].map((seconds) => seconds * 1000);
    const delays = ages.map((age) => nextLookMs(age));
    expect(delays).toEqual([...delays].sort((one, other) => one - other));
    expect([delays[0], delays.at(-1)]).toEqual([1000, 900_000]);
    expect(nextLookMs(-5000)).toBe(1000);
  });
});
