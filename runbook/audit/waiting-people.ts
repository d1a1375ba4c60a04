import type { LastAudit } from '../connection/last-audit.js';
import type { Finding } from '../model/proof.js';
import type { Wrong } from '../verify/proven-and-wrong.js';

/** Kiro may take so long to show somebody (guide, "Sync delay"). Milliseconds. */
export const SYNC_DELAY_MS = 24 * 60 * 60 * 1000;

/** What somebody is said to lack who may only be on the way. */
const ON_THE_WAY = ['not-provisioned', 'not-arrived'];

/** Somebody who is on the way to Kiro, and may be. */
export interface Waiting {
  id: string;
  /** Login. */
  who: string;
  /** Since when. ISO 8601. */
  since: string;
}

/** What is known of when somebody began to wait. Milliseconds since the epoch; null where nothing is. */
export interface Start {
  /** When Okta assigned the SCIM application to them, or put them into a pushed group: the later one. */
  at: number | null;
  /** Okta has failed to bring them, or nothing would: waiting does not help. */
  isHopeless: boolean;
  /** All that could have begun the wait was seen, so there is no later start. */
  isWhole: boolean;
}

/** Whether a finding may be that of somebody on the way. */
export const mayBeOnTheWay = ({ id }: { id: string }): boolean =>
  ON_THE_WAY.some((code) => id.startsWith(`people/${code}/`));

/**
 * Tells those who have waited for Kiro longer than it may take from those who have not. `startOf` by login; where it does not
 * know the whole of it, the wait counts from when an audit first saw it. `now` is ISO 8601.
 */
export function sortedWaiting(
  findings: (Finding & Wrong)[],
  startOf: (login: string) => Start,
  last: Pick<LastAudit, 'waiting' | 'wrong'> | null,
  now: string,
): { findings: (Finding & Wrong)[]; waiting: Waiting[] } {
  const firstSeen = new Map([...(last?.waiting ?? []), ...(last?.wrong ?? [])].map(({ id, since }) => [id, since]));
  const waiting: Waiting[] = [];
  const told = findings.flatMap((finding) => {
    if (!mayBeOnTheWay(finding)) return [finding];
    const start = startOf(finding.label);
    if (start.isHopeless) return [finding];
    const seen = Date.parse(firstSeen.get(finding.id) ?? now);
    const since = start.isWhole ? (start.at ?? seen) : Math.max(start.at ?? 0, seen);
    if (Date.parse(now) - since < SYNC_DELAY_MS) {
      waiting.push({ id: finding.id, who: finding.label, since: new Date(since).toISOString() });
      return [];
    }
    const days = `since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC, which is more than 24 hours`;
    return [{ ...finding, problem: `${finding.problem} They have waited ${days}.` }];
  });
  return { findings: told, waiting };
}
