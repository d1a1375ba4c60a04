import type { ReadPatience } from '../try-read.js';

/** How patient the activities are within one attempt. Milliseconds. */
export interface Pace {
  /** After which a call counts as failed; activities must be allowed more. */
  requestTimeout: number;
  /** How often a read that fails for a moment is made again at once. */
  reads: ReadPatience;
  /**
   * The longest wait for a rate limit in the middle of work. A longer one fails, and the work begins anew after it,
   * which a list of more pages than a minute allows would never survive.
   */
  hold: number;
  /** Waits before each look at what was just written: Okta is now and then behind its own writes. */
  readBack: readonly number[];
  /** Waits before each look for an object whose creation got no clear answer: searches lag most. */
  lookAgain: readonly number[];
  /** Waits before each further look at what Okta does by itself, before the whole activity is tried again. */
  progress: readonly number[];
}

/** The usual patience; tests have less. */
export const PACE: Pace = {
  requestTimeout: 30_000,
  reads: { tries: 6, firstWait: 400, longestWait: 8_000 },
  hold: 300_000,
  readBack: [0, 200, 400, 800, 1_600],
  lookAgain: [500, 1_000, 2_000, 4_000, 8_000],
  progress: [500, 1_500],
};
