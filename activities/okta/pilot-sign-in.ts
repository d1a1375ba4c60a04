import { OFFLINE_ACCESS } from '../../runbook/onboarding/guide.js';
import type { SignInMarks, SignInTask } from '../../runbook/outside.js';
import { findUser } from './directory.js';
import { type JsonObject, textAt, textsAt } from './json-fields.js';
import { isStatus } from './okta-error.js';
import type { Session } from './session.js';
import { logPath } from './system-log.js';
import { inTime, isMissedBriefly, notReady } from './waiting.js';

const GRANTS = ['app.oauth2.as.token.grant.access_token', 'app.oauth2.as.token.grant.refresh_token'];
const REVOKED = 'app.oauth2.as.token.revoke';

/** What is looked for: the person's Okta id, and from when on it counts by Okta's clock (milliseconds since the epoch). */
interface Wanted extends SignInTask {
  userId: string;
  from: number;
  scopes: string[];
}

/**
 * What a sign-in to Kiro left in Okta since the step began: a refresh token of our client, else the grant in the System Log.
 * Okta's lists may lag, so it looks again for some seconds before it says that there is nothing.
 */
export async function readSignIn(session: Session, task: SignInTask): Promise<SignInMarks> {
  const user = await findUser(session.okta, task.login);
  if (user === null) return nothing(`Okta has no user with the login ${task.login}.`);
  const from = Date.parse(task.since) + session.okta.aheadMs;
  const wanted = { ...task, userId: user.id, from, scopes: [...session.input.scopes, OFFLINE_ACCESS] };
  return inTime(session, async () => {
    const marks = await look(session, wanted);
    if (marks.seen === 'nothing' && isMissedBriefly('sign-in')) throw notReady(marks.text);
    return marks;
  });
}

async function look(session: Session, wanted: Wanted): Promise<SignInMarks> {
  const { okta, evidence } = session;
  const tokens = await allowed(() => tokensOf(session, wanted));
  const found = tokens?.find((token) => whyNot(token, wanted) === null);
  if (found !== undefined) return ofToken(session, wanted, found);
  const log = await allowed(() => okta.list(grantsPath(session, wanted)));
  const grant = log?.find((event) => isGrant(event, wanted));
  const revoked = log?.find((event) => textAt(event, 'eventType') === REVOKED);
  if (grant !== undefined && revoked === undefined) {
    const published = textAt(grant, 'published') ?? '';
    const at = byTemporal(session, published);
    const isRefreshed = log?.some((event) => isGrant(event, wanted) && isRefresh(event)) === true;
    const value = `${textAt(grant, 'eventType')} at ${published}`;
    evidence.push({ label: 'Grant in the System Log', value, url: null });
    return { seen: 'event', at, refreshToken: isRefreshed ? 'used' : 'unknown', text: issuedText(wanted, at) };
  }
  if (tokens === null && log === null)
    return {
      ...nothing(
        'Okta lets the runbook read neither its refresh tokens (okta.users.read) nor its System Log (okta.logs.read).',
      ),
      seen: 'unreadable',
    };
  const contrary =
    tokens?.map((token) => whyNot(token, wanted)).find((why) => why !== null && why !== OLDER) ??
    log?.map((event) => ofAnotherClient(session, event, wanted)).find((why) => why !== null);
  const none = nothing(
    [
      `Okta shows no token that it issued ${wanted.login} for the client ${wanted.clientId} since ${wanted.since}.`,
      ...(contrary === undefined || contrary === null ? [] : [contrary]),
      ...(revoked === undefined || grant === undefined
        ? []
        : ['One was issued and revoked again, as a test of the sign-in does.']),
      ...(log === null ? ['Its System Log could not be read (okta.logs.read).'] : []),
    ].join(' '),
  );
  return contrary === undefined || contrary === null ? none : { ...none, contrary };
}

const nothing = (text: string): SignInMarks => ({ seen: 'nothing', at: null, refreshToken: 'unknown', text });

const issuedText = ({ login, clientId, issuer, scopes }: Wanted, at: string): string =>
  `Okta issued ${login} a token at ${at}: client ${clientId}, issuer ${issuer}, scopes ${scopes.join(' ')}.`;

/** A time of Okta's, corrected by how far its clock is ahead: people's words beside it have Temporal's. */
function byTemporal({ okta }: Session, at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : new Date(time - okta.aheadMs).toISOString();
}

function ofToken(session: Session, wanted: Wanted, token: JsonObject): SignInMarks {
  const created = textAt(token, 'created') ?? '';
  const updated = textAt(token, 'lastUpdated') ?? created;
  const isUsed = Date.parse(updated) > Date.parse(created);
  session.evidence.push(
    { label: 'Refresh token in Okta', value: `${textAt(token, 'id')}, created ${created}`, url: null },
    { label: 'Issuer of the token', value: textAt(token, 'issuer') ?? '', url: null },
    { label: 'Scopes of the token', value: textsAt(token, 'scopes').join(' '), url: null },
  );
  const at = byTemporal(session, created);
  return { seen: 'token', at, refreshToken: isUsed ? 'used' : 'issued', text: issuedText(wanted, at) };
}

