import type { Audience } from '../../runbook/input.js';

/** One person of the Okta org, as `readRoster` of `activities/okta` gives them. */
export interface RosterMember {
  login: string;
  email: string;
  status: string;
  displayName: string;
}

/** Reads everybody of an audience from Okta. */
export type ReadRoster = (audience: Audience) => Promise<RosterMember[]>;

/** Okta neither pushes nor provisions people in these states. */
const INACTIVE = new Set(['DEPROVISIONED', 'SUSPENDED', 'STAGED']);

/** Who of an audience Okta provisions and pushes. */
export async function readActive(readRoster: ReadRoster, audience: Audience): Promise<RosterMember[]> {
  return (await readRoster(audience)).filter(({ status }) => !INACTIVE.has(status));
}
