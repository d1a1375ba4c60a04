import type { Evidence, Finding } from '../../runbook/model/proof.js';
import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { elsewhereFix } from '../../runbook/onboarding/old-pushes.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { Task } from '../../runbook/outside.js';
import { blocking } from '../needs-person.js';
import type { ScimClient } from '../scim/scim-api.js';
import { type AppUser, readAppUsers } from './applications.js';
import { loginsListed } from './directory.js';
import { endpointAt, externalIds, idsAt } from './given-endpoint.js';
import { readProvisioning } from './provisioning-connection.js';
import type { Session } from './session.js';

/** What a finished onboarding's step looks like in the org today. Ids are `<area>/<kind>/<object>`, the same each time. */
export interface VerifiedStep {
  step: StepId;
  proven: { id: string; label: string; value: string }[];
  findings: VerifiedFinding[];
  notLookedAt: { id: string; label: string; why: string; how: string }[];
  evidence: Evidence[];
  warnings: string[];
}

/** A finding with what was compared; what is not known of that is null. */
export interface VerifiedFinding extends Finding {
  id: string;
  /** What was looked at, in a few words. */
  label: string;
  expected: string | null;
  found: string | null;
}

/** Where Kiro's side can be asked. */
export interface KiroSide {
  endpoint: string;
  client: ScimClient;
}

/** An id that is the same from run to run: `okta/<kind>/<object>`. */
export const idOfObject = (kind: string, object: string): string =>
  `okta/${kind}/${object.replaceAll('"', '').trim().replace(/\s+/g, '-').replaceAll('/', '%2F')}`;

/** The most pushed people to look up in Kiro. */
const LOOKED_UP = 40;

/**
 * Whether the switches of provisioning are on, and Okta writes to the Kiro that was named. Okta shows the switches only
 * where they are on: people whom it has pushed show that they once were, so one that is not to be seen now is a finding.
 */
export async function verifyConnection(
  session: Session,
  seen: VerifiedStep,
  task: Task & { appId: string },
  kiro: KiroSide | null,
): Promise<void> {
  const found = await readProvisioning(session, task);
  const people = (await readAppUsers(session, task.appId)).filter(({ state }) => state === 'synchronized');
  const url = session.pages.app(CATALOG_APP_NAME, task.appId, 'provisioning');
  const wrong = (label: string, kind: string, said: string): VerifiedFinding => {
    const wasOn = said === 'unknown';
    const problem = wasOn ? `${label} was on, now unknown: Okta no longer shows it.` : `${label} is off.`;
    const fix = 'Look in the tab Provisioning: switch it on where it is off, and save.';
    const why = wasOn ? `unknown; ${people.length} people were pushed, so it was on` : said;
    return { ...blocking(problem, fix, url), id: idOfObject('provisioning', kind), label, expected: 'on', found: why };
  };
  const judge = (label: string, kind: string, said: 'on' | 'off' | 'unknown'): void => {
    if (said === 'on') seen.proven.push({ id: idOfObject('provisioning', kind), label, value: 'on, as Okta says' });
    else if (said === 'off' || people.length > 0) seen.findings.push(wrong(label, kind, said));
    else
      seen.notLookedAt.push({
        id: idOfObject('provisioning', kind),
        label,
        why: 'Okta does not show it, and nobody has been pushed yet',
        how: `look in the Admin Console: ${url}`,
      });
  };
  if (found.connection === 'not-connected') seen.findings.push(wrong('Enable API integration', 'connection', 'off'));
  judge('Create Users', 'create-users', found.createUsers);
  judge('Update User Attributes', 'update-user-attributes', found.updateUserAttributes);
  await verifyEndpoint(session, seen, people, kiro);
}

/** Whether Kiro has the people that Okta pushed, under the ids that Okta knows. */
async function verifyEndpoint(
  session: Session,
  seen: VerifiedStep,
  people: AppUser[],
  kiro: KiroSide | null,
): Promise<void> {
  const about = { id: idOfObject('provisioning', 'endpoint'), label: 'Which Kiro Okta writes to' };
  if (kiro === null || people.length === 0) {
    const how = 'give Kiro’s side: --scim-endpoint and --scim-token-stdin';
    const why = kiro === null ? 'no SCIM token' : 'Okta has pushed nobody';
    seen.notLookedAt.push({ ...about, why, how });
    return;
  }
  const given = endpointAt(session, { endpoint: kiro.endpoint, givenAt: null, open: async () => kiro.client });
  const chosen = [...people].sort((one, other) => other.pushedAt - one.pushedAt).slice(0, LOOKED_UP);
  const there = await given.ask((client) => idsAt(client, externalIds(chosen)));
  if (there === null) {
    seen.notLookedAt.push({
      ...about,
      why: `${given.host} does not tell`,
      how: 'look in the Kiro console: Users & Groups',
    });
    return;
  }
  const absent = chosen.filter(({ externalId }) => externalId === null || !there.has(externalId));
  const count = `${there.size} of ${chosen.length} people looked up are at ${given.host}`;
  if (absent.length === 0) {
    seen.proven.push({ ...about, value: count });
    return;
  }
  const problem =
    there.size === 0
      ? `Okta writes to another Kiro than ${given.host}, or everybody was deleted there: none of ${chosen.length} people whom it has pushed is there.`
      : `${absent.length} of ${chosen.length} people whom Okta has pushed are not at ${given.host} any more: ${loginsListed(absent)}.`;
  const fix = elsewhereFix(session.input);
  seen.findings.push({ ...blocking(problem, fix), ...about, expected: 'all of them', found: count });
}
