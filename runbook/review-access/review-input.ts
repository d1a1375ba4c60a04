import { z } from 'zod';
import { completedDayTwo, type DayTwoInput } from '../day-two/day-two-input.js';
import { HOUR_OF_LIFE } from '../offboard/offboard-input.js';

/** A longer list of seats leaves no room for the rest of what a run carries on. Characters. */
export const MOST_SEATS_TEXT = 400_000;

/** What one review of access is about. */
export const REVIEW_ABOUT = z.strictObject({
  /** What people call it, such as 2026-Q4: it is a part of the workflow id. */
  name: z.string().trim().min(1).max(80),
  /** The list of the Subscriptions tab, as text; null where nobody gave one. */
  seats: z.string().max(MOST_SEATS_TEXT).nullable().default(null),
  /** For the offboardings. */
  hourMs: HOUR_OF_LIFE,
});

export type ReviewAbout = z.output<typeof REVIEW_ABOUT>;
export type ReviewInput = DayTwoInput<ReviewAbout>;

/** The input, complete; null where it names no domain, no org or no review. */
export const completedReviewInput = (given: unknown): ReviewInput | null => completedDayTwo(given, REVIEW_ABOUT);
