import type { Finding } from '../../../runbook/model/proof.js';
import { blocking, warning } from '../errors.js';

/** Seconds. A client assertion lives five minutes, so a clock that is off by more cannot sign in at all. */
const [ODD, BROKEN] = [30, 240];

/** This machine's clock against the Date header of the answer that has just come. */
export function clock(dates: readonly string[], now = Date.now()): Finding[] {
  const date = Date.parse(dates.at(-1) ?? '');
  const off = Number.isNaN(date) ? 0 : Math.abs(now - date) / 1000;
  if (off < ODD) return [];
  const problem = `The clock of the worker's machine is ${Math.round(off)} seconds off Okta's.`;
  return [(off < BROKEN ? warning : blocking)(problem, 'Set it by NTP; tokens are refused by a wrong clock.')];
}
