import { z } from 'zod';
import { completedDayTwo, type DayTwoInput } from '../day-two/day-two-input.js';

/** An hour of a token's life, as long as it is. Milliseconds. */
const HOUR_MS = 60 * 60 * 1000;

/** How long an hour of the access token's life is waited for; shorter in the sandbox. Milliseconds. */
export const HOUR_OF_LIFE = z.number().positive().max(HOUR_MS).default(HOUR_MS);

/** Who leaves, and how. */
export const OFFBOARD_ABOUT = z.strictObject({
  /** Okta login, in any case. */
  login: z.string().trim().min(1).max(300),
  /** For the report. */
  reason: z.string().max(2_000).nullable().default(null),
  ticket: z.string().max(300).nullable().default(null),
  /** Revoke the person's refresh tokens, instead of letting the next refresh fail. */
  now: z.boolean().default(false),
  hourMs: HOUR_OF_LIFE,
});

export type OffboardAbout = z.output<typeof OFFBOARD_ABOUT>;
export type OffboardInput = DayTwoInput<OffboardAbout>;

/** The input, complete; null where it names no domain, no org, or no person who leaves. */
export const completedOffboardInput = (given: unknown): OffboardInput | null => completedDayTwo(given, OFFBOARD_ABOUT);

/** The wait is shortened, as in the sandbox. */
export const isShortened = ({ about }: OffboardInput): boolean => about.hourMs < HOUR_MS;
