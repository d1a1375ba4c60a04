/** What one server says of the record. */
export type Verdict =
  /** The expected value is there. */
  | 'match'
  /** TXT records, but not the expected one; in a listing without an expected value, any records. */
  | 'other-values'
  /** The name exists, without a TXT record. */
  | 'empty'
  | 'nxdomain'
  /** SERVFAIL, or another error of the server's own. */
  | 'servfail'
  | 'refused'
  /** Listed as a server of the zone, but does not serve it. */
  | 'lame'
  | 'timeout'
  /** Nothing listens there, or there is no way to it from here. */
  | 'unreachable'
  /** An answer that cannot be read, or that is not to the question. */
  | 'malformed';

/** Of a server that serves the zone and can be read: it says what it has. */
export const isSound = ({ verdict }: { verdict: Verdict }): boolean =>
  verdict === 'match' || verdict === 'other-values' || verdict === 'empty' || verdict === 'nxdomain';

/** Of a server that cannot be reached from here: it decides nothing. */
export const isSilent = ({ verdict }: { verdict: Verdict }): boolean =>
  verdict === 'timeout' || verdict === 'unreachable';

interface Answer {
  verdict: Verdict;
  /** The TXT records, each with its strings joined. */
  values: string[];
  /** Seconds; null without records. */
  ttl: number | null;
  /** What the verdict alone does not say. */
  detail: string | null;
  milliseconds: number;
}

/** One address of one authoritative server. */
export interface ServerReport extends Answer {
  server: string;
  address: string;
  port: number;
  /** The zone it was asked about. */
  zone: string;
  /** Answers as a resolver does, without authority. */
  isRelayed: boolean;
  /** Of the zone's SOA record; a lower one than the others' is a copy that is behind. */
  serial: number | null;
}

/** One recursive resolver. */
export interface ResolverReport extends Answer {
  /** "host:port", or the address of one over HTTPS. */
  resolver: string;
  /** Whether it answers only when DNSSEC is left unchecked. */
  dnssecFails: boolean;
  /** Until when it may keep its answer, ISO 8601. */
  keepsUntil: string | null;
}

/** Something to know, or to fix. */
export interface Hint {
  code: string;
  /** What is wrong and where, in one sentence. */
  problem: string;
  /** What to do, as the DNS provider's form wants it. */
  fix: string;
}

export type Outcome =
  /** Every server that serves the zone gives the value, and so do the resolvers. */
  | 'propagated'
  /** Every server gives it, but a resolver still has an older answer. */
  | 'cached'
  /** Some servers give it. */
  | 'partial'
  /** No server gives it. */
  | 'missing'
  /** The zone itself is at fault: no server says what it has, or the resolvers reject it. */
  | 'broken'
  /** Nothing was expected, and the servers agree. */
  | 'listed';

export interface DnsReport {
  domain: string;
  /** Canonical. */
  recordName: string;
  expected: string | null;
  outcome: Outcome;
  /** The outcome in one sentence. */
  summary: string;
  /** Of the record, at the end of `aliases`; null where none was found. */
  zone: string | null;
  /** Where CNAME records lead from the record's name, in order. */
  aliases: string[];
  provider: { name: string; url: string } | null;
  /** Who has decided: the name servers, or resolvers alone, where this machine cannot ask those. */
  decidedBy: 'name-servers' | 'resolvers';
  servers: ServerReport[];
  /** Empty as long as the authoritative servers do not agree. */
  resolvers: ResolverReport[];
  hints: Hint[];
  /** ISO 8601. */
  checkedAt: string;
}

/**
 * What the authoritative servers say together; 'propagated' is subject to the resolvers. One that is named but does
 * not serve the zone is a fault to correct, but holds nobody up: resolvers pass it over and ask the next one.
 */
export function outcomeOf(servers: ServerReport[], expected: string | null): Outcome {
  const sound = servers.filter(isSound);
  if (sound.length === 0) return 'broken';
  if (expected === null) return haveSameValues(sound) ? 'listed' : 'partial';
  const matches = sound.filter(isMatch).length;
  if (matches === sound.length) return 'propagated';
  return matches > 0 ? 'partial' : 'missing';
}

