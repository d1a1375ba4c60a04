import { ApplicationFailure } from '@temporalio/common';
import type { Task } from '../../../runbook/outside.js';
import { isStatus } from '../okta-error.js';
import type { OpenToken } from '../../secrets/open.js';
import type { Session } from '../session.js';
import { keepWritten } from '../written.js';
import { readConnection, readProvisioning, type Switches } from './provisioning.js';

export type ConnectTask = Task & { appId: string; endpoint: string; sealedToken: string | null };

/**
 * Guide, Step 4: Configure SCIM provisioning, as far as the API serves. It writes only with `tryConnectionApi` and a
 * token, and believes only what it reads back; a refusal leaves the step to a person.
 */
export async function connectProvisioning(
  session: Session,
  task: ConnectTask,
  openToken: OpenToken | undefined,
): Promise<Switches> {
  const { appId, endpoint, sealedToken } = task;
  const wanted = session.input.okta.tryConnectionApi && sealedToken !== null && openToken !== undefined;
  if (wanted && (await readConnection(session, appId)) !== 'connected') {
    const token = await opened(session, () => openToken(sealedToken, session.owner, endpoint));
    if (token === null) return readProvisioning(session, task);
    // Okta refuses a Base URL with a trailing slash for this app.
    const body = { baseUrl: endpoint.replace(/\/+$/, ''), profile: { authScheme: 'TOKEN', token } };
    const path = `/api/v1/apps/${appId}`;
    await tryWrite(session, 'connection', () => session.okta.post(`${path}/connections/default?activate=true`, body));
    if ((await readConnection(session, appId)) === 'connected')
      await tryWrite(session, 'switches', () => session.okta.put(`${path}/features/USER_PROVISIONING`, SWITCHES_ON));
  }
  return readProvisioning(session, task);
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

async function tryWrite(session: Session, what: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
    session.changes.push({ object: `provisioning ${what}`, action: 'change', fields: [] });
    keepWritten(session);
  } catch (error) {
    // Neither summary nor causes: they may quote what was sent, and a token was.
    if (!isStatus(error, 400, 403, 404, 405, 501)) throw error;
    session.warnings.push(
      `Okta does not let the API set the provisioning ${what} of this application (${error.status} ${error.code ?? ''}).`,
    );
  }
}
