import type { Finding } from '../../runbook/model/proof.js';
import type { LeaverTask } from '../../runbook/outside.js';
import { warning } from '../needs-person.js';
import { idOf, type JsonObject, textAt } from '../okta/json-fields.js';
import { isStatus } from '../okta/okta-error.js';
import { keepWritten, type Session } from '../okta/session.js';
import { notReady } from '../okta/waiting.js';

/** See `OffboardActivities.revokeTokens`. Only the server's list has all tokens of its clients; it cannot be asked for one person's. */
export async function revokeTokens(
  session: Session,
  { leaver, known }: LeaverTask,
): Promise<{ revoked: number; findings: Finding[] }> {
  const { serverId, clientId } = known;
  const { userId } = leaver;
  if (serverId === null || clientId === null)
    return {
      revoked: 0,
      findings: [
        warning(
          'Nobody knows by which authorization server and client Kiro signs people in, so no refresh token was looked for.',
          'Run `npm run adopt`.',
        ),
      ],
    };
  const path = `/api/v1/authorizationServers/${serverId}/clients/${encodeURIComponent(clientId)}/tokens`;
  const url = session.pages.authorizationServer(serverId);
  if (userId === null) {
    session.evidence.push({ label: 'Refresh tokens', value: 'not looked at: they end with the account', url });
    return { revoked: 0, findings: [] };
  }
  let list = await tokensOf(session, path, userId);
  const theirs = list.tokens;
  for (const token of theirs) await revoke(session, path, token, leaver.login);
  // A long list is not read again for a few tokens: each of them is asked for instead.
  if (theirs.length > 0 && list.pages === 1) list = await tokensOf(session, path, userId);
  else list = { ...list, tokens: await stillThere(session, path, theirs) };
  if (list.tokens.length > 0) throw notReady('Okta still lists a refresh token that was revoked.');
  session.evidence.push({ label: 'Refresh tokens of the person in the list of the server', value: 'none', url });
  return { revoked: theirs.length, findings: [] };
}

async function tokensOf(
  { okta }: Session,
  path: string,
  userId: string,
): Promise<{ tokens: JsonObject[]; pages: number }> {
  const tokens: JsonObject[] = [];
  let pages = 0;
  for await (const page of okta.pages(path)) {
    pages += 1;
    tokens.push(...page.filter((token) => textAt(token, 'userId') === userId));
  }
  return { tokens, pages };
}

async function revoke(session: Session, path: string, token: JsonObject, login: string): Promise<void> {
  const id = idOf(token);
  try {
    await session.okta.delete(`${path}/${id}`);
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
  }
  const fields = [{ path: 'status', from: '"ACTIVE"', to: '"REVOKED"' }];
  session.changes.push({ object: `refresh token ${id} of ${login}`, action: 'change', fields });
  keepWritten(session);
}

async function stillThere({ okta }: Session, path: string, tokens: JsonObject[]): Promise<JsonObject[]> {
  const still: JsonObject[] = [];
  for (const token of tokens) if ((await okta.find(`${path}/${idOf(token)}`)) !== null) still.push(token);
  return still;
}