/**
 * What the resolvers make of it. Silent ones decide nothing, as the name servers have spoken; but where one of those
 * does not serve the zone, a resolver has to prove that the others do.
 */
export function withResolvers(servers: ServerReport[], resolvers: ResolverReport[]): Outcome {
  const answering = resolvers.filter(isAnswering);
  if (answering.some(({ dnssecFails }) => dnssecFails)) return 'broken';
  const isProofNeeded = servers.some((one) => !isSound(one) && !isSilent(one));
  if (isProofNeeded && answering.length === 0) return 'partial';
  return answering.every(isMatch) ? 'propagated' : 'cached';
}

const isAnswering = (one: ResolverReport): boolean => !isSilent(one) && one.verdict !== 'refused';

/** What resolvers alone say, where no name server can be asked; null where none of them says anything. */
export function outcomeByResolvers(resolvers: ResolverReport[], expected: string | null): Outcome | null {
  const answering = resolvers.filter(isAnswering);
  const sound = answering.filter(isSound);
  if (answering.some(({ dnssecFails }) => dnssecFails)) return 'broken';
  if (sound.length === 0) return null;
  if (expected === null) return 'listed';
  const matches = sound.filter(isMatch).length;
  return matches === sound.length ? 'propagated' : matches > 0 ? 'cached' : 'missing';
}

const isMatch = ({ verdict }: ServerReport | ResolverReport): boolean => verdict === 'match';

function haveSameValues(servers: ServerReport[]): boolean {
  return new Set(servers.map(({ values }) => JSON.stringify([...values].sort()))).size <= 1;
}

/** The outcome in one sentence, with the count of addresses where they differ. */
export function summaryOf({ outcome, recordName, expected, servers, decidedBy }: Omit<DnsReport, 'summary'>): string {
  const record = `the TXT record at ${recordName}`;
  if (decidedBy === 'resolvers') return byResolvers(outcome, record);
  const reached = servers.filter((one) => !isSilent(one));
  const matches = servers.filter(isMatch).length;
  const count = `${matches} of ${reached.length} ${nounFor(reached)}`;
  switch (outcome) {
    case 'propagated':
      if (matches < reached.length) return `${count} give ${record}; the others give no usable answer.`;
      return matches === servers.length
        ? `The TXT record at ${recordName} is published everywhere.`
        : `Every name server that can be reached gives ${record}.`;
    case 'cached':
      return `All name servers give ${record}, a resolver not yet.`;
    case 'partial':
      if (expected === null) return `The name servers differ in the TXT records at ${recordName}.`;
      return `${count} give ${record}; not yet ${behind(reached)}.`;
    case 'missing':
      return `No name server gives ${record} yet.`;
    case 'broken':
      return matches === 0
        ? `The TXT record at ${recordName} cannot be found: the zone is broken.`
        : `${count} give ${record}, but the zone is broken.`;
    case 'listed':
      return `TXT records at ${recordName}:`;
  }
}

function byResolvers(outcome: Outcome, record: string): string {
  const unasked = 'the name servers themselves cannot be asked from here';
  const said: Record<Outcome, string> = {
    propagated: `Every resolver that was asked gives ${record}; ${unasked}.`,
    cached: `Some resolvers give ${record}, others not yet; ${unasked}.`,
    partial: `Some resolvers give ${record}; ${unasked}.`,
    missing: `No resolver gives ${record} yet; ${unasked}.`,
    broken: `${record.replace('the', 'The')} cannot be found: the resolvers reject the zone.`,
    listed: `${record.replace('the', 'The')}, as resolvers give it:`,
  };
  return said[outcome];
}

/** A server with two addresses is asked twice, and may well answer differently. */
function nounFor(servers: ServerReport[]): string {
  return new Set(servers.map(({ server }) => server)).size === servers.length
    ? 'name servers'
    : 'name server addresses';
}

/** How many servers the summary names; the list below it has them all. */
const MOST_NAMED = 3;

function behind(servers: ServerReport[]): string {
  const names = [...new Set(servers.filter((one) => !isMatch(one)).map(({ server }) => server))];
  const left = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
