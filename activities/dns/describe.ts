import type { DnsReport, ServerVerdict } from './check.js';

const WORDS = {
  match: 'has the record',
  'other-values': 'has other TXT records only',
  empty: 'has no TXT record there',
  nxdomain: 'knows no such name',
  servfail: 'fails (SERVFAIL)',
  refused: 'refuses to answer',
  lame: 'is not responsible for the zone',
  timeout: 'does not answer',
  malformed: 'gives a broken answer',
  unreachable: 'cannot be reached',
} as const;

/** One server on one line. */
export const serverLine = (one: ServerVerdict): string =>
  `${one.server} (${one.address}) ${WORDS[one.verdict]}${one.serial === null ? '' : `, serial ${one.serial}`}`;

/** The verdict first, then the advice, then each server. */
export function describeReport(report: DnsReport): string[] {
  return [headline(report), ...report.advice, ...[...report.authoritative, ...report.resolvers].map(serverLine)];
}

function headline({ recordName, authoritative, propagated, resolvers, expected }: DnsReport): string {
  if (expected === null) return `TXT records at ${recordName}:`;
  if (propagated) return `TXT ${recordName}: every server has the record.`;
  const have = authoritative.filter(({ verdict }) => verdict === 'match').length;
  if (have === authoritative.length && resolvers.length > 0)
    return `TXT ${recordName}: every name server has it, a resolver not yet.`;
  return `TXT ${recordName}: ${have} of ${authoritative.length} name server addresses have the record.`;
}
