import { ApplicationFailure } from '@temporalio/common';
import type { Secret } from '../../runbook/secrets/secret.js';
import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { GivenAccess, OktaActivities, ProvisioningState, Task } from '../../runbook/outside.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { readApp } from './applications.js';
import { givenEndpoint, reachOf } from './given-endpoint.js';
import { isObject, textAt, textsAt } from './json-fields.js';
import { isStatus } from './okta-error.js';
import { keepWritten, type Session } from './session.js';

export type Switches = Omit<ProvisioningState, 'evidence' | 'changes' | 'warnings'>;

/**
 * What the org says of the Integration and To App tabs. The two APIs are documented for six other apps: for this one
 * Okta answers 200 with UNKNOWN, or a refusal, and both prove nothing. `features` of the app is read-only and holds
 * for any app where it says that something is on. Neither says where Okta writes to; only the people it has written show that.
 */
export async function readProvisioning(
  session: Session,
  task: Task & { appId: string } & Partial<GivenAccess>,
  openToken?: OpenToken,
): Promise<Switches> {
  const { appId } = task;
  const found = await readConnection(session, appId);
  const { connection } = found;
  // Both APIs serve the same few apps: where the one does not know this app, the other need not be asked.
  const path = `/api/v1/apps/${appId}/features/USER_PROVISIONING`;
  const feature = connection === 'unknown' ? null : await probe(session, path);
  const features = textsAt(await readApp(session, appId), 'features');
  const state = (name: string, path: string) => {
    if (features.includes(name)) return 'on';
    const status = textAt(feature, `capabilities.${path}.status`);
    return status === 'ENABLED' ? 'on' : status === 'DISABLED' ? 'off' : 'unknown';
  };
  const switches = {
    connection,
    createUsers: state('PUSH_NEW_USERS', 'create.lifecycleCreate'),
    updateUserAttributes: state('PUSH_PROFILE_UPDATES', 'update.profile'),
  } as const;
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'provisioning');
  session.evidence.push(
    { label: 'Provisioning connection', value: switches.connection, url },
    { label: 'Create Users', value: switches.createUsers, url },
    { label: 'Update User Attributes', value: switches.updateUserAttributes, url },
  );
  return { ...switches, ...(await readReach(session, found, task, openToken)) };
}

/** Where Okta writes to: what it says itself, or else what the people it has written show. */
export async function readReach(
  session: Session,
  { connection, baseUrl }: Connection,
  task: Task & { appId: string } & Partial<GivenAccess>,
  openToken: OpenToken | undefined,
): Promise<Pick<Switches, 'reaches' | 'token'>> {
  const given = givenEndpoint(session, task, openToken);
  if (given === null) return { reaches: 'unseen', token: 'unseen' };
  if (connection === 'connected' && baseUrl !== null && !isSameUrl(baseUrl, task.endpoint ?? ''))
    return { reaches: 'another', token: 'unseen' };
  const { reaches, isUsed } = await reachOf(session, given, task.appId);
  const isNamed = connection === 'connected' && baseUrl !== null;
  return { reaches: isNamed ? 'this' : reaches, token: isUsed ? 'used' : 'unseen' };
}

/** Whether two addresses are the same but for a slash at the end. */
export const isSameUrl = (one: string, other: string): boolean => one.replace(/\/+$/, '') === other.replace(/\/+$/, '');

export interface Connection {
  connection: Switches['connection'];
  /** The address that Okta writes to; null where its API does not show it. */
  baseUrl: string | null;
}

/** Connected is only a connection of token scheme that is switched on. */
export async function readConnection(session: Session, appId: string): Promise<Connection> {
  const body = await probe(session, `/api/v1/apps/${appId}/connections/default`);
  if (textAt(body, 'authScheme') !== 'TOKEN') return { connection: 'unknown', baseUrl: null };
  const status = textAt(body, 'status');
  const connection = status === 'ENABLED' ? 'connected' : status === 'DISABLED' ? 'not-connected' : 'unknown';
  return { connection, baseUrl: textAt(body, 'baseUrl') };
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

export type ConnectTask = Parameters<OktaActivities['connectProvisioning']>[0];

/**
 * Guide, Step 4: Configure SCIM provisioning, as far as the API serves. It writes only with `tryConnectionApi` and a
 * token, and believes only what it reads back; a refusal leaves the step to a person. A connection that is on is left
 * alone only where Okta is seen to have written to this endpoint since the access was given: whether it holds that token, or an
 * earlier one that was revoked, it does not tell.
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
  const body = { baseUrl, profile: { authScheme: 'TOKEN', token: token.open() } };
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
  // This is read again at the end, which is the read that gives the evidence.
  const { reaches, token } = await readReach({ ...session, evidence: [] }, found, task, openToken);
  return reaches === 'this' && token === 'used';
}

/** The token, or null with a warning: a token that cannot be opened leaves the step to a person. */
async function opened(session: Session, open: () => Promise<Secret>): Promise<Secret | null> {
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
