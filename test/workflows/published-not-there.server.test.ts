import { Worker } from '@temporalio/worker';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDnsActivities } from '../../activities/dns/dns-activities.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { NoticeEvent } from '../../runbook/model/notice-events.js';
import type { TxtMiss, TxtQuery } from '../../runbook/outside.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import { startDns, type DnsSandbox } from '../../sandbox/dns/start-dns.js';
import { calmWorld, input, needsPerson, notYet, proof, RIGHT_ANSWERS, TOKEN, type World } from './fake-world.js';
import { answerInOrder, isAsked, reportOf, send, stateOf, statusOf, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const DNS_ADMIN = 'cem@example.com';
const people = { ...input.people, 'dns-admin': { email: DNS_ADMIN } };
const upTo = (message: string): typeof RIGHT_ANSWERS =>
  RIGHT_ANSWERS.slice(
    0,
    RIGHT_ANSWERS.findIndex(([name]) => name === message),
  );
const questionAt = ({ waitingFor }: Status, step: string): Waiting | undefined =>
  waitingFor.find((one) => one.step === step);
const reasonAt = (status: Status, step: string): string => questionAt(status, step)?.reason ?? '';
const published = { by: DNS_ADMIN, via: 'slack' };

/** The sandbox's name servers, looked at by the real activities. */
async function realDns(): Promise<{ dns: DnsSandbox; changes: Partial<OnboardingInput>; real: Partial<World> }> {
  const dns = await startDns({ port: 0, consolePort: 0, stateFile: null, lagMs: 0 });
  onTestFinished(() => dns.close());
  const settings = { ...input.dns, resolvers: [dns.resolver], port: dns.port };
  const real: Partial<World> = createDnsActivities({ env: {} });
  return { dns, changes: { dns: settings, people }, real };
}

const record = (dns: DnsSandbox, method: string, name: string, value = TOKEN): Promise<Response> =>
  fetch(`${dns.consoleUrl}/console/records`, { method, body: JSON.stringify({ name, type: 'TXT', value }) });

const missing: TxtMiss = {
  kind: 'missing',
  problem: 'No name server gives the TXT record at example.com yet.',
  fix: null,
  more: [],
  isPublished: false,
};

/** Misses the record until `isThere`, and says so as the real look does once a miss has lasted. */
function missingUntil(isThere: () => boolean, queries: TxtQuery[] = [], miss = () => missing): Partial<World> {
  return {
    awaitTxtRecord: async (query) => {
      queries.push(query);
      if (isThere()) return proof;
      const seen = miss();
      if (query.told !== undefined && query.told !== seen.kind) return { ...proof, miss: seen };
      throw notYet(seen.problem, '1s');
    },
  };
}

describe('"published", and the record stands at another name', () => {
  it('keeps the question open with name, value and cure, and closes it when DNS has the record', async () => {
    const { dns, changes, real } = await realDns();
    const told: NoticeEvent[] = [];
    const world = await calmWorld({
      ...real,
      notify: async ({ notice }) => {
        told.push(...notice.events);
        return {};
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, upTo('dnsRecordPublished'));
        const first = questionAt(await until(handle, isAsked('dnsRecordPublished')), 'dns-record')!;
        await record(dns, 'POST', 'example.com.example.com');
        expect(await send(handle, 'dnsRecordPublished', published)).toBeNull();
        const status = await until(handle, (now) => reasonAt(now, 'dns-record').includes('example.com.example.com'));
        const { person, role, since, remindAt, dueAt, reason, copy, looking } = questionAt(status, 'dns-record')!;
        expect({ person, role, since, remindAt, dueAt }).toEqual({
          ...{ person: DNS_ADMIN, role: 'dns-admin' },
          ...{ since: first.since, remindAt: first.remindAt, dueAt: first.dueAt },
        });
        expect(reason).toBe(
          "Published, but the value stands at example.com.example.com instead of example.com. Change the record's name in the DNS provider's form to @ (or leave it empty). The form appends the domain by itself.",
        );
        expect(copy.map(({ value }) => value)).toEqual(['TXT', 'example.com', '300', TOKEN]);
        expect([stateOf(status, 'dns-record'), looking]).toEqual(['waiting', false]);
        await until(handle, () => told.some(({ kind }) => kind === 'check-failed'));
        expect(told.find(({ kind }) => kind === 'check-failed')).toMatchObject({
          to: [DNS_ADMIN],
          message: 'dnsRecordPublished',
          text: expect.stringContaining('Published, but the value stands at') as string,
        });
        const fixedAt = Date.now();
        await record(dns, 'DELETE', 'example.com.example.com');
        await record(dns, 'POST', 'example.com');
        const seen = await until(handle, isAsked('domainVerified'));
        expect(questionAt(seen, 'dns-record')).toBeUndefined();
        const step = seen.steps.find(({ id }) => id === 'dns-record')!;
        expect(step).toMatchObject({ state: 'done', confirmed: 'proven', by: DNS_ADMIN, via: 'slack' });
        expect(Date.parse(step.since!)).toBeGreaterThanOrEqual(fixedAt);
        await Worker.runReplayHistory({ workflowBundle: bundle }, await handle.fetchHistory());
      },
      { ...changes, notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' } },
    );
  });

  it('is reported even before anybody says "published"', async () => {
    const { dns, changes, real } = await realDns();
    await record(dns, 'POST', 'example.com', `"${TOKEN}"`);
    await withRun(
      env,
      bundle,
      await calmWorld(real),
      async (handle) => {
        await answerInOrder(handle, upTo('dnsRecordPublished'));
        const status = await until(handle, (now) => reasonAt(now, 'dns-record') !== '');
        expect(reasonAt(status, 'dns-record')).toMatch(/^Not yet as it should be: .*quotation marks.*Enter the value/);
      },
      changes,
    );
  });
});

describe('"published", and nothing is there', () => {
  it('stays asked, says so, and looks again each time it is said', async () => {
    let isThere = false;
    const queries: TxtQuery[] = [];
    await withRun(
      env,
      bundle,
      await calmWorld(missingUntil(() => isThere, queries)),
      async (handle) => {
        await answerInOrder(handle, upTo('dnsRecordPublished'));
        await until(handle, isAsked('dnsRecordPublished'));
        await until(handle, () => queries.length > 0);
        expect(queries.at(-1)).toMatchObject({ told: 'missing' });
        for (const round of [1, 2]) {
          expect(await send(handle, 'dnsRecordPublished', published)).toBeNull();
          const status = await until(handle, (now) => /but no name server gives/.test(reasonAt(now, 'dns-record')));
          expect([stateOf(status, 'dns-record'), status.waitingFor.length > 0]).toEqual(['waiting', true]);
          expect(queries.filter(({ told }) => told === null)).toHaveLength(round);
        }
        isThere = true;
        expect(await send(handle, 'checkNow', { step: 'dns-propagation' })).toBeNull();
        const seen = await until(handle, isAsked('domainVerified'));
        expect(seen.steps.find(({ id }) => id === 'dns-record')).toMatchObject({ confirmed: 'proven', by: DNS_ADMIN });
        const { steps } = await reportOf(handle);
        const evidence = steps.find(({ id }) => id === 'dns-record')!.evidence.map(({ label }) => label);
        expect(evidence).toEqual([expect.stringMatching(/^Answered before by cem@/), 'Said to be published']);
      },
      { people },
    );
  });

  it('tells at most five times between two answers, however often the fault changes', async () => {
    let looks = 0;
    const queries: TxtQuery[] = [];
    const flapping = missingUntil(
      () => false,
      queries,
      () => ({ ...missing, kind: `missing ${(looks += 1)}` }),
    );
    await withRun(env, bundle, await calmWorld(flapping), async (handle) => {
      await answerInOrder(handle, upTo('dnsRecordPublished'));
      await until(handle, () => queries.some(({ told }) => told === undefined));
      const before = (await handle.fetchHistory()).events!.length;
      // Before the answer is sent: the first look after it may be there before the sender hears that it was taken.
      const count = queries.length;
      expect(await send(handle, 'dnsRecordPublished', published)).toBeNull();
      const tellings = (): TxtQuery[] => queries.slice(count).filter(({ told }) => told !== undefined);
      await until(handle, () => tellings().length >= 5 && queries.at(-1)?.told === undefined);
      expect(tellings()).toHaveLength(5);
      expect((await handle.fetchHistory()).events!.length - before).toBeLessThan(60);
    });
  });

  it('said before its turn is no question until the look has missed it', async () => {
    let isLooked = false;
    const queries: TxtQuery[] = [];
    const asked: string[] = [];
    const world = await calmWorld({
      ...missingUntil(() => false, queries),
      notify: async ({ notice }) => {
        asked.push(...notice.events.filter(({ kind }) => kind === 'asked').map(({ text }) => text));
        return {};
      },
      checkToken: async () => {
        if (!isLooked) throw needsPerson('The metadata is not there yet.');
        return proof;
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await until(handle, isAsked('stepDone', 'token-check'));
        expect(await send(handle, ...RIGHT_ANSWERS[0]!)).toBeNull();
        expect(await send(handle, ...RIGHT_ANSWERS[1]!)).toBeNull();
        expect(await send(handle, 'dnsRecordPublished', published)).toBeNull();
        isLooked = true;
        expect(await send(handle, 'stepDone', { step: 'token-check' })).toBeNull();
        await until(handle, isAsked('dnsRecordPublished'));
        await until(handle, () => asked.some((text) => text.includes('Publish the TXT record')));
        expect(asked.find((text) => text.includes('Publish the TXT record'))).toContain('but no name server gives');
      },
      { people, notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' } },
    );
  });

  it('is taken by its word alone where the look is skipped', async () => {
    await withRun(env, bundle, await calmWorld(missingUntil(() => false)), async (handle) => {
      await answerInOrder(handle, upTo('dnsRecordPublished'));
      await until(handle, isAsked('dnsRecordPublished'));
      expect(await send(handle, 'dnsRecordPublished', published)).toBeNull();
      expect(await send(handle, 'skipStep', { step: 'dns-propagation', reason: 'port 53 is closed here' })).toBeNull();
      const status = await until(handle, isAsked('domainVerified'));
      expect(status.steps.find(({ id }) => id === 'dns-record')).toMatchObject({ confirmed: 'attested' });
    });
  });

  it('is looked for anew where the publishing is done again', async () => {
    let isThere = true;
    const world = await calmWorld(missingUntil(() => isThere));
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, upTo('dnsRecordPublished'));
      await until(handle, isAsked('domainVerified'));
      isThere = false;
      expect(await send(handle, 'redoStep', { step: 'dns-record', reason: 'deleted by mistake' })).toBeNull();
      const status = await until(handle, isAsked('dnsRecordPublished'));
      expect([stateOf(status, 'dns-propagation'), isAsked('domainVerified')(status)]).toEqual(['waiting', false]);
      isThere = true;
      expect(await send(handle, 'dnsRecordPublished', {})).toBeNull();
      await until(handle, isAsked('domainVerified'));
    });
  });
});

describe('a resolver that keeps its older answer', () => {
  it('is nothing that the DNS admin is asked for', async () => {
    let isForgotten = false;
    const cached = { ...missing, kind: 'cached resolver-behind', isPublished: true };
    const world = await calmWorld(
      missingUntil(
        () => isForgotten,
        [],
        () => cached,
      ),
    );
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, upTo('dnsRecordPublished'));
      const status = await until(handle, (now) => stateOf(now, 'dns-record') === 'done');
      expect(status.steps.find(({ id }) => id === 'dns-record')).toMatchObject({ confirmed: 'proven' });
      expect(questionAt(status, 'dns-propagation')).toMatchObject({ role: 'dns', person: null, remindAt: null });
      isForgotten = true;
      await until(handle, isAsked('domainVerified'));
    });
  });
});

