import type { Message } from './message.js';
import { readReply, type Query } from './query.js';

/** No usable reply. `malformed` is one that cannot be read in full or does not belong to the query. */
export interface Failure {
  failure: 'timeout' | 'unreachable' | 'malformed';
  /** In words, for people. */
  detail: string;
}

/** What came of asking over one transport. */
export type Leg = { message: Message } | 'truncated' | Failure;

/** A leg that brought nothing. */
export const failed = (failure: Failure['failure'], detail: string): Failure => ({ failure, detail });

/** What a transport that never cuts has brought; its name for people, such as "TCP". */
export function readWhole(bytes: Buffer, query: Query, transport: string): Leg {
  const reading = readReply(bytes, query);
  if (reading.kind === 'message') return { message: reading.message };
  return failed('malformed', reading.kind === 'truncated' ? `marked as cut (TC) over ${transport}` : reading.why);
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to it from here',
  ENETUNREACH: 'no route to it from here',
  EADDRNOTAVAIL: 'this machine has no address of that family',
  ENOTFOUND: 'its name has no address',
  EINVAL: 'this machine cannot send to it',
  EACCES: 'this machine may not send to it',
  EPERM: 'this machine may not send to it',
};

/** Why a transport failed, in words for people; its code where there are none. */
export function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.message || error.name : (WORDS[code] ?? code);
}
