import { randomInt } from 'node:crypto';
import dns2 from 'dns2';

const { Packet } = dns2;

const HEADER_BYTES = 12;

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
  /** RA: the server looks names up elsewhere, as resolvers do. */
  recursionAvailable: boolean;
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

interface QueryFlags {
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
    recursionAvailable: header.ra === 1,
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

/** Records in a message; a thousand TXT records are a lot, and one takes at least eleven bytes. */
const MOST_RECORDS = 4096;
/** The most pointers in a row. Honest servers use one, now and then two; random data never has this many. */
const MOST_POINTERS = 16;

/**
 * Whether decoding could take seconds: compressed names (RFC 1035, 4.1.4) that lead through long chains of pointers,
 * or more records than the message can hold. The codec stops at circles, but walks every chain to its end.
 */
function tooCostly(bytes: Buffer): boolean {
  if (bytes.length < HEADER_BYTES) return false;
  const records = [4, 6, 8, 10].reduce((sum, offset) => sum + bytes.readUInt16BE(offset), 0);
  if (records > MOST_RECORDS) return true;
  for (let start = 0; start + 1 < bytes.length; start += 1) {
    if (isLongChain(bytes, start)) return true;
  }
  return false;
}

function isLongChain(bytes: Buffer, start: number): boolean {
  const seen = new Set<number>();
  for (let at = start; isPointer(bytes, at) && !seen.has(at); at = bytes.readUInt16BE(at) & 0x3fff) {
    seen.add(at);
    if (seen.size > MOST_POINTERS) return true;
  }
  return false;
}

const isPointer = (bytes: Buffer, at: number): boolean => at + 1 < bytes.length && (bytes[at]! & 0xc0) === 0xc0;

/** A question on its way: its bytes, and what a reply to it must repeat. */
export interface Query {
  id: number;
  question: Question;
  bytes: Buffer;
}

/** @returns null for a name that fits in no query; a broken zone may lead to one. */
export function newQuery(question: Question, flags: QueryFlags): Query | null {
  const id = randomInt(0x1_0000);
  try {
    return { id, question, bytes: encodeQuery(id, question, flags) };
  } catch {
    return null;
  }
}

/** What some bytes are to a query. `foreign` is what a forger or a confused server sends: no reply to it. */
type Reading =
  { kind: 'message'; message: Message } | { kind: 'truncated' } | { kind: 'foreign' | 'malformed'; why: string };

const CLASS_IN = 1;

/** Reads bytes that came from the server asked. A cut reply (TC) is not decoded: TCP has all of it. */
export function readReply(bytes: Buffer, query: Query): Reading {
  if (bytes.length < HEADER_BYTES) return { kind: 'foreign', why: `${bytes.length} bytes are no DNS message` };
  if (bytes.readUInt16BE(0) !== query.id) return { kind: 'foreign', why: 'the reply has the id of another query' };
  if ((bytes[2]! & 0x80) === 0) return { kind: 'foreign', why: 'a query came back instead of a reply' };
  if ((bytes[2]! & 0x02) !== 0) return { kind: 'truncated' };
  try {
    const message = decodeMessage(bytes);
    return repeats(message, query.question)
      ? { kind: 'message', message }
      : { kind: 'foreign', why: 'the reply is to another question' };
  } catch (error) {
    if (error instanceof MalformedMessage) return { kind: 'malformed', why: error.message };
    throw error;
  }
}

/** A server that does not even read the question may leave it out of its error. */
function repeats({ questions, rcode }: Message, asked: Question): boolean {
  const [one] = questions;
  if (one === undefined) return rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN;
  return questions.length === 1 && one.name === asked.name && one.type === TYPE[asked.type] && one.class === CLASS_IN;
}
