import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkTxt } from '../../../activities/dns/check-txt.js';
import { describeReport } from '../../../activities/dns/describe-report.js';
import { UNSEEN } from '../../support/hostile-texts.js';
import { howOften } from '../../support/how-often.js';
import { type NameServer, startNameServer } from './name-server.js';
import { answering, type ScenarioServer } from './scenario.js';

// Zones, name servers and resolvers built from faults, over real sockets: whatever comes together, nothing is called
// proven or missing that no server has shown.

const VALUE = 'kiro-site-verification=0f6c1e52-93a8-4b7d-8e21-6c5d4f3a2b10';
const RECORDS = [VALUE, VALUE, `"${VALUE}"`, `${VALUE}\u001b[2J`, 'v=spf1 -all', `\u202e${VALUE}`, VALUE.slice(0, -1)];

const anyServer = fc.record({
  state: fc.constantFrom('right', 'right', 'right', 'silent', 'refuses', 'fails', 'relays', 'out-of-reach'),
  records: fc.uniqueArray(fc.constantFrom(...RECORDS), { maxLength: 3 }),
});
type Server = typeof anyServer extends fc.Arbitrary<infer T> ? T : never;

const zonesOf = ({ records }: Pick<Server, 'records'>): ScenarioServer['zones'] => ({
  com: [
    ['com', 'SOA', 'a.tld.com', 1],
    ['com', 'NS', 'a.tld.com'],
    ['a.tld.com', 'A', '127.0.0.5'],
    ['example.com', 'NS', 'ns1.example.com'],
    ['ns1.example.com', 'A', '127.0.0.1'],
    ['example.com', 'NS', 'ns2.example.com'],
    ['ns2.example.com', 'A', '127.0.0.2'],
  ],
  'example.com': [
    ['example.com', 'SOA', 'ns1.example.com', 8],
    ['example.com', 'NS', 'ns1.example.com'],
    ['ns1.example.com', 'A', '127.0.0.1'],
    ['example.com', 'NS', 'ns2.example.com'],
    ['ns2.example.com', 'A', '127.0.0.2'],
    ...records.map((value) => ['example.com', 'TXT', value] as ['example.com', 'TXT', string]),
  ],
});

/** A server at that address; it knows the zones named, or all. */
function serverAt(address: string, one: Server, known: string[], flags: Partial<ScenarioServer> = {}): ScenarioServer {
  const zones = Object.fromEntries(Object.entries(zonesOf(one)!).filter(([zone]) => known.includes(zone)));
  const relays = { aa: false, ra: true, recursive: true };
  const more: Record<Server['state'], Partial<ScenarioServer>> = {
    right: {},
    silent: { silent: true },
    refuses: { only: [], otherwise: 'REFUSED' },
    fails: { only: [], otherwise: 'SERVFAIL' },
    relays: { ...relays, zones: zonesOf(one)! },
    'out-of-reach': {},
  };
  return { at: [address], zones, ...flags, ...more[one.state] };
}

/** All that can be reached, at one port; another one where somebody has that port at one of the addresses. */
async function startAll(servers: ScenarioServer[]): Promise<NameServer[]> {
  for (;;) {
    const started: NameServer[] = [];
    try {
      for (const server of servers)
        started.push(await startNameServer(answering(server), server.at[0], started[0]?.port ?? 0));
      return started;
    } catch (error) {
      for (const { close } of started) close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

it('no world makes proven or missing what no server has shown, nor goes on without end', { timeout: 240_000 }, () =>
  fc.assert(
    fc.asyncProperty(anyServer, anyServer, anyServer, anyServer, async (ns1, ns2, registry, resolver) => {
      const recursive = { aa: false, ra: true, recursive: true, unknown: 'NXDOMAIN' } as const;
      const servers: [Server, ScenarioServer][] = [
        [ns1, serverAt('127.0.0.1', ns1, ['example.com'])],
        [ns2, serverAt('127.0.0.2', ns2, ['example.com'])],
        [registry, serverAt('127.0.0.5', registry, ['com'])],
        [resolver, serverAt('127.0.0.53', resolver, ['com', 'example.com'], recursive)],
      ];
      const inReach = servers.filter(([{ state }]) => state !== 'out-of-reach').map(([, server]) => server);
      const started = await startAll(inReach);
      if (started.length === 0) return;
      const { port } = started[0]!;
      const at = { domain: 'example.com', recordName: 'example.com', expected: VALUE };
      const look = (timeoutMs: number) =>
        checkTxt({ ...at, resolvers: [`127.0.0.53:${port}`], doh: null, port }, { timeoutMs }).catch(
          (error: unknown) => error as Error,
        );
      const isRight = async (timeoutMs: number): Promise<void> =>
        expectRight(await look(timeoutMs), { ns1, ns2, resolver });
      // On a busy machine a server of this process may be too late for the quick look, as if it were silent.
      await isRight(60)
        .catch(() => isRight(3_000))
        .finally(() => {
          // The next world may have nobody at these addresses.
          for (const { close } of started) close();
        });
    }),
    howOften(40, 300),
  ),
);

/** Nothing in what a look says is more than what servers have shown. */
function expectRight(
  report: Awaited<ReturnType<typeof checkTxt>> | Error,
  { ns1, ns2, resolver }: Record<'ns1' | 'ns2' | 'resolver', Server>,
): void {
  if (report instanceof Error) {
    expect(report.message).not.toMatch(UNSEEN);
    return;
  }
  expect(describeReport(report, 10_000).join('\n')).not.toMatch(UNSEEN);
  const speaks = (one: Server): boolean => one.state === 'right';
  const has = (one: Server): boolean => one.records.includes(VALUE);
  const answers = [ns1, ns2, resolver].filter(({ state }) => state === 'right' || state === 'relays');
  if (report.outcome === 'propagated') {
    expect([ns1, ns2].filter(speaks).filter((one) => !has(one))).toEqual([]);
    expect(answers.some(has)).toBe(true);
  }
  if (report.outcome === 'missing') {
    expect(answers.some((one) => !has(one))).toBe(true);
    expect([ns1, ns2].filter(speaks).filter(has)).toEqual([]);
  }
}
