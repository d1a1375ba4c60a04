import type { Finding } from '../../../runbook/proof.js';
import { blocking, warning } from '../errors.js';
import type { Session } from '../session.js';

/** Seconds. A client assertion lives five minutes, so a clock that is off by more cannot sign in at all. */
const [ODD, BROKEN] = [30, 240];

/** This machine's clock against the Date header of an answer. */
export async function clock(session: Session): Promise<Finding[]> {
  const { headers } = await session.okta.get('/api/v1/meta/types/user');
  const date = Date.parse(headers.get('date') ?? '');
  const off = Number.isNaN(date) ? 0 : Math.abs(Date.now() - date) / 1000;
  if (off < ODD) return [];
  const problem = `The clock of the worker's machine is ${Math.round(off)} seconds off Okta's.`;
  return [(off < BROKEN ? warning : blocking)(problem, 'Set it by NTP; tokens are refused by a wrong clock.')];
}