describe('a record that should be there without a word of the DNS admin', () => {
  const cases: [string, Partial<OnboardingInput>, RegExp][] = [
    ['published by the worker', { dns: { ...input.dns, publish: 'route53' } }, /^Published, but no name server gives/],
    ['left to somebody else', {}, /^Left to somebody else, but no name server gives/],
  ];
  it.each(cases)('is theirs to fix when it is not seen: %s', async (_what, changes, reason) => {
    let isThere = false;
    const queries: TxtQuery[] = [];
    await withRun(
      env,
      bundle,
      await calmWorld(missingUntil(() => isThere, queries)),
      async (handle) => {
        await answerInOrder(handle, upTo('dnsRecordPublished'));
        if (changes.dns === undefined) {
          await until(handle, isAsked('dnsRecordPublished'));
          expect(await send(handle, 'skipStep', { step: 'dns-record', reason: 'by ticket' })).toBeNull();
        }
        const status = await until(handle, (now) => reason.test(reasonAt(now, 'dns-propagation')));
        const asked = questionAt(status, 'dns-propagation')!;
        expect(asked).toMatchObject({ role: 'dns-admin', person: DNS_ADMIN, message: 'checkNow', overdue: false });
        expect(asked.title).toBe('The TXT record at example.com is not in DNS yet');
        expect(asked.copy.map(({ value }) => value)).toEqual(['TXT', 'example.com', '300', TOKEN]);
        expect([asked.remindAt, asked.dueAt]).not.toContain(null);
        expect(queries.at(-1)?.graceMs).toBeGreaterThan(60_000);
        isThere = true;
        expect(await send(handle, 'dnsRecordPublished', {})).toBeNull();
        await until(handle, isAsked('domainVerified'));
        expect(questionAt(await statusOf(handle), 'dns-propagation')).toBeUndefined();
      },
      { ...changes, people },
    );
  });
});
