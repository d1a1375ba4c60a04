import type { ConnectionObjects } from '../../runbook/connection/record.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { RunObjects } from '../../runbook/outside.js';
import type { Sorted } from '../../runbook/verify/proven-and-wrong.js';

type Row = [key: keyof ConnectionObjects, of: keyof RunObjects, step: StepId, label: string];

const ROWS: Row[] = [
  ['oidcApplication', 'signInAppId', 'oidc-application', 'Sign-in application'],
  ['authorizationServer', 'serverId', 'authorization-server', 'Authorization server'],
  ['scimApplication', 'scimAppId', 'scim-application', 'SCIM application'],
];

/** Whether the objects that were found are those of the record: one that was made anew has another id. */
export function againstRecord(found: RunObjects, recorded: ConnectionObjects): Sorted {
  const sorted: Sorted = { proven: [], findings: [], notLookedAt: [] };
  for (const [key, of, step, label] of ROWS) {
    const [known, id] = [recorded[key], found[of]];
    if (known === null) continue;
    const about = { id: `okta/record/${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, step, label };
    if (id === known) sorted.proven.push({ ...about, value: `${id}, as the record has it` });
    else if (id === null)
      sorted.notLookedAt.push({ ...about, why: 'it was not found', how: 'put right first what is wrong with it' });
    else
      sorted.findings.push({
        ...about,
        severity: 'blocking',
        problem: `The ${label.charAt(0).toLowerCase()}${label.slice(1)} of this connection was ${known}, and is ${id} now: somebody has made it anew.`,
        fix: 'What Kiro was given belongs to the old one. Run `npm run start-onboarding` again: it compares Kiro with the new one, and tells the record.',
        url: null,
        expected: known,
        found: id,
      });
  }
  return sorted;
}
