import { visible } from '../../runbook/escape/characters.js';
import type { DnsReport, ResolverReport, ServerReport, Verdict } from './dns-report.js';

const WORDS: Record<Verdict, string> = {
  match: 'has the value',
  'other-values': 'has other TXT records only',
  empty: 'has no TXT record there',
  nxdomain: 'knows no such name',
  servfail: 'fails',
  refused: 'refuses to answer',
  lame: 'does not serve the zone',
  timeout: 'gives no answer',
  unreachable: 'cannot be reached',
  malformed: 'gives a broken answer',
};
const LONGEST_VALUE = 200;
const MOST_VALUES = 20;

/** The report for people: the outcome, each server, what to do. Lines of at most `width` columns where words allow. */
export function describeReport(report: DnsReport, width = 80): string[] {
  const { summary, servers, resolvers, hints, provider } = report;
  const isListing = report.expected === null;
  return [
    ...wrap(visible(summary), '', width),
    ...servers.flatMap((one) => [
      ...wrap(describeServer(one, isListing), '  ', width),
      ...valueLines(one, isListing, width),
    ]),
    ...resolvers.flatMap((one) => wrap(describeResolver(one), '  ', width)),
    ...hints.flatMap(({ problem, fix }) => wrap(`${visible(problem)} ${visible(fix)}`, '- ', width)),
    ...(provider === null ? [] : wrap(`DNS provider: ${provider.name}, ${provider.url}`, '', width)),
  ];
}

/** One server in one sentence, also for the audit report. */
function describeServer(one: ServerReport, isListing = false): string {
  return `${visible(one.server)} (${one.address}) ${sayings(one, isListing)}`;
}

function describeResolver(one: ResolverReport): string {
  return `resolver ${visible(one.resolver)} ${sayings(one, false)}`;
}

/** A verdict in words, with what is known beside it. */
export function sayings(
  { verdict, detail, ttl, ...rest }: Pick<ServerReport | ResolverReport, 'verdict' | 'detail' | 'ttl' | 'values'>,
  isListing: boolean,
): string {
  const { length } = rest.values;
  const isValues = isListing && verdict === 'other-values';
  const words = isValues ? `has ${length} TXT record${length === 1 ? '' : 's'}` : WORDS[verdict];
  const serial = 'serial' in rest && typeof rest.serial === 'number' ? [`serial ${rest.serial}`] : [];
  const more = [...(detail === null ? [] : [visible(detail)]), ...serial, ...(ttl === null ? [] : [`TTL ${ttl} s`])];
  return [words, ...more].join(', ');
}

function valueLines({ verdict, values }: ServerReport, isListing: boolean, width: number): string[] {
  if (verdict !== 'other-values') return [];
  const shown = values.slice(0, isListing ? values.length : MOST_VALUES);
  const left = values.length - shown.length;
  return [
    ...shown.flatMap((value) => wrap(`"${cut(visible(value), isListing ? Infinity : LONGEST_VALUE)}"`, '    ', width)),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length)}…`);

/** Breaks at spaces; the lines after the first are set in as far as the first one's lead is long. */
function wrap(text: string, lead: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width - lead.length) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  const inset = ' '.repeat(lead.length);
  return [...lines, line].map((one, index) => `${index === 0 ? lead : inset}${one}`);
}
