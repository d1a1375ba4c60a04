const RightDate = Date;

/** This process's clock is that far ahead while `body` runs, behind where it is negative; timers keep their pace. Milliseconds. */
export async function withClockAhead<T>(ms: number, body: () => Promise<T>): Promise<T> {
  class SkewedDate extends RightDate {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(RightDate.now() + ms);
      else super(...(args as [number]));
    }

    static override now(): number {
      return RightDate.now() + ms;
    }
  }
  globalThis.Date = SkewedDate as DateConstructor;
  try {
    return await body();
  } finally {
    globalThis.Date = RightDate;
  }
}

const SECOND = 1_000;
/** By how much clocks differ in the tests; milliseconds. */
export const SKEWS = [25 * SECOND, 300 * SECOND, 3_600 * SECOND].flatMap((ms) => [ms, -ms]);
