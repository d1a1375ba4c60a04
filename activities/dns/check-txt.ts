import { parse } from 'tldts';
import { providerOf } from './dns-providers.js';
import {
  type DnsReport,
  type Hint,
  isSilent,
  isSound,
  type Outcome,
  outcomeByResolvers,
  outcomeOf,
  type ResolverReport,
  summaryOf,
  withResolvers,
} from './dns-report.js';
import { canonicalName, isWithin } from './domain-names.js';
import { askResolver, type CheckContext, type CheckOptions, newContext, ResolversUnavailable } from './lookups.js';
import { valueHints } from './near-miss.js';
import { elsewhereHints, type Place, wildcardHints } from './other-names.js';
import { follow, judgeResolver, type RecordPath } from './record-path.js';
import { formatEndpoint, type ResolverEndpoint } from './transport/endpoints.js';
import { type Blocked, blockedHint, blockedIn, decisive, isPrivate, isSplit, privateHints } from './vantage.js';
import { delegationHints, pathHints, serverHints } from './zone-hints.js';

/** What to look for, and whom to ask. */
export interface TxtCheck {
  domain: string;
  recordName: string;
  /** Null lists what is there. */
  expected: string | null;
  /** "host:port"; empty means the system's. */
  resolvers: string[];
  /** A resolver over HTTPS (RFC 8484), asked first; with it, the system's are left alone. */
  doh: string | null;
  /** Port of the authoritative servers. */
  port: number;
}

/**
 * One look at a TXT record: on every address of every name server of its zone, and when those agree, at the resolvers
 * (guide, Step 3, "Add and verify domain"). Where no name server can be asked from here, resolvers decide alone, and the report
 * says so. Says what is wrong in words.
 * @throws ResolversUnavailable where no resolver answers either.
 */
export async function checkTxt(query: TxtCheck, options: CheckOptions = {}): Promise<DnsReport> {
  const context = await newContext(query, options);
  const domain = canonicalName(query.domain);
  const recordName = canonicalName(query.recordName);
  const { expected } = query;
  const from = isWithin(recordName, domain) ? domain : recordName;
  const asked = { domain, recordName, expected };
  const path = await follow(context, from, { name: recordName, expected, isZone: isOwned }).catch((error: unknown) => {
    if (error instanceof ResolversUnavailable) return error;
    throw error;
  });
  if (path instanceof ResolversUnavailable) {
    const report = await reportByResolvers(context, asked, NO_PATH, 'resolver-limited');
    if (report === null) throw path;
    return report;
  }
  const blocked = blockedIn(path);
  return (
    (blocked === null ? null : await reportByResolvers(context, asked, path, blocked)) ??
    byServers(context, asked, path)
  );
}

/** What only the own network sees proves nothing of what Kiro sees. */
const fromOutside = (outcome: Outcome, path: RecordPath): Outcome =>
  outcome === 'propagated' && blockedIn(path) === 'inside-only' ? 'partial' : outcome;

type Asked = Pick<DnsReport, 'domain' | 'recordName' | 'expected'>;
const NO_PATH: RecordPath = { zones: [], aliases: [], servers: [], apexAlias: null, end: 'zone' };

/** What the name servers say, and where they agree, the resolvers. */
async function byServers(context: CheckContext, asked: Asked, path: RecordPath): Promise<DnsReport> {
  const { recordName, expected } = asked;
  const last = path.zones.at(-1);
  const split = isSplit(last, path.servers);
  const outside = split ? path.servers.filter(({ address }) => !isPrivate(address)) : path.servers;
  const first = fromOutside(outcomeOf(decisive(path.servers), expected), path);
  const onPath = pathHints(path, recordName);
  const isLost = onPath.some(({ code }) => code !== 'alias' && !(code === 'apex-alias' && first === 'propagated'));
  const outcome: Outcome = isLost ? 'broken' : first;
  const found = await lookFurther(context, path, recordName, expected, outcome);
  context.signal.throwIfAborted();
  // What a resolver inside says is no news of the zone outside.
  const counted = split ? found.resolvers.filter(({ verdict }) => verdict === 'match') : found.resolvers;
  return reportOf(asked, path, {
    outcome: outcome === 'propagated' ? withResolvers(outside, counted) : outcome,
    decidedBy: 'name-servers',
    resolvers: found.resolvers,
    hints: [
      ...onPath,
      ...privateHints(last, path.servers),
      ...(last === undefined || split ? [] : delegationHints(last, path.servers)),
      ...serverHints(outside.filter((one) => !(isPrivate(one.address) && isSilent(one)))),
      ...(split ? [] : resolverHints(found.resolvers)),
      ...found.hints,
    ],
  });
}

/** What resolvers alone give; null where none of them says anything. */
async function reportByResolvers(
  context: CheckContext,
  asked: Asked,
  path: RecordPath,
  blocked: Blocked,
): Promise<DnsReport | null> {
  const { domain, recordName, expected } = asked;
  // From inside the own network, only what goes over HTTPS sees what Kiro sees.
  const asking = context.resolvers.filter((one) => blocked !== 'inside-only' || 'url' in one);
  const resolvers = await askResolvers({ ...context, resolvers: asking }, recordName, expected);
  context.signal.throwIfAborted();
  const outcome = outcomeByResolvers(resolvers, expected);
  if (outcome === null) return null;
  const values = resolvers.filter(({ verdict }) => verdict === 'other-values').flatMap((one) => one.values);
  const name = path.aliases.at(-1) ?? recordName;
  const hints = [
    ...pathHints(path, recordName).filter(({ code }) => code !== 'no-servers'),
    blockedHint(blocked, path.zones.at(-1)?.zone ?? domain),
    ...(outcome === 'missing' ? [] : resolverHints(resolvers)),
    ...(expected === null ? [] : valueHints([...new Set(values)], expected, name)),
  ];
  return reportOf(asked, path, { outcome, decidedBy: 'resolvers', resolvers, hints });
}

