import type { Arrival } from '../../runbook/outside.js';
import type { Finding } from '../../runbook/proof.js';

/** What is not right about the pushed groups on Kiro's side, as a finding. */
export function arrivalFindings({ verdict, expected, arrived, missing }: Arrival): Finding[] {
  if (verdict === 'all-arrived') return [];
  if (verdict === 'unproven') {
    const problem = 'It could not be proven that the members of the pushed groups have arrived in Kiro.';
    const fix = 'Check that the groups have members, and look at them in the Kiro console.';
    return [{ severity: 'warning', problem, fix, url: null }];
  }
  const who = missing.length === 0 ? 'a pushed group is not there' : `missing: ${missing.join(', ')}`;
  return [
    {
      severity: 'blocking',
      problem: `${arrived} of ${expected} members of the pushed groups have arrived in Kiro; ${who}.`,
      fix: 'On the tab Push Groups of the SCIM application choose Push now, and look at Dashboard, Tasks for errors.',
      url: null,
    },
  ];
}
