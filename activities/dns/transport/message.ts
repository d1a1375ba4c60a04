import dns2 from 'dns2';
import { tooCostly } from './cost.js';

const { Packet } = dns2;

/** The types of records that are asked for here. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT';

interface Owned {
  /** Canonical. */
  name: string;
  /** Seconds. */
  ttl: number;
}

export type DnsRecord = Owned &
  (
    | { type: 'A'; address: string }
    | { type: 'AAAA'; address: string }
    | { type: 'CNAME'; target: string }
    | { type: 'NS'; target: string }
    | { type: 'SOA'; serial: number; minimum: number }
    | { type: 'TXT'; strings: string[] }
  );

export interface Question {
  name: string;
  type: RecordType;
}

/** A reply as the rest of this folder sees it: of class IN, and only records of the types above. */
export interface Message {
  id: number;
  isResponse: boolean;
  authoritative: boolean;
  /** See `RCODE`. */
  rcode: number;
  questions: { name: string; type: number; class: number }[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
  additionals: DnsRecord[];
  hasEdns: boolean;
}

/** Response codes by name (RFC 1035, 2136). */
export const RCODE = Packet.RCODE;
/** Numbers of the record types by name. */
export const TYPE = Packet.TYPE;
/** Bytes a server may send over UDP: what passes without fragments nearly everywhere (DNS flag day 2020). */
const UDP_PAYLOAD = 1232;

/** A message that cannot be read, or not in full: never to be taken for "no record". */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

export interface QueryFlags {
  recursion: boolean;
  /** CD of RFC 4035: answer although DNSSEC validation fails. */
  checkingDisabled: boolean;
  edns: boolean;
}

/** The bytes of a query. */
export function encodeQuery(id: number, { name, type }: Question, flags: QueryFlags): Buffer {
  const packet = new Packet();
  const cd = flags.checkingDisabled ? 1 : 0;
  packet.header = new Packet.Header({ id, rd: flags.recursion ? 1 : 0, ...{ cd } });
  packet.questions = [new Packet.Question(name, TYPE[type], Packet.CLASS.IN)];
  if (flags.edns) packet.additionals.push(Packet.Resource.EDNS([], { udpPayloadSize: UDP_PAYLOAD }));
  return packet.toBuffer();
}

/** @throws MalformedMessage */
export function decodeMessage(bytes: Buffer): Message {
  if (tooCostly(bytes)) throw new MalformedMessage('its names point to each other without end');
  const { header, questions, answers, authorities, additionals, errors } = parse(bytes);
  const broken = errors.find(({ section }) => section !== 'additionals');
  if (broken !== undefined) throw new MalformedMessage(broken.message);
  return {
    id: header.id,
    isResponse: header.qr === 1,
    authoritative: header.aa === 1,
    rcode: header.rcode,
    questions: questions.map((one) => ({ ...one, name: canonicalWire(one.name) })),
    answers: answers.flatMap(readRecord),
    authorities: authorities.flatMap(readRecord),
    additionals: additionals.flatMap(readRecord),
    hasEdns: additionals.some(({ type }) => type === TYPE.EDNS),
  };
}

function parse(bytes: Buffer): dns2.Packet {
  try {
    return Packet.parse(bytes);
  } catch (error) {
    throw new MalformedMessage(error instanceof Error ? error.message : 'it cannot be decoded');
  }
}

/** dns2 types every record as one wide shape; here each gets its own. */
function readRecord(record: dns2.Packet.Resource): DnsRecord[] {
  if (record.class !== Packet.CLASS.IN) return [];
  const owned = { name: canonicalWire(record.name), ttl: record.ttl };
  const { address, ns, domain, data, serial, minimum } = record;
  switch (record.type) {
    case TYPE.A:
      return address === undefined ? [] : [{ ...owned, type: 'A', address }];
    case TYPE.AAAA:
      return address === undefined ? [] : [{ ...owned, type: 'AAAA', address }];
    case TYPE.NS:
      return ns === undefined ? [] : [{ ...owned, type: 'NS', target: canonicalWire(ns) }];
    case TYPE.CNAME:
      return domain === undefined ? [] : [{ ...owned, type: 'CNAME', target: canonicalWire(domain) }];
    case TYPE.SOA:
      return serial === undefined || minimum === undefined ? [] : [{ ...owned, type: 'SOA', serial, minimum }];
    case TYPE.TXT:
      return Array.isArray(data) ? [{ ...owned, type: 'TXT', strings: data }] : [];
    default:
      return [];
  }
}

const canonicalWire = (name: string): string => name.toLowerCase();
