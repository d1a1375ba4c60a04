import { pause } from '../pause.js';

/** AWS allows 40 reads a second for each identity store ("Quotas"); a tenth is left to Okta's own look-ups. */
const READS_A_SECOND = 36;

/** Spreads the reads of whoever shares it, so that none comes sooner than the rate allows. */
export class Pace {
  private next = 0;

  constructor(private readonly perSecond: number) {}

  /** Resolves when it is the caller's turn, in the order of the calls. */
  async turn(): Promise<void> {
    const now = performance.now();
    const mine = Math.max(this.next, now);
    this.next = mine + 1000 / this.perSecond;
    await pause(mine - now);
  }
}

const paces = new Map<string, Pace>();

/** The pace of all activities of this worker on one endpoint's host. */
export function paceOf(host: string): Pace {
  const known = paces.get(host);
  if (known !== undefined) return known;
  const pace = new Pace(READS_A_SECOND);
  paces.set(host, pace);
  return pace;
}
