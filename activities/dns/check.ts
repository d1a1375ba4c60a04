import { canonical, type Reply } from './packet.js';
import { misplacedNames, nearMiss } from './near-miss.js';
import { resolversOf, showServer } from './resolvers.js';
import { ask, DnsTimeout, type Server } from './transport.js';
import { verdictOf, type Verdict } from './verdict.js';
import { findZone, resolve, type Lookup } from './zone.js';

/** What to look for. */
export interface TxtCheck {
  recordName: string;
  /** Null: only show what is there. */
  expected: string | null;
  /** "host:port"; empty means the system's. */
  resolvers: string[];
  /** Port of the authoritative servers. */
  port: number;
  /** For each leg of each query. Milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** One server's answer. */
export interface ServerVerdict {
  server: string;
  address: string;
  verdict: Verdict;
  values: string[];
  serial: number | null;
  ttl: number | null;
}

export interface DnsReport {
  recordName: string;
  expected: string | null;
  zone: string;
  /** Every address of every authoritative server. */
  authoritative: ServerVerdict[];
  /** Asked only once all authoritative ones agree. */
  resolvers: ServerVerdict[];
  propagated: boolean;
  /** Sentences that say what is wrong and what to do. */
  advice: string[];
}

const TIMEOUT_MS = 3000;

/**
 * Look at a TXT record on every address of every authoritative server, then at the resolvers.
 * @throws BrokenZone, ResolverTrouble where the zone's servers cannot be found.
 */
export async function checkTxt(check: TxtCheck): Promise<DnsReport> {
  const timeoutMs = check.timeoutMs ?? TIMEOUT_MS;
  const resolvers = resolversOf(check.resolvers);
  const lookup: Lookup = { resolvers, timeoutMs, ...(check.signal === undefined ? {} : { signal: check.signal }) };
  const recordName = canonical(check.recordName);
  const zone = await findZone(recordName, lookup);
  const targets = zone.servers.flatMap(({ name, addresses }) =>
    addresses.map((address) => ({ name, server: { address, port: check.port } })),
  );
  const judge = (name: string, server: Server, isAuthority: boolean): Promise<ServerVerdict> =>
    judgeServer(name, server, recordName, check.expected, isAuthority, timeoutMs, check.signal);

  const authoritative = await Promise.all(targets.map(({ name, server }) => judge(name, server, true)));
  const reachable = authoritative.filter(({ verdict }) => verdict !== 'timeout' && verdict !== 'unreachable');
  const agrees = reachable.length > 0 && reachable.every(({ verdict }) => verdict === 'match');
  const recursive = agrees ? await Promise.all(resolvers.map((server) => judge('resolver', server, false))) : [];
  const advice = await adviceFor(recordName, zone.name, check.expected, authoritative, recursive, lookup);
  const propagated =
    agrees &&
    recursive.every(({ verdict }) => verdict === 'match' || verdict === 'timeout' || verdict === 'unreachable');
  return {
    recordName,
    expected: check.expected,
    zone: zone.name,
    authoritative,
    resolvers: recursive,
    propagated,
    advice,
  };
}

async function judgeServer(
  name: string,
  server: Server,
  recordName: string,
  expected: string | null,
  isAuthority: boolean,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<ServerVerdict> {
  const base = { server: name, address: showServer(server), values: [], serial: null, ttl: null };
  try {
    const reply = await ask(server, { name: recordName, type: 'TXT', recursive: !isAuthority }, timeoutMs, signal);
    const serial = isAuthority ? await serialOf(server, reply, recordName, timeoutMs, signal) : null;
    const ttl = reply.answers.find((answer) => answer.type === 'TXT')?.ttl ?? reply.soa?.negativeTtl ?? null;
    return { ...base, ...verdictOf(reply, expected, isAuthority), serial, ttl };
  } catch (error) {
    if (error instanceof DnsTimeout) return { ...base, verdict: 'timeout' };
    const code = (error as NodeJS.ErrnoException).code;
    return { ...base, verdict: code === undefined ? 'malformed' : 'unreachable' };
  }
}

/** Serials tell a secondary that lags behind. */
async function serialOf(
  server: Server,
  reply: Reply,
  name: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<number | null> {
  if (reply.soa !== null) return reply.soa.serial;
  const asked = await ask(server, { name, type: 'SOA', recursive: false }, timeoutMs, signal).catch(() => null);
  const own = asked?.answers.find((answer) => answer.type === 'SOA');
  return own !== undefined ? Number(own.data) : (asked?.soa?.serial ?? null);
}

async function adviceFor(
  recordName: string,
  zone: string,
  expected: string | null,
  authoritative: ServerVerdict[],
  recursive: ServerVerdict[],
  lookup: Lookup,
): Promise<string[]> {
  const advice = new Set<string>();
  for (const { server, verdict } of authoritative) {
    if (verdict === 'lame')
      advice.add(`${server} does not hold the zone although it is named as its server: mend the delegation.`);
    if (verdict === 'refused' || verdict === 'servfail')
      advice.add(`${server} fails (${verdict}): ask your DNS provider.`);
    if (verdict === 'timeout' || verdict === 'unreachable')
      advice.add(`${server} does not answer; the other servers decide.`);
  }
  if (expected === null) return [...advice];
  const seen = new Set(authoritative.flatMap(({ values }) => values));
  for (const value of seen) {
    const miss = nearMiss(value, expected);
    if (miss !== null) advice.add(miss);
  }
  const verdicts = new Set(authoritative.map(({ verdict }) => verdict));
  const serials = new Set(authoritative.flatMap(({ serial }) => (serial === null ? [] : [serial])));
  if (verdicts.has('match') && verdicts.size > 1) {
    advice.add(
      serials.size > 1
        ? 'A secondary server lags behind: wait until it has the newest zone.'
        : 'Not every server has the record yet.',
    );
  }
  if (!verdicts.has('match') && seen.size === 0)
    for (const found of await misplaced(recordName, zone, expected, lookup)) advice.add(found);
  for (const { address, verdict, ttl } of recursive) {
    if (verdict === 'nxdomain' || verdict === 'empty')
      advice.add(`The resolver ${address} still remembers that there was no record; for at most ${ttl ?? 0} s.`);
    if (verdict === 'servfail')
      advice.add(`The resolver ${address} fails although the zone's servers agree: probably DNSSEC validation.`);
  }
  return [...advice];
}

async function misplaced(recordName: string, zone: string, expected: string, lookup: Lookup): Promise<string[]> {
  const found = await Promise.all(
    misplacedNames(recordName, zone).map(async (name) => {
      const reply = await resolve({ name, type: 'TXT' }, lookup).catch(() => null);
      return reply !== null && reply.answers.some((answer) => answer.data === expected) ? name : null;
    }),
  );
  return found.flatMap((name) =>
    name === null
      ? []
      : [
          `The record is at ${name} instead of ${recordName}: many providers append ${zone} by themselves, so enter ${recordName === zone ? '@' : recordName.replace(`.${zone}`, '')}.`,
        ],
  );
}
