import { pause, timeLeft } from './attempt.js';

/** How often a read is tried in place, and the waits in between. Milliseconds. */
export interface ReadPatience {
  /** Calls at most, the first one included. */
  tries: number;
  /** The longest wait before the second call; it doubles from call to call. */
  firstWait: number;
  longestWait: number;
}

/** One read, as `tryRead` makes it. */
export interface PatientRead<T> {
  /** Waits until the call may be made (rate limits, pace); not counted as time of the call. */
  turn(): Promise<void>;
  call(): Promise<T>;
  /** What a failed call asks to wait, in milliseconds, 0 where it names no time; null where another try would not help. */
  waitAfter(error: unknown): number | null;
}

/** Calls that hang use up an attempt: after this a read is left to Temporal's retries. Milliseconds. */
const LONGEST_MS = 90_000;

/**
 * Makes a read again where it fails for a moment (5xx, a lost connection, half an answer): a few times, ever later, at
 * random. One bad answer in four would else fail every activity of more than a few reads. For reads alone: what a failed
 * write has done must be looked up first. Ends early where the attempt's time would run out; a cancelled activity stops at
 * once. Throws the last call's error.
 */
export async function tryRead<T>(read: PatientRead<T>, patience: ReadPatience): Promise<T> {
  let spent = 0;
  for (let tries = 1; ; tries += 1) {
    await read.turn();
    const sent = performance.now();
    try {
      return await read.call();
    } catch (error) {
      const asked = read.waitAfter(error);
      if (asked === null || tries >= patience.tries) throw error;
      const most = Math.min(patience.firstWait * 2 ** (tries - 1), patience.longestWait);
      const wait = Math.max(asked, most * Math.random());
      // The next call may take as long as this one.
      const lasted = performance.now() - sent;
      spent += lasted + wait;
      if (spent + lasted > LONGEST_MS || wait + lasted > timeLeft()) throw error;
      await pause(wait);
    }
  }
}
