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

/** Something to know or to mend. */
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
  servers: ServerReport[];
  /** Empty as long as the authoritative servers do not agree. */
  resolvers: ResolverReport[];
  hints: Hint[];
  /** ISO 8601. */
  checkedAt: string;
}
