import { ApplicationFailure } from '@temporalio/common';
import type { OktaActivities } from '../../../runbook/outside.js';
import { isStatus } from '../okta-error.js';
import type { OpenToken } from '../../secrets/open.js';
import { keepWritten, type Session } from '../session.js';
import { readConnection, readProvisioning, readReach, type Switches } from './provisioning.js';

export type ConnectTask = Parameters<OktaActivities['connectProvisioning']>[0];

/**
 * Guide, Step 4: Configure SCIM provisioning, as far as the API serves. It writes only with `tryConnectionApi` and a
 * token, and believes only what it reads back; a refusal leaves the step to a person. A connection that is on is left
 * alone only where it is seen to be one to this endpoint, with a token that nobody has exchanged since.
 */
export async function connectProvisioning(
  session: Session,
  task: ConnectTask,
  openToken: OpenToken | undefined,
): Promise<Switches> {
  const { appId, endpoint, sealedToken } = task;
  const wanted = session.input.okta.tryConnectionApi && sealedToken !== null && openToken !== undefined;
  if (!wanted || (await isConnectedThere(session, task, openToken))) return readProvisioning(session, task, openToken);
  const token = await opened(session, () => openToken(sealedToken, session.owner, endpoint));
  if (token === null) return readProvisioning(session, task, openToken);
  // Okta refuses a Base URL with a trailing slash for this app.
  const baseUrl = endpoint.replace(/\/+$/, '');
  const body = { baseUrl, profile: { authScheme: 'TOKEN', token } };
  const path = `/api/v1/apps/${appId}`;
  const connect = () => session.okta.post(`${path}/connections/default?activate=true`, body);
  const isWritten = await tryWrite(session, 'connection', connect);
  const found = await readConnection(session, appId);
  const isSet = isWritten && found.connection === 'connected' && (found.baseUrl ?? baseUrl) === baseUrl;
  if (found.connection === 'connected')
    await tryWrite(session, 'switches', () => session.okta.put(`${path}/features/USER_PROVISIONING`, SWITCHES_ON));
  const state = await readProvisioning(session, task, openToken);
  return isSet && state.connection === 'connected' ? { ...state, reaches: 'this', token: 'set' } : state;
}

async function isConnectedThere(session: Session, task: ConnectTask, openToken: OpenToken): Promise<boolean> {
  const found = await readConnection(session, task.appId);
  if (found.connection !== 'connected' || task.exchanged === true) return false;
  // What is seen here is read again, and told, at the end.
  return (await readReach({ ...session, evidence: [] }, found, task, openToken)).reaches === 'this';
}

/** The token, or null with a warning: a token that cannot be opened leaves the step to a person. */
async function opened(session: Session, open: () => Promise<string>): Promise<string | null> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== 'CannotOpenToken') throw error;
    session.warnings.push(`The API was not tried for the connection. ${error.message}`);
    return null;
  }
}

const SWITCHES_ON = {
  create: { lifecycleCreate: { status: 'ENABLED' } },
  update: { profile: { status: 'ENABLED' } },
};

/** Whether Okta has taken it; a refusal is a warning. */
async function tryWrite(session: Session, what: string, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    session.changes.push({ object: `provisioning ${what}`, action: 'change', fields: [] });
    keepWritten(session);
    return true;
  } catch (error) {
    // Neither summary nor causes: they may quote what was sent, and a token was.
    if (!isStatus(error, 400, 403, 404, 405, 501)) throw error;
    session.warnings.push(
      `Okta does not let the API set the provisioning ${what} of this application (${error.status} ${error.code ?? ''}).`,
    );
    return false;
  }
}
