import type { Finding } from '../../../runbook/model/proof.js';
import { blocking } from '../errors.js';
import { cureOf } from '../okta-codes.js';
import { isStatus } from '../okta-error.js';
import type { Session } from '../session.js';

/** What the run reads, by scope family. That it may write too shows only at the first write. */
const READS: readonly [path: string, what: string][] = [
  ['apps', 'applications'],
  ['groups', 'groups'],
  ['authorizationServers', 'authorization servers'],
  ['meta/types/user', 'user types'],
  ['mappings', 'profile mappings'],
];

/**
 * The credentials' roles, scopes, and the licence for authorization servers (E0000015), and the dates of
 * Okta's answers. Wrong credentials throw.
 */
export async function access(session: Session): Promise<{ findings: Finding[]; dates: string[] }> {
  const findings: Finding[] = [];
  const dates: string[] = [];
  for (const [path, what] of READS) {
    try {
      const { headers } = await session.okta.get(`/api/v1/${path}?limit=1`);
      dates.push(headers.get('date') ?? '');
    } catch (error) {
      if (!isStatus(error, 403) && !(isStatus(error, 401) && error.code === 'E0000015')) throw error;
      findings.push(blocking(`Okta does not let the runbook read ${what} (${error.text}).`, cureOf(error).fix));
    }
  }
  return { findings, dates };
}
