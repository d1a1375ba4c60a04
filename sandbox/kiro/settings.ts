import { z } from 'zod';

const milliseconds = z.int().min(0);
const perSecond = z.int().min(1);

/** Switches of the sandbox's Kiro, for what differs between generations or is not documented (docs/unverified.md). */
export const settingsForm = z.strictObject({
  /** Of AWS's SCIM: `new` knows cursors and the filters `groups.value` and `members.value`. */
  generation: z.enum(['new', 'old']),
  /** Attributes of the enterprise extension that fail a user; IAM Identity Center takes them, Kiro does not. */
  refuseAttributes: z.array(z.string()),
  /** How long a new group member waits for a seat ("Sync delay"; up to 24 h in Kiro). Milliseconds. */
  membershipDelayMs: milliseconds,
  /** How long filters do not tell of a new group member. Milliseconds. */
  memberVisibleAfterMs: milliseconds,
  /** With 3, every third member that is added is answered 204 and lost; null loses nobody. */
  loseEveryMember: z.int().min(1).nullable(),
  /** Requests a second; AWS's quotas are 25 writes and 40 reads. Null throttles nobody. */
  throttle: z.strictObject({ writes: perSecond, reads: perSecond }).nullable(),
  /** Every token counts as past its year. */
  expiredToken: z.boolean(),
});

export type KiroSettings = z.output<typeof settingsForm>;

export const DEFAULT_SETTINGS: KiroSettings = {
  generation: 'new',
  refuseAttributes: ['department', 'employeeNumber'],
  membershipDelayMs: 0,
  memberVisibleAfterMs: 0,
  loseEveryMember: null,
  throttle: null,
  expiredToken: false,
};
