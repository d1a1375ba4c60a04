/** Switches of the sandbox's Kiro, for what differs between generations or is not documented (docs/unverified.md). */
export interface KiroSettings {
  /** Of AWS's SCIM: `new` knows cursors and the filters `groups.value` and `members.value`. */
  generation: 'new' | 'old';
  /** Attributes of the enterprise extension that fail a user; IAM Identity Center takes them, Kiro does not. */
  refuseAttributes: readonly string[];
  /** How long a new group member waits for a seat ("Sync delay"; up to 24 h in Kiro). Milliseconds. */
  membershipDelayMs: number;
  /** Requests a second; AWS's quotas are 25 writes and 40 reads. Null throttles nobody. */
  throttle: { writes: number; reads: number } | null;
  /** Every token counts as past its year. */
  expiredToken: boolean;
}

export const DEFAULT_SETTINGS: KiroSettings = {
  generation: 'new',
  refuseAttributes: ['department', 'employeeNumber'],
  membershipDelayMs: 0,
  throttle: null,
  expiredToken: false,
};
