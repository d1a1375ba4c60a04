import { randomInt } from 'node:crypto';
import dns2 from 'dns2';

const { Packet } = dns2;

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT';
export interface Question {
  name: string;
  type: RecordType;
  /** Ask a resolver to find it out; off for authoritative servers. */
  recursive: boolean;
}

/** A record of an answer, with its data as text: TXT strings joined, a name, an address, the SOA's serial. */
export interface Answer {
  name: string;
  type: RecordType;
  ttl: number;
  data: string;
}

/** A decoded answer. A message that cannot be decoded whole is an error, never "no record". */
export interface Reply {
  rcode: number;
  authoritative: boolean;
  truncated: boolean;
  answers: Answer[];
  /** The zone's SOA in the authority section: name, serial, and how long a "no" may be cached (seconds). */
  soa: { zone: string; serial: number; negativeTtl: number } | null;
}

/** Larger answers come over TCP; the size that crosses today's networks whole (DNS Flag Day 2020). Bytes. */
const UDP_PAYLOAD = 1232;

/** A query with a random id. */
export function encode(question: Question): { id: number; message: Buffer } {
  const packet = new Packet();
  packet.header.id = randomInt(0x10000);
  packet.header.rd = question.recursive ? 1 : 0;
  packet.questions.push(
    new Packet.Question({ name: question.name, type: Packet.TYPE[question.type], class: Packet.CLASS.IN }),
  );
  packet.additionals.push(Packet.Resource.EDNS([], { udpPayloadSize: UDP_PAYLOAD }));
  return { id: packet.header.id, message: packet.toBuffer() };
}

/** The reply to this query; null when the message is somebody else's. @throws Error when it is malformed. */
export function decode(message: Buffer, id: number, question: Question): Reply | null {
  if (message.length < 12 || message.readUInt16BE(0) !== id || (message[2]! & 0x80) === 0) return null;
  const packet = Packet.parse(message);
  const [asked] = packet.questions;
  if (
    asked === undefined ||
    canonical(asked.name) !== canonical(question.name) ||
    asked.type !== Packet.TYPE[question.type]
  )
    return null;
  const isCut = packet.errors.length > 0 || packet.answers.length !== packet.header.ancount;
  if (isCut && packet.header.tc === 0) throw new Error('the answer is malformed');
  const soa = packet.authorities.find((record) => record.type === Packet.TYPE.SOA);
  return {
    rcode: packet.header.rcode,
    authoritative: packet.header.aa === 1,
    truncated: packet.header.tc === 1,
    answers: packet.answers.flatMap(answerOf),
    soa:
      soa === undefined
        ? null
        : {
            zone: canonical(soa.name),
            serial: soa.serial ?? 0,
            negativeTtl: Math.min(soa.ttl, soa.minimum ?? soa.ttl),
          },
  };
}

/** Lower case, without the dot at the end. */
export const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');

function answerOf(record: dns2.Packet.Resource): Answer[] {
  const type = TYPES[record.type];
  if (type === undefined) return [];
  return [{ name: canonical(record.name), type, ttl: record.ttl, data: dataOf(type, record) }];
}

const TYPES: Record<number, RecordType> = Object.fromEntries(
  (['A', 'AAAA', 'CNAME', 'NS', 'SOA', 'TXT'] as const).map((type) => [Packet.TYPE[type], type]),
);

function dataOf(type: RecordType, record: dns2.Packet.Resource): string {
  if (type === 'TXT') return [record.data ?? ''].flat().map(String).join('');
  if (type === 'NS') return canonical(record.ns ?? '');
  if (type === 'CNAME') return canonical(record.domain ?? '');
  if (type === 'SOA') return String(record.serial ?? '');
  return record.address ?? '';
}
