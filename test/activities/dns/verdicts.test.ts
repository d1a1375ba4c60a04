import { describe, expect, it } from 'vitest';
import { describeReport } from '../../../activities/dns/describe-report.js';
import type { Behaviour } from './name-server.js';
import { failing, RCODE, serving, silent, startWorld, TOKEN, txt, TYPE } from './world.js';

const good = serving([txt('example.com', 'v=spf1 -all'), txt('example.com', TOKEN)]);
const mangled: Behaviour = (query, transport) => {
  const reply = good(query, transport);
  if (reply === null || Buffer.isBuffer(reply) || reply.answers.length === 0) return reply;
  const bytes = reply.toBuffer();
  return transport === 'udp' ? bytes.subarray(0, bytes.length - 5) : null;
};

describe('the verdict on one server beside a good one', () => {
  const cases: [string, Behaviour, string, string][] = [
    ['match', good, 'propagated', 'has the value'],
    ['other-values', serving([txt('example.com', 'v=spf1 -all')]), 'partial', 'other TXT records'],
    ['empty', serving([]), 'partial', 'no TXT record'],
    ['servfail', failing(RCODE.SERVFAIL), 'propagated', 'fails'],
    ['refused', failing(RCODE.REFUSED), 'propagated', 'refuses'],
    ['lame', serving([], { authoritative: false }), 'propagated', 'does not serve the zone'],
    ['timeout', silent, 'propagated', 'no answer'],
    ['malformed', mangled, 'propagated', 'broken answer'],
  ];
  it.each(cases)('%s', async (verdict, behaviour, outcome, words) => {
    const world = await startWorld(good, behaviour);
    const report = await world.check();
    expect(report.servers.map((one) => one.verdict)).toEqual(['match', verdict]);
    expect(report.outcome).toBe(outcome);
    const lines = describeReport(report);
    expect(lines.join('\n')).toContain(words);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('that does not serve the zone is named, and holds nobody up', async () => {
    const { outcome, summary, hints } = await (await startWorld(good, failing(RCODE.REFUSED))).check();
    expect([outcome, summary]).toEqual([
      'propagated',
      '1 of 2 name servers give the TXT record at example.com; the others give no usable answer.',
    ]);
    expect(hints.map(({ problem }) => problem)).toEqual([
      'ns2.example.com (127.0.0.2) is named for example.com, but refuses to answer for it.',
    ]);
  });

  it('that does not serve the zone leaves the proof to a resolver', async () => {
    const noTxt: Behaviour = (query, transport) =>
      query.questions[0]?.type === TYPE.TXT ? failing(RCODE.REFUSED)(query, transport) : good(query, transport);
    expect((await (await startWorld(good, failing(RCODE.REFUSED), noTxt)).check()).outcome).toBe('partial');
    expect((await (await startWorld(good, good, noTxt)).check()).outcome).toBe('propagated');
  });

  it('that cannot be reached is not counted', async () => {
    const { summary } = await (await startWorld(good, silent)).check({ timeoutMs: 300 });
    expect(summary).toBe('Every name server that can be reached gives the TXT record at example.com.');
  });

  it('nxdomain, at a name below the zone', async () => {
    const name = '_kiro.example.com';
    const world = await startWorld(serving([txt(name, TOKEN)]), serving([]));
    const report = await world.check({ recordName: name });
    expect(report.servers.map((one) => one.verdict)).toEqual(['match', 'nxdomain']);
  });
});

describe('the outcome', () => {
  it('asks the resolvers only once all servers agree', async () => {
    const world = await startWorld(good, serving([], { serial: 1 }));
    expect((await world.check()).resolvers).toEqual([]);
    expect(world.resolver.asked.filter((one) => one.endsWith('TXT'))).toEqual([]);
  });

  it('waits for a resolver with an older answer, and says until when', async () => {
    const report = await (await startWorld(good, good, serving([]))).check();
    expect(report.outcome).toBe('cached');
    const [{ keepsUntil } = { keepsUntil: null }] = report.resolvers;
    expect(Date.parse(keepsUntil ?? '') - Date.now()).toBeGreaterThan(20_000);
  });

  it('names the server whose copy of the zone is behind', async () => {
    const world = await startWorld(serving([txt('example.com', TOKEN)], { serial: 8 }), serving([], { serial: 7 }));
    const { outcome, hints } = await world.check();
    expect(outcome).toBe('partial');
    expect(hints.map(({ problem }) => problem).join()).toMatch(/ns2\.example\.com.*older copy/);
  });

  it('is broken where no server answers, and a dead zone costs little more than one wait', async () => {
    // Resolvers fail for a record of servers that are dead.
    const resolver: Behaviour = (query, transport) =>
      (query.questions[0]?.type === TYPE.TXT ? failing(RCODE.SERVFAIL) : good)(query, transport);
    const world = await startWorld(silent, silent, resolver);
    const began = performance.now();
    const { outcome, servers } = await world.check({ timeoutMs: 400 });
    expect(performance.now() - began).toBeLessThan(2 * 400);
    expect([outcome, servers.map(({ verdict }) => verdict)]).toEqual(['broken', ['timeout', 'timeout']]);
  });

  it('is broken for a domain that nobody has registered', async () => {
    const world = await startWorld(good, good);
    const { outcome, hints } = await world.check({ recordName: 'nobody-has-this.org' });
    expect([outcome, hints.length]).toEqual(['broken', 1]);
  });

  it('lists what is there without an expected value', async () => {
    const { outcome, servers } = await (await startWorld(good, good)).check({ expected: null });
    expect([outcome, servers[1]?.values]).toEqual(['listed', ['v=spf1 -all', TOKEN]]);
  });

  it('rejects where no resolver answers', async () => {
    const world = await startWorld(good, good, silent);
    await expect(world.check({ timeoutMs: 200 })).rejects.toThrow(/No DNS resolver answers: 127\.0\.0\.3/);
  });

  it('ends at once when it is cancelled', async () => {
    const world = await startWorld(silent, silent, silent);
    const cancel = new AbortController();
    const check = world.check({ timeoutMs: 60_000, signal: cancel.signal });
    setImmediate(() => cancel.abort(new Error('enough')));
    await expect(check).rejects.toThrow('enough');
  });
});
