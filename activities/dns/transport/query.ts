import { randomInt } from 'node:crypto';
import {
  decodeMessage,
  encodeQuery,
  MalformedMessage,
  RCODE,
  TYPE,
  type Message,
  type Question,
  type QueryFlags,
} from './message.js';

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
export type Reading =
  { kind: 'message'; message: Message } | { kind: 'truncated' } | { kind: 'foreign' | 'malformed'; why: string };

const HEADER_BYTES = 12;
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
