import dns2 from 'dns2';
import { canonical, exists, nameServers, recordsAt, zoneOf, type DnsState } from './zones.js';

const { Packet } = dns2;
type Resource = Partial<dns2.Packet.Resource> & { name: string; type: number };

/** Seconds. */
const TTL = 60;

/** Which server answers: the authoritative ones by their place, the recursive one sees what the first one sees. */
export interface Responder {
  /** Place among the authoritative servers. */
  server: number;
  recursive: boolean;
  /** Addresses of the authoritative servers, in order. */
  addresses: string[];
}

/** The answer of one server to one query. */
export function answer(query: dns2.Packet, state: DnsState, me: Responder, now: number): dns2.Packet {
  const reply = Packet.createResponseFromRequest(query);
  const [question] = query.questions;
  reply.header.ra = me.recursive ? 1 : 0;
  reply.header.aa = me.recursive ? 0 : 1;
  if (question === undefined) {
    reply.header.rcode = Packet.RCODE.FORMERR;
    return reply;
  }
  const name = canonical(question.name);
  const zone = zoneOf(name);
  const found = lookUp(name, zone, question.type, state, me, now);
  reply.answers.push(...found.map((record) => full(record)));
  if (found.length === 0) {
    reply.authorities.push(full(soa(zone, state, me)));
    const isServer = nameServers(zone, me.addresses.length).includes(name);
    if (!isServer && !exists(state, me.server, name, now)) reply.header.rcode = Packet.RCODE.NXDOMAIN;
  }
  return reply;
}

function lookUp(name: string, zone: string, type: number, state: DnsState, me: Responder, now: number): Resource[] {
  const servers = nameServers(zone, me.addresses.length);
  const place = servers.indexOf(name);
  if (type === Packet.TYPE.A && place >= 0) return [{ name, type, address: me.addresses[place]! }];
  if (type === Packet.TYPE.SOA && name === zone) return [soa(zone, state, me)];
  if (type === Packet.TYPE.NS && name === zone) return servers.map((ns) => ({ name, type, ns }));
  if (type !== Packet.TYPE.TXT) return [];
  return recordsAt(state, me.server, name, now)
    .filter((record) => record.type === 'TXT')
    .map((record) => ({ name, type, ttl: record.ttl, data: strings(record.value) }));
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
