import { readFileSync } from 'node:fs';
import dns2 from 'dns2';
import { checkTxt } from '../../../activities/dns/check-txt.js';
import type { DnsReport } from '../../../activities/dns/dns-report.js';
import { type Behaviour, startNameServer } from './name-server.js';

const { Packet } = dns2;
type Code = keyof typeof Packet.RCODE;
/** Name, type, and what the type needs: a serial behind the server of a SOA record. */
type Line = [name: string, type: 'SOA' | 'NS' | 'A' | 'AAAA' | 'CNAME' | 'TXT', value: string, serial?: number];

/** One or more addresses at which one server answers. */
export interface ScenarioServer {
  at: string[];
  zones?: Record<string, Line[]>;
  aa?: boolean;
  ra?: boolean;
  /** It answers from all its zones, and refers to nobody. */
  recursive?: boolean;
  /** For what is outside its zones. */
  unknown?: Code;
  silent?: boolean;
  /** A name with a CNAME answers it to every question. */
  cnameForAll?: boolean;
  /** Types it knows; for the rest it has a code. */
  only?: string[];
  otherwise?: Code;
}

/** A network as data: its servers, and what is looked for with which resolver. */
export interface Scenario {
  domain: string;
  value: string;
  resolver: string;
  servers: ScenarioServer[];
}

export const scenarioIn = (name: string): Scenario =>
  JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), 'utf8')) as Scenario;

/** Looks at the record in that network. All servers listen on one port of loopback; other addresses are out of reach. */
export async function checkIn(scenario: Scenario, doh: string | null = null): Promise<DnsReport> {
  const { domain, value, resolver, servers } = scenario;
  const places = servers.flatMap((server) => server.at.map((address) => ({ server, address })));
  let port = 0;
  for (const { server, address } of places)
    if (address.startsWith('127.')) port = (await startNameServer(answering(server), address, port)).port;
  const resolvers = resolver === '' ? [] : [`${resolver.split(':')[0]}:${port}`];
  return checkTxt({ domain, recordName: domain, expected: value, resolvers, doh, port }, { timeoutMs: 400 });
}

export function answering(server: ScenarioServer): Behaviour {
  const { zones = {}, aa = true, ra = false, recursive = false, unknown = 'REFUSED', cnameForAll = false } = server;
  return (query) => {
    if (server.silent === true) return null;
    const reply = Packet.createResponseFromRequest(query);
    const { name = '', type = 0 } = query.questions[0] ?? {};
    const asked = Packet.typeName(type);
    reply.header.aa = aa ? 1 : 0;
    (reply.header as { ra?: number }).ra = ra ? 1 : 0;
    if (server.only !== undefined && !server.only.includes(asked)) {
      reply.header.rcode = Packet.RCODE[server.otherwise ?? 'REFUSED'];
      return reply;
    }
    const apexes = Object.keys(zones).filter((one) => name === one || name.endsWith(`.${one}`));
    const apex = apexes.sort((one, other) => other.length - one.length)[0];
    if (apex === undefined) {
      reply.header.rcode = Packet.RCODE[unknown];
      return reply;
    }
    const lines = zones[apex]!;
    const cut = recursive
      ? undefined
      : lines.find(([at, kind]) => kind === 'NS' && at !== apex && isAtOrBelow(name, at))?.[0];
    if (cut !== undefined) return referral(reply, lines, cut);
    answer(reply, recursive ? zones : { [apex]: lines }, { name, asked, cnameForAll, recursive });
    if (reply.answers.length > 0) return reply;
    const soa = lines.find(([at, kind]) => kind === 'SOA' && at === apex);
    if (soa !== undefined) reply.authorities.push(toRecord(soa));
    if (!lines.some(([at]) => isAtOrBelow(at, name))) reply.header.rcode = Packet.RCODE.NXDOMAIN;
    return reply;
  };
}

const isAtOrBelow = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** Records of the name, and where a CNAME leads; a resolver gives up on a circle with SERVFAIL. */
function answer(
  reply: dns2.Packet,
  zones: Record<string, Line[]>,
  asked: { name: string; asked: string; cnameForAll: boolean; recursive: boolean },
): void {
  let at = asked.name;
  const seen = new Set<string>();
  while (!seen.has(at)) {
    seen.add(at);
    const apexes = Object.keys(zones).filter((one) => isAtOrBelow(at, one));
    const lines = zones[apexes.sort((one, other) => other.length - one.length)[0] ?? ''] ?? [];
    const here = lines.filter(([name]) => name === at);
    const alias = here.find(([, type]) => type === 'CNAME');
    const own = here.filter(([, type]) => type === asked.asked);
    if (alias === undefined || asked.asked === 'CNAME' || (own.length > 0 && !asked.cnameForAll)) {
      const unique = [...new Map(own.map((line) => [JSON.stringify(line), line])).values()];
      reply.answers.push(...unique.map(toRecord));
      return;
    }
    reply.answers.push(toRecord(alias));
    at = alias[2];
  }
  if (!asked.recursive) return;
  reply.answers = [];
  reply.header.rcode = Packet.RCODE.SERVFAIL;
}

function referral(reply: dns2.Packet, lines: Line[], cut: string): dns2.Packet {
  reply.header.aa = 0;
  const servers = lines.filter(([at, type]) => type === 'NS' && at === cut);
  const names = servers.map(([, , target]) => target);
  reply.authorities.push(...servers.map(toRecord));
  reply.additionals.push(
    ...lines.filter(([at, type]) => names.includes(at) && (type === 'A' || type === 'AAAA')).map(toRecord),
  );
  return reply;
}

function toRecord([name, type, value, serial = 1]: Line): dns2.Packet.Resource {
  const times = { refresh: 1, retry: 1, expiration: 1, minimum: 30 };
  const data = {
    SOA: { primary: value, admin: 'hostmaster.example', serial, ...times },
    NS: { ns: value },
    A: { address: value },
    AAAA: { address: value },
    CNAME: { domain: value },
    TXT: { data: [value] },
  }[type];
  return { name, type: Packet.TYPE[type], class: Packet.CLASS.IN, ttl: 60, ...data } as dns2.Packet.Resource;
}
