import { ApplicationFailure } from '@temporalio/common';
import type { FoundObjects, Task } from '../../runbook/outside.js';
import { blocking, needsPersonFor, type PersonFailureType } from '../needs-person.js';
import { ensureAuthorizationServer } from './authorization-server.js';
import { ensureOidcApplication } from './oidc-application.js';
import { PLANNED_ID } from './okta-api.js';
import { ensureScimApplication } from './scim-application.js';
import type { Session } from './session.js';

const known = (id: string): string | null => (id === PLANNED_ID ? null : id);

/** The objects of the connection as a run would find them, without its writes; see `OktaActivities.findObjects`. */
export async function findObjects(session: Session, task: Task): Promise<FoundObjects> {
  const asked = { ...task, choice: null };
  try {
    const oidc = await ensureOidcApplication(session, asked);
    const server = await ensureAuthorizationServer(session, asked);
    const scim = await ensureScimApplication(session, asked);
    const found = {
      signInAppId: known(oidc.appId),
      clientId: known(oidc.clientId),
      serverId: known(server.serverId),
      issuer: known(server.serverId) === null ? null : server.issuer,
      scimAppId: known(scim.appId),
    };
    if (found.signInAppId === null && found.scimAppId === null) throw nothingThere(session);
    // What a run would change in them is no matter here.
    Object.assign(session, { changes: [], findings: [] });
    return found;
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== ('NamesakeFound' satisfies PersonFailureType))
      throw error;
    throw needsPersonFor([
      blocking(
        `Whether the objects of this connection are ours is not clear: ${error.message}`,
        'Run `npm run adopt`, which asks which of them belong to it.',
      ),
    ]);
  }
}

function nothingThere({ input }: Session): ApplicationFailure {
  const { oidcApplication, provisioningApplication } = input.okta;
  return needsPersonFor([
    blocking(
      `The org has neither "${oidcApplication}" nor "${provisioningApplication}", so there is no connection to look after.`,
      'Compare the names under `okta` in the configuration; or run `npm run start-onboarding` first, or `npm run adopt` where it was built by hand.',
    ),
  ]);
}
