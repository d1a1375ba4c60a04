import type { ProvisioningState, Task } from '../../../runbook/outside.js';
import { CATALOG_APP_NAME } from '../../../runbook/guide.js';
import { isObject, textAt, textsAt } from '../json.js';
import { isStatus } from '../okta-error.js';
import { readApp } from '../objects/app-parts.js';
import type { Session } from '../session.js';

export type Switches = Omit<ProvisioningState, 'evidence' | 'changes' | 'warnings'>;

/**
 * What the org says of the Integration and To App tabs. The two APIs are documented for six other apps: for this one
 * Okta answers 200 with UNKNOWN, or a refusal, and both prove nothing. `features` of the app is read-only and holds
 * for any app where it says that something is on.
 */
export async function readProvisioning(session: Session, { appId }: Task & { appId: string }): Promise<Switches> {
  const connection = await readConnection(session, appId);
  // Both APIs serve the same few apps: where the one does not know this app, the other need not be asked.
  const path = `/api/v1/apps/${appId}/features/USER_PROVISIONING`;
  const feature = connection === 'unknown' ? null : await probe(session, path);
  const features = textsAt(await readApp(session, appId), 'features');
  const state = (name: string, path: string) => {
    if (features.includes(name)) return 'on';
    const status = textAt(feature, `capabilities.${path}.status`);
    return status === 'ENABLED' ? 'on' : status === 'DISABLED' ? 'off' : 'unknown';
  };
  const switches: Switches = {
    connection,
    createUsers: state('PUSH_NEW_USERS', 'create.lifecycleCreate'),
    updateUserAttributes: state('PUSH_PROFILE_UPDATES', 'update.profile'),
  };
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'provisioning');
  session.evidence.push(
    { label: 'Provisioning connection', value: switches.connection, url },
    { label: 'Create Users', value: switches.createUsers, url },
    { label: 'Update User Attributes', value: switches.updateUserAttributes, url },
  );
  return switches;
}

/** Connected is only a connection of token scheme that is switched on. */
export async function readConnection(session: Session, appId: string): Promise<Switches['connection']> {
  const body = await probe(session, `/api/v1/apps/${appId}/connections/default`);
  if (textAt(body, 'authScheme') !== 'TOKEN') return 'unknown';
  const status = textAt(body, 'status');
  return status === 'ENABLED' ? 'connected' : status === 'DISABLED' ? 'not-connected' : 'unknown';
}

/** The body, or null where the org has no such API for this app. */
async function probe(session: Session, path: string): Promise<unknown> {
  try {
    const { body } = await session.okta.get(path);
    return isObject(body) ? body : null;
  } catch (error) {
    if (isStatus(error, 400, 403, 404, 405, 501)) return null;
    throw error;
  }
}
