import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

// What the record keeps of the last audit, for the next one to compare with: ids and counts, never what was found itself.

/** At most this many ids of each kind are kept; of findings beyond that only the number. */
export const MOST_KEPT = 400;
/** At most this many ids of System Log events are kept. */
export const MOST_EVENTS = 100;

const time = z.iso.datetime();
/** Characters; as `findingMuted` takes them. */
const MAX_ID = 400;
const id = z.string().min(1).max(MAX_ID);
const count = z.int().min(0);

/** How many things an audit saw of each kind. */
const counts = z.strictObject({
  proven: count,
  /** Findings that are shown: without those that are muted. */
  wrong: count,
  notLookedAt: count,
  /** People who wait for Kiro, and not for longer than it may take. */
  waiting: count,
  muted: count,
});
export type AuditCounts = z.output<typeof counts>;

/** `audited`: what an audit saw. Times are ISO 8601 in UTC. */
export const AUDITED = z.strictObject({
  at: time,
  workflowId: z.string().min(1).max(1_000),
  runId: z.string().min(1).max(100),
  startedAt: time,
  outcome: z.enum(['clean', 'findings', 'blocked']),
  counts,
  /** SHA-256 of the file that holds all of it. */
  sha256: z.string().max(64),
  /** SHA-256 of what was to be there: with another configuration, what is not looked at any more is no loss. */
  configuration: z.string().max(64),
  /** Ids of all that was proven once, and has not been wrong since. */
  proven: z.array(id).max(MOST_KEPT),
  /** Findings, in the order of `inKeptOrder`, each with when an audit first saw it. */
  wrong: z.array(z.strictObject({ id, since: time, muted: z.literal(true).optional() })).max(MOST_KEPT),
  /** How many findings there are beyond those. */
  beyond: count,
  /** People who wait for Kiro, with since when an audit has known it. */
  waiting: z.array(z.strictObject({ id, since: time })).max(MOST_KEPT),
  /** Until when the System Log was read; null where it never was. */
  logUntil: time.nullable(),
  /** Ids of the newest events: Okta may show others late. */
  events: z.array(z.string().max(100)).max(MOST_EVENTS),
});

export type LastAudit = z.output<typeof AUDITED>;

/** What of it everybody may ask the record for. */
export type AuditSummary = Pick<LastAudit, 'at' | 'workflowId' | 'runId' | 'outcome' | 'counts' | 'sha256'>;

export const summaryOfAudit = ({ at, workflowId, runId, outcome, counts, sha256 }: LastAudit): AuditSummary => ({
  at,
  workflowId,
  runId,
  outcome,
  counts,
  sha256,
});

/** Findings about people come last: there may be very many, and they all say the same. */
export function inKeptOrder(one: { id: string }, other: { id: string }): number {
  const rank = ({ id: text }: { id: string }): number => (text.startsWith('people/') ? 1 : 0);
  return rank(one) - rank(other) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/** An id as it is kept and muted: the end of a very long one, such as of a group with a long name, becomes a hash. */
export const shortId = (long: string): string =>
  long.length <= MAX_ID ? long : `${long.slice(0, 300)}#${bytesToHex(sha256(utf8ToBytes(long)))}`;