/** The most pages of a server's tokens: everybody's are in that list. */
const MOST_PAGES = 10;

/** The person's refresh tokens for the client. Nobody documents whether a user's list has those of custom servers; the server's has. */
async function tokensOf({ okta }: Session, wanted: Wanted): Promise<JsonObject[]> {
  const client = encodeURIComponent(wanted.clientId);
  const ofUser = await allowed(() => okta.list(`/api/v1/users/${wanted.userId}/clients/${client}/tokens`));
  if (ofUser?.some((token) => whyNot(token, wanted) === null) === true) return ofUser;
  const found = [...(ofUser ?? [])];
  let pages = 0;
  for await (const page of okta.pages(`/api/v1/authorizationServers/${wanted.serverId}/clients/${client}/tokens`)) {
    found.push(...page.filter((token) => textAt(token, 'userId') === wanted.userId));
    if ((pages += 1) === MOST_PAGES) break;
  }
  return found;
}

const OLDER = 'older';

/** Why a token is not that of this sign-in; null where it is. */
function whyNot(token: JsonObject, { login, clientId, userId, issuer, scopes, from }: Wanted): string | null {
  const [client, user] = [textAt(token, 'clientId') ?? clientId, textAt(token, 'userId') ?? userId];
  if (client !== clientId || user !== userId) return OLDER;
  if (!(Date.parse(textAt(token, 'created') ?? '') >= from)) return OLDER;
  const by = textAt(token, 'issuer');
  const issued = `Okta issued ${login} a token for the client ${clientId}`;
  if (by !== issuer) return `${issued} by ${by ?? 'a server that it does not name'}, and not by ${issuer}.`;
  const missing = scopes.filter((scope) => !textsAt(token, 'scopes').includes(scope));
  return missing.length === 0 ? null : `${issued} without ${missing.join(', ')}.`;
}

/**
 * What a grant by our server says that was for another client; null where it is none, or does not say so. Okta does not
 * document where it names the client: only an actor that is a client, and by no name ours, counts.
 */
function ofAnotherClient(
  session: Session,
  event: JsonObject,
  { login, clientId, appId, serverId }: Wanted,
): string | null {
  if (!GRANTS.includes(textAt(event, 'eventType') ?? '') || textAt(event, 'outcome.result') !== 'SUCCESS') return null;
  const text = JSON.stringify(event);
  const [id, name] = [textAt(event, 'actor.id'), textAt(event, 'actor.displayName')];
  if (id === null || !/ClientApp$/.test(textAt(event, 'actor.type') ?? '')) return null;
  const isOurs = [clientId, appId].some((ours) => ours !== undefined && text.includes(ours));
  if (!text.includes(serverId) || isOurs || name === session.input.okta.oidcApplication) return null;
  return `Okta issued ${login} a token for the client ${name === null ? id : `"${name}" (${id})`}, and not for ${clientId}.`;
}

/** Grants to the person, and revocations by the client, oldest first. */
function grantsPath({ okta }: Session, { from, userId, clientId }: Wanted): string {
  const granted = GRANTS.map((type) => `eventType eq "${type}"`).join(' or ');
  const ofUser = `(target.id eq "${userId}" or actor.id eq "${userId}")`;
  // An application whose client id was chosen has another id of its own.
  const names = ['target.id', 'target.alternateId', 'actor.id', 'actor.alternateId'];
  const ofClient = `(${names.map((name) => `${name} eq "${clientId}"`).join(' or ')})`;
  const filter = `((${granted}) and ${ofUser}) or (eventType eq "${REVOKED}" and ${ofClient})`;
  return logPath({ from, now: okta.now(), filter });
}

/**
 * A grant of our client by our server, with all scopes. Where in the event Okta names them is not documented, and differs
 * between the events that were published: anywhere counts.
 */
function isGrant(event: JsonObject, { clientId, serverId, scopes }: Wanted): boolean {
  if (!GRANTS.includes(textAt(event, 'eventType') ?? '') || textAt(event, 'outcome.result') !== 'SUCCESS') return false;
  const text = JSON.stringify(event);
  return [clientId, serverId, ...scopes].every((one) => text.includes(one));
}

const isRefresh = (event: JsonObject): boolean => textAt(event, 'debugContext.debugData.grantType') === 'refresh_token';

/** Null where Okta does not let us read it, or has no such list. */
async function allowed<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isStatus(error, 400, 403, 404, 405, 501)) return null;
    throw error;
  }
}
