import type { Finding, Proof } from '../model/proof.js';
import type { RosterSummary } from '../roster/summary.js';
import type { ScimTask } from './scim.js';
import type { RunObjects } from './task.js';

export type { RunObjects };

export interface ReviewActivities {
  /**
   * Okta's members of the pushed groups against SCIM's: ends when all have arrived, or at the first look after `until`.
   * Before that it fails (retryable, benign, progress as message); its looks grow sparser from `since`, when the window
   * began, and are spaced for a window up to `end`. Times are ISO 8601.
   */
  awaitArrival(task: ScimTask & { since: string; until: string; end: string }): Promise<Arrival>;
  /** Everybody against Okta, SCIM and the Subscriptions tab's list; writes the roster under the reports folder. */
  reviewSubscriptions(
    task: ScimTask & { objects: RunObjects; list: SubscriptionList | ListInParts },
  ): Promise<Proof & { findings: Finding[]; roster: RosterSummary }>;
}

/** Progress of the pushed groups' members on the Kiro side. */
export interface Arrival extends Proof {
  /** `unproven` without a SCIM token: nothing could be asked. */
  verdict: 'all-arrived' | 'some-missing' | 'unproven';
  expected: number;
  arrived: number;
  /** Logins, at most 20. */
  missing: string[];
}

/** As the person sent it: pasted text, or rows with the columns' names as keys. */
export type SubscriptionList = { csv: string } | { rows: Record<string, string>[] };

/** A list too long for one message to an activity: it asks the run for each part (`LIST_PART_QUERY`). */
export interface ListInParts {
  parts: number;
}
