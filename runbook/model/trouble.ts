import type { Change, Finding } from './proof.js';

/** An object of the org that a step may mean. */
export interface Candidate {
  id: string;
  name: string;
  url: string;
  /** What adopting it would change, field by field; long values are clipped. Absent in runs of an earlier version. */
  changes?: Change['fields'];
  /** Why it is never adopted, as what it is: `it has a client secret`. Absent where it may be adopted. */
  barrier?: string;
}

/** First detail of a non-retryable failure. */
export interface Trouble {
  findings: Finding[];
  /** Namesakes among which the admin must choose (`objectChosen`), else empty. */
  candidates: Candidate[];
  /** Okta's `errorId` and `X-Okta-Request-Id`, to show to Okta's support. */
  requestIds: string[];
  /** What the runbook would do about it if the person consents (`decisionMade`, repair); absent where nothing. */
  repair?: string;
  /** The consequence (`consequences.ts`) whose contrary was seen: what people said before is not so. Absent: none. */
  denies?: string;
  /** What was made or changed before it stopped; absent where nothing. */
  changes?: Change[];
}

/** The fix of a problem whose own words say what to do. */
export const AS_IT_SAYS = 'Do that; the step is then tried again.';

/**
 * The admin's answer to a namesake: use the object of this id, or make one under another name. `shown` is what the admin
 * was told that adopting changes; an activity that would write changes no more than that.
 */
export type Choice = { use: 'adopt'; id: string; shown?: Change['fields'] } | { use: 'create'; name: string };
