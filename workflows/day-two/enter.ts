import type { ConnectionNews, ConnectionObjects } from '../../runbook/connection/record.js';
import type { DayTwoInput } from '../../runbook/day-two/day-two-input.js';
import type { DayTwoState } from '../../runbook/day-two/day-two-state.js';
import type { Evidence } from '../../runbook/model/proof.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { KnownConnection, Task } from '../../runbook/outside.js';
import { takeTurn } from '../connection/hold-turn.js';
import type { Run } from '../engine/run.js';
import { learnSealingKey } from '../engine/sealing-key.js';
import { okta } from '../outside.js';

/** A runbook of day two at work. */
export type DayTwoRun<State extends DayTwoState = DayTwoState, About = unknown> = Run<State, DayTwoInput<About>>;

/**
 * The beginning of the first step of every runbook of day two: wait for the turn to change the connection, and learn what is
 * known of it (`facts.connection`) and the key to seal a token with. Gives the evidence for the step.
 */
export async function enter(run: DayTwoRun, step: string): Promise<Evidence[]> {
  const known = await takeTurn(run, step);
  if (run.state.facts.sealingKey === undefined) await learnSealingKey(run);
  const { found, evidence } = await withObjects(run, known);
  run.state.facts.connection = found;
  run.state.facts.unrecorded = unrecordedOf(known, found);
  run.changed();
  return evidence;
}

/** What the record lacks of what was found. */
function unrecordedOf(known: KnownConnection, found: KnownConnection): Pick<ConnectionNews, 'objects' | 'issuer'> {
  const lacked = (name: keyof ConnectionObjects, before: string | null, now: string | null): object =>
    before === null && now !== null ? { [name]: now } : {};
  return {
    objects: {
      ...lacked('oidcApplication', known.signInAppId, found.signInAppId),
      ...lacked('clientId', known.clientId, found.clientId),
      ...lacked('authorizationServer', known.serverId, found.serverId),
      ...lacked('scimApplication', known.scimAppId, found.scimAppId),
    },
    ...(known.issuer === null && found.issuer !== null ? { issuer: found.issuer } : {}),
  };
}

/** What the record lacks is looked up in Okta. */
async function withObjects(
  run: DayTwoRun,
  known: KnownConnection,
): Promise<{ found: KnownConnection; evidence: Evidence[] }> {
  const { signInAppId, scimAppId, serverId, clientId } = known;
  const fact = (label: string, value: string | null): Evidence[] =>
    value === null ? [] : [{ label, value, url: null }];
  if (![signInAppId, scimAppId, serverId, clientId].includes(null))
    return { found: known, evidence: fact('Sign-in application, as the record knows it', signInAppId) };
  const {
    evidence,
    changes: _none,
    warnings: _said,
    ...objects
  } = await okta.findObjects.executeWithOptions({ summary: 'Find the objects of the connection' }, [asOnboarding(run)]);
  const found = {
    ...known,
    signInAppId: signInAppId ?? objects.signInAppId,
    clientId: clientId ?? objects.clientId,
    serverId: serverId ?? objects.serverId,
    scimAppId: scimAppId ?? objects.scimAppId,
    issuer: known.issuer ?? objects.issuer,
  };
  return {
    found,
    evidence: [...(evidence ?? []), ...fact('Sign-in application, as found in Okta', found.signInAppId)],
  };
}

/** The objects of a connection have the mark of its onboarding, which made them. */
export const asOnboarding = ({ input }: Pick<DayTwoRun, 'input'>): Task => ({
  input,
  owner: workflowIdFor(input),
});
