import dns2 from 'dns2';
import type { Behaviour } from './name-server.js';

const { Packet } = dns2;
const { TYPE } = Packet;
const REGISTRY = 'ns.registry.example';
export const REGISTRY_ADDRESS = '127.0.0.4';

const record = (name: string, type: number, rest: object): dns2.Packet.Resource =>
  ({ name, type, class: Packet.CLASS.IN, ttl: 60, ...rest }) as dns2.Packet.Resource;

/** As `other`, and with the servers of com. */
export const knowingCom =
  (other: Behaviour): Behaviour =>
  (query, transport) => {
    const { name, type } = query.questions[0]!;
    const reply = Packet.createResponseFromRequest(query);
    if (name === 'com' && type === TYPE.NS) reply.answers.push(record('com', TYPE.NS, { ns: REGISTRY }));
    else if (name === REGISTRY && type === TYPE.A) {
      reply.answers.push(record(name, TYPE.A, { address: REGISTRY_ADDRESS }));
    } else return other(query, transport);
    return reply;
  };

/** The registry's server: it refers to these servers, with their addresses. */
export const referring =
  (servers: Record<string, string>): Behaviour =>
  (query) => {
    const reply = Packet.createResponseFromRequest(query);
    for (const [ns, address] of Object.entries(servers)) {
      reply.authorities.push(record('example.com', TYPE.NS, { ns }));
      reply.additionals.push(record(ns, TYPE.A, { address }));
    }
    return reply;
  };

/** A resolver that checks DNSSEC, for a zone whose signatures do not fit: it answers only when told not to check. */
export const validating =
  (other: Behaviour): Behaviour =>
  (query, transport) => {
    const reply = other(query, transport);
    const { cd } = query.header as { cd?: number };
    const isRecord = query.questions[0]!.type === TYPE.TXT;
    if (reply instanceof Packet && isRecord && cd !== 1) {
      reply.answers.splice(0);
      reply.header.rcode = Packet.RCODE.SERVFAIL;
    }
    return reply;
  };