function reportOf(
  asked: Asked,
  { zones, aliases, servers }: RecordPath,
  found: Pick<DnsReport, 'outcome' | 'decidedBy' | 'resolvers' | 'hints'>,
): DnsReport {
  const last = zones.at(-1);
  const provider = providerOf(last?.parentServers ?? last?.childServers ?? []);
  const report = {
    ...asked,
    ...found,
    zone: last?.zone ?? null,
    aliases,
    provider: provider === null ? null : { name: provider.name, url: provider.url },
    servers,
    checkedAt: new Date().toISOString(),
  };
  return { ...report, summary: summaryOf(report) };
}

/** A public suffix is a zone, too, but nobody's own: the domain below it does not exist. */
function isOwned(zone: string): boolean {
  const suffix = parse(zone, { allowPrivateDomains: false }).publicSuffix;
  return zone !== '' && suffix !== zone;
}

/** Where it is right, the resolvers; where it is not, near misses in the values, then at other names. */
async function lookFurther(
  context: CheckContext,
  path: RecordPath,
  recordName: string,
  expected: string | null,
  outcome: Outcome,
): Promise<{ hints: Hint[]; resolvers: ResolverReport[] }> {
  if (expected === null) return { hints: [], resolvers: [] };
  const name = path.aliases.at(-1) ?? recordName;
  const place = placeOf(path, name, expected);
  if (outcome === 'propagated') {
    const [resolvers, wildcard] = await Promise.all([
      askResolvers(context, recordName, expected),
      place === null ? [] : wildcardHints(context, place),
    ]);
    return { hints: wildcard, resolvers };
  }
  const values = decisive(path.servers)
    .filter(({ verdict }) => verdict === 'other-values')
    .flatMap((one) => one.values);
  const near = valueHints([...new Set(values)], expected, name);
  const isAnywhere = decisive(path.servers).some(({ verdict }) => verdict === 'match');
  const elsewhere = isAnywhere || place === null ? [] : await elsewhereHints(context, place);
  return { hints: [...near, ...elsewhere], resolvers: [] };
}

function placeOf({ zones, servers }: RecordPath, name: string, expected: string): Place | null {
  const last = zones.at(-1);
  const answering = decisive(servers).find((one) => isSound(one) && one.zone === last?.zone);
  if (last === undefined || answering === undefined) return null;
  const provider = providerOf(last.parentServers ?? last.childServers);
  return { name, zone: last.zone, expected, address: answering.address, provider };
}

/** What the recursive resolvers give. Only to be asked once there is something to find: they remember a "no". */
function askResolvers(context: CheckContext, name: string, expected: string | null): Promise<ResolverReport[]> {
  return Promise.all(context.resolvers.map((resolver) => askOne(context, resolver, name, expected)));
}

async function askOne(
  context: CheckContext,
  resolver: ResolverEndpoint,
  name: string,
  expected: string | null,
): Promise<ResolverReport> {
  const question = { name, type: 'TXT' } as const;
  const reply = await askResolver(context, resolver, question, false);
  const { verdict, values, ttl, detail } = judgeResolver(reply, name, expected);
  const unchecked = verdict === 'servfail' ? await askResolver(context, resolver, question, true) : null;
  const dnssecFails = unchecked !== null && judgeResolver(unchecked, name, expected).verdict !== 'servfail';
  const isOld = verdict !== 'match' && ttl !== null;
  const keepsUntil = isOld ? new Date(Date.now() + ttl * 1000).toISOString() : null;
  const { milliseconds } = reply;
  return {
    resolver: formatEndpoint(resolver),
    verdict,
    values,
    ttl,
    detail,
    milliseconds,
    dnssecFails,
    keepsUntil,
  };
}

/** What the resolvers that do not give the value mean, and what to do about it. */
function resolverHints(resolvers: ResolverReport[]): Hint[] {
  return resolvers.flatMap((one) => hintOf(one));
}

function hintOf(one: ResolverReport): Hint[] {
  const { resolver, verdict, keepsUntil } = one;
  if (verdict === 'match') return [];
  if (one.dnssecFails) {
    const problem = `The resolver ${resolver} rejects the zone: its DNSSEC signatures do not fit.`;
    const fix = 'Have the DS record at the registrar and the signatures at the DNS provider brought in line.';
    return [{ code: 'dnssec', problem, fix }];
  }
  if (isSilent(one) || verdict === 'refused') {
    const problem = `The resolver ${resolver} does not answer.`;
    return [{ code: 'resolver-silent', problem, fix: 'The name servers decide; check the address of the resolver.' }];
  }
  const problem = `The resolver ${resolver} does not give the value yet, although every name server does.`;
  const fix =
    keepsUntil === null
      ? 'Wait; it has an older answer.'
      : `Wait until ${keepsUntil.slice(0, 19)}Z: so long it may keep its older answer.`;
  return [{ code: 'resolver-behind', problem, fix }];
}
