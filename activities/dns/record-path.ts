import type { ServerReport, Verdict } from './dns-report.js';
import { isWithin } from './domain-names.js';
import { type CheckContext, recordsOf } from './lookups.js';
import type { Reply } from './transport/ask.js';
import { type Message, RCODE } from './transport/dns-message.js';
import { aliasOf, askZoneServers, findZone, type ZoneServers } from './zone-servers.js';

/** The way from the record's name to the servers that hold the record. */
export interface RecordPath {
  /** Every zone asked on the way; the last one holds the record. */
  zones: ZoneServers[];
  /** Where CNAME records lead, in order. */
  aliases: string[];
  servers: ServerReport[];
  /** Where a CNAME at the domain itself leads, which hides every other record there; null where there is none. */
  apexAlias: string | null;
  /** Whether it came to the record's zone, went in a circle, or out of every zone that somebody owns. */
  end: 'zone' | 'circle' | 'nowhere';
}

/** The most CNAME records and delegations to follow. */
const MOST_HOPS = 8;

interface Look {
  name: string;
  expected: string | null;
  isZone: (zone: string) => boolean;
}

/**
 * Asks the servers of the record's zone; where they refer to a zone below, or to another name by CNAME, those of that.
 * A server that does not say so stays in the list with its own verdict.
 * @param from the name at which the search for the zone begins: not the record's own where that can be helped, as the
 *   resolvers would remember that it does not exist yet.
 */
export async function follow(context: CheckContext, from: string, look: Look): Promise<RecordPath> {
  const path: RecordPath = { zones: [], aliases: [], servers: [], apexAlias: null, end: 'zone' };
  let name = look.name;
  let zone = await findZone(context, from, look.isZone);
  for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
    if (!look.isZone(zone)) {
      path.apexAlias = hop === 0 && name === from ? await aliasOf(context, name) : null;
      if (path.apexAlias === null) return { ...path, end: 'nowhere' };
      path.aliases.push(path.apexAlias);
      name = path.apexAlias;
      zone = await findZone(context, name, look.isZone);
      continue;
    }
    const found = await askZoneServers(context, zone, name);
    path.zones.push(found);
    const judged = found.asked.map((server) => {
      const judgement = judgeServer(server.reply, name, zone, look.expected);
      return { ...judgement, report: toReport(context, found, server, judgement) };
    });
    const next = judged.find(({ alias, referral }) => alias !== null || referral !== null);
    const isCircle = next?.alias !== undefined && [look.name, ...path.aliases].some((one) => one === next.alias);
    const staying = judged.filter(({ alias, referral }) => isCircle || (alias === null && referral === null));
    path.servers.push(...staying.map(({ report }) => report));
    if (next === undefined) return path;
    if (isCircle) break;
    if (next.alias !== null) {
      path.aliases.push(next.alias);
      name = next.alias;
      zone = await findZone(context, name, look.isZone);
    } else zone = next.referral ?? zone;
  }
  return { ...path, end: 'circle' };
}

function toReport(
  context: CheckContext,
  { zone }: ZoneServers,
  { server, address, serial, reply }: ZoneServers['asked'][number],
  { verdict, values, ttl, detail, isRelayed }: Judgement,
): ServerReport {
  const { milliseconds } = reply;
  return { server, address, port: context.port, zone, serial, verdict, values, ttl, detail, milliseconds, isRelayed };
}

/** One server's reply on the record, judged. */
interface Judgement {
  verdict: Verdict;
  values: string[];
  /** Seconds; of the records, else how long their absence may be remembered; null where unknown. */
  ttl: number | null;
  detail: string | null;
  /** Where a CNAME at the name leads: the record belongs there. */
  alias: string | null;
  /** A zone below that the server refers to: its servers hold the record. */
  referral: string | null;
  /** Answered as a resolver does, without authority: perhaps something on the way answers in its place. */
  isRelayed: boolean;
}

const NAMES: Record<number, string> = Object.fromEntries(Object.entries(RCODE).map(([name, code]) => [code, name]));

/** What an authoritative server of a zone says of a name's TXT records. */
export function judgeServer(reply: Reply, name: string, zone: string, expected: string | null): Judgement {
  if ('failure' in reply) return judgement(reply.failure, { detail: reply.detail });
  const { message } = reply;
  if (message.rcode === RCODE.REFUSED) return judgement('refused', {});
  if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN) return failing(message);
  const referral = referralOf(message, name, zone);
  if (referral !== null) return judgement('empty', { referral, detail: `refers to the zone ${referral}` });
  if (!message.authoritative) {
    const detail = 'answers without authority for the zone';
    return judgement('lame', { detail, isRelayed: message.recursionAvailable });
  }
  const alias = recordsOf(message.answers, 'CNAME').find((record) => record.name === name)?.target ?? null;
  if (alias !== null) return judgement('empty', { alias, detail: `CNAME to ${alias}` });
  return judgeRecords(message, name, expected);
}

/** What a recursive resolver says at the end of whatever aliases there are. */
export function judgeResolver(reply: Reply, name: string, expected: string | null): Judgement {
  if ('failure' in reply) return judgement(reply.failure, { detail: reply.detail });
  const { message } = reply;
  if (message.rcode === RCODE.REFUSED) return judgement('refused', {});
  if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN) return failing(message);
  return judgeRecords(message, endOfAliases(message, name), expected);
}

function judgeRecords(message: Message, name: string, expected: string | null): Judgement {
  const records = recordsOf(message.answers, 'TXT').filter((record) => record.name === name);
  const values = records.map(({ strings }) => strings.join(''));
  if (values.length > 0) {
    const ttl = Math.min(...records.map((record) => record.ttl));
    return judgement(expected !== null && values.includes(expected) ? 'match' : 'other-values', { values, ttl });
  }
  return judgement(message.rcode === RCODE.NXDOMAIN ? 'nxdomain' : 'empty', { ttl: negativeTtl(message) });
}

/** RFC 2308, 5: a "no" is kept as long as the smaller of the SOA record's own TTL and its last field. */
function negativeTtl({ authorities }: Message): number | null {
  const [soa] = recordsOf(authorities, 'SOA');
  return soa === undefined ? null : Math.min(soa.ttl, soa.minimum);
}

function referralOf(message: Message, name: string, zone: string): string | null {
  if (message.authoritative || message.answers.length > 0) return null;
  const below = recordsOf(message.authorities, 'NS').find(
    (record) => record.name !== zone && isWithin(record.name, zone) && isWithin(name, record.name),
  );
  return below?.name ?? null;
}

/** A chain longer than the number of its records is a circle. */
function endOfAliases({ answers }: Message, name: string): string {
  const aliases = new Map(recordsOf(answers, 'CNAME').map((record) => [record.name, record.target]));
  let at = name;
  for (let hops = 0; hops < aliases.size; hops += 1) at = aliases.get(at) ?? at;
  return at;
}

const failing = ({ rcode }: Message): Judgement => judgement('servfail', { detail: NAMES[rcode] ?? `error ${rcode}` });

const judgement = (verdict: Verdict, parts: Partial<Judgement>): Judgement => ({
  verdict,
  values: [],
  ttl: null,
  detail: null,
  alias: null,
  referral: null,
  isRelayed: false,
  ...parts,
});
