import dns2 from 'dns2';
import { canonical, type DnsState, exists, nameServers, recordsOf, zoneOf, type ZoneRecord } from './zones.js';

const { Packet } = dns2;
type Resource = Partial<dns2.Packet.Resource> & { name: string; type: number };

/** Seconds. */
const TTL = 60;
/** A chain of CNAME records is followed so far. */
const MOST_HOPS = 8;

/** Which server answers. */
export interface Responder {
  /** Place among the authoritative servers; the recursive one sees what the server at its place sees. */
  server: number;
  recursive: boolean;
  /** Addresses of the authoritative servers, in order. */
  addresses: string[];
}

/** The answer of one server to one query. */
export function answer(query: dns2.Packet, state: DnsState, me: Responder, now: number): dns2.Packet {
  const reply = Packet.createResponseFromRequest(query);
  reply.header.ra = me.recursive ? 1 : 0;
  const [question] = query.questions;
  if (question === undefined || query.questions.length > 1) {
    reply.header.rcode = Packet.RCODE.FORMERR;
    return reply;
  }
  const name = canonical(question.name);
  if (name === '') {
    // Nobody here serves the root.
    reply.header.rcode = Packet.RCODE.REFUSED;
    return reply;
  }
  reply.header.aa = me.recursive ? 0 : 1;
  const records = recordsOf(state, me.server, now);
  const { found, last } = resolve(name, question.type, records, state, me);
  reply.answers.push(...found.map(full));
  if (found.at(-1)?.name === last && found.length > 0) return reply;
  const zone = zoneOf(last);
  reply.authorities.push(full(soa(zone, state, me)));
  const isServer = nameServers(zone, me.addresses.length).includes(last);
  if (!isServer && !exists(records, last)) reply.header.rcode = Packet.RCODE.NXDOMAIN;
  return reply;
}

/** The records for a question, and the name that it came to by CNAME records. */
function resolve(
  name: string,
  type: number,
  records: ZoneRecord[],
  state: DnsState,
  me: Responder,
): { found: Resource[]; last: string } {
  const found: Resource[] = [];
  let last = name;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    const direct = lookUp(last, type, records, state, me);
    if (direct.length > 0) return { found: [...found, ...direct], last };
    const alias = records.find((record) => record.name === last && record.type === 'CNAME');
    if (alias === undefined) break;
    found.push(resource(alias));
    last = canonical(alias.value);
  }
  return { found, last };
}

function lookUp(name: string, type: number, records: ZoneRecord[], state: DnsState, me: Responder): Resource[] {
  const zone = zoneOf(name);
  const servers = nameServers(zone, me.addresses.length);
  const place = servers.indexOf(name);
  if (type === Packet.TYPE.A && place >= 0) return [{ name, type, address: me.addresses[place]! }];
  if (type === Packet.TYPE.SOA && name === zone) return [soa(zone, state, me)];
  if (type === Packet.TYPE.NS && name === zone) return servers.map((ns) => ({ name, type, ns }));
  return records.filter((record) => record.name === name && Packet.TYPE[record.type] === type).map(resource);
}

function resource({ name, type, value }: ZoneRecord): Resource {
  const base = { name, type: Packet.TYPE[type] };
  if (type === 'TXT') return { ...base, data: strings(value) };
  return type === 'CNAME' ? { ...base, domain: canonical(value) } : { ...base, address: value };
}

function soa(zone: string, state: DnsState, me: Responder): Resource {
  const [primary = zone] = nameServers(zone, me.addresses.length);
  return {
    name: zone,
    type: Packet.TYPE.SOA,
    primary,
    admin: `hostmaster.${zone}`,
    serial: state.serial,
    refresh: 3600,
    retry: 600,
    expiration: 86_400,
    minimum: TTL,
  };
}

/** A TXT record is a list of strings of at most 255 bytes. */
const strings = (value: string): string[] => value.match(/.{1,255}/gs) ?? [''];
const full = (record: Resource): dns2.Packet.Resource =>
  ({ class: Packet.CLASS.IN, ttl: TTL, ...record }) as dns2.Packet.Resource;
