import type { Answer, Reply } from './packet.js';

/** What one address of one server says of the record. */
export type Verdict =
  | 'match'
  | 'other-values'
  | 'empty'
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'lame'
  | 'timeout'
  | 'malformed'
  | 'unreachable';

const RCODES: Record<number, Verdict> = { 2: 'servfail', 3: 'nxdomain', 5: 'refused' };

/** Judge a reply; without an expected value any TXT record is a match. */
export function verdictOf(
  reply: Reply,
  expected: string | null,
  needsAuthority: boolean,
): { verdict: Verdict; values: string[] } {
  const values = textsOf(reply.answers);
  const failed = RCODES[reply.rcode];
  if (failed !== undefined && !(failed === 'nxdomain' && needsAuthority && !reply.authoritative))
    return { verdict: failed, values: [] };
  if (reply.rcode !== 0 && failed === undefined) return { verdict: 'malformed', values: [] };
  if (needsAuthority && !reply.authoritative) return { verdict: 'lame', values };
  if (values.length === 0) return { verdict: 'empty', values };
  return { verdict: expected === null || values.includes(expected) ? 'match' : 'other-values', values };
}

const textsOf = (answers: Answer[]): string[] =>
  answers.filter((answer) => answer.type === 'TXT').map((answer) => answer.data);
