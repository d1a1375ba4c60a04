import dns2 from 'dns2';
import { checkTxt } from '../../../activities/dns/check-txt.js';
import type { DnsReport } from '../../../activities/dns/dns-report.js';
import type { CheckOptions } from '../../../activities/dns/lookups.js';
import type { TxtQuery } from '../../../runbook/outside.js';
import { startNameServer, type Behaviour, type NameServer } from './name-server.js';

const { Packet } = dns2;
export const TOKEN = 'kiro-verification=Ab3dEf6hIj9';
export const { RCODE, TYPE } = Packet;

export type Line = { name: string; type: 'TXT'; strings: string[] } | { name: string; type: 'CNAME'; to: string };
export const txt = (name: string, ...strings: string[]): Line => ({ name, type: 'TXT', strings });
export const cname = (name: string, to: string): Line => ({ name, type: 'CNAME', to });

/** The zones of the tests, each with the servers ns1 and ns2 of its own. */
const ZONES = ['example.com', 'example.net'];
const ADDRESSES = ['127.0.0.1', '127.0.0.2'];
const zoneOf = (name: string): string | undefined => ZONES.find((zone) => name === zone || name.endsWith(`.${zone}`));

/** A server with these records; `*.zone` stands for every name that has none. */
export function serving(lines: Line[], options: { serial?: number; authoritative?: boolean } = {}): Behaviour {
  return (query) => {
    const reply = Packet.createResponseFromRequest(query);
    reply.header.aa = options.authoritative === false ? 0 : 1;
    const { name = '', type = 0 } = query.questions[0] ?? {};
    const zone = zoneOf(name);
    if (zone === undefined) {
      reply.header.rcode = RCODE.NXDOMAIN;
      reply.authorities.push(soa(name.split('.').at(-1) ?? '', 1));
      return reply;
    }
    reply.answers.push(...fixed(name, type, zone, options.serial ?? 1));
    const named = lines.filter((line) => line.name === name);
    const found = named.length > 0 ? named : lines.filter((line) => line.name === `*.${zone}` && name !== zone);
    reply.answers.push(...found.filter((line) => line.type === 'CNAME' || type === TYPE.TXT).map(toRecord(name)));
    if (reply.answers.length > 0) return reply;
    reply.authorities.push(soa(zone, options.serial ?? 1));
    const exists = name === zone || found.length > 0 || /^ns\d\./.test(name);
    if (!exists) reply.header.rcode = RCODE.NXDOMAIN;
    return reply;
  };
}

/** An error instead of an answer for the record itself. */
export const failing =
  (rcode: number): Behaviour =>
  (query) => {
    const reply = Packet.createResponseFromRequest(query);
    reply.header.rcode = rcode;
    return reply;
  };

export const silent: Behaviour = () => null;

export interface World {
  servers: NameServer[];
  resolver: NameServer;
  query: TxtQuery;
  check(
    options?: CheckOptions & Partial<Pick<TxtQuery, 'recordName' | 'resolvers' | 'doh'>> & { expected?: string | null },
  ): Promise<DnsReport>;
}

/** Two authoritative servers and a resolver, on three loopback addresses at one port. */
export async function startWorld(first: Behaviour, second: Behaviour, resolver: Behaviour = first): Promise<World> {
  const ns1 = await startNameServer(first, ADDRESSES[0]);
  const ns2 = await startNameServer(second, ADDRESSES[1], ns1.port);
  const recursive = await startNameServer(resolver, '127.0.0.3', ns1.port);
  const query: TxtQuery = {
    domain: 'example.com',
    recordName: 'example.com',
    expected: TOKEN,
    resolvers: [`127.0.0.3:${ns1.port}`],
    doh: null,
    port: ns1.port,
    since: new Date().toISOString(),
  };
  return {
    servers: [ns1, ns2],
    resolver: recursive,
    query,
    check: ({ timeoutMs = 600, signal, ...changes } = {}) =>
      checkTxt({ ...query, ...changes }, { timeoutMs, ...(signal === undefined ? {} : { signal }) }),
  };
}

type Resource = dns2.Packet.Resource;
const record = (name: string, type: number, rest: object): Resource =>
  ({ name, type, class: Packet.CLASS.IN, ttl: 60, ...rest }) as Resource;

const toRecord =
  (name: string) =>
  (line: Line): Resource =>
    line.type === 'TXT'
      ? record(name, TYPE.TXT, { data: line.strings })
      : record(name, TYPE.CNAME, { domain: line.to });

const soa = (zone: string, serial: number): Resource =>
  record(zone, TYPE.SOA, {
    primary: `ns1.${zone}`,
    admin: `hostmaster.${zone}`,
    serial,
    refresh: 1,
    retry: 1,
    expiration: 1,
    minimum: 30,
  });

/** SOA, NS, and the addresses of the servers. */
function fixed(name: string, type: number, zone: string, serial: number): Resource[] {
  const names = ADDRESSES.map((_, index) => `ns${index + 1}.${zone}`);
  if (type === TYPE.SOA && name === zone) return [soa(zone, serial)];
  if (type === TYPE.NS && name === zone) return names.map((ns) => record(zone, TYPE.NS, { ns }));
  const place = names.indexOf(name);
  return type === TYPE.A && place >= 0 ? [record(name, TYPE.A, { address: ADDRESSES[place] })] : [];
}
