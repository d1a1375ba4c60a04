import type { Message } from './message.js';

/** No usable reply. `malformed` is one that cannot be read in full or does not belong to the query. */
export interface Failure {
  failure: 'timeout' | 'unreachable' | 'malformed';
  /** In words, for people. */
  detail: string;
}

/** What came of asking over one transport. */
export type Leg = { message: Message } | 'truncated' | Failure;

export const failed = (failure: Failure['failure'], detail: string): Failure => ({ failure, detail });

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to it from here',
  ENETUNREACH: 'no route to it from here',
  EADDRNOTAVAIL: 'this machine has no address of that family',
  EINVAL: 'this machine cannot send to it',
  EACCES: 'this machine may not send to it',
  EPERM: 'this machine may not send to it',
};

export function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name : (WORDS[code] ?? code);
}
