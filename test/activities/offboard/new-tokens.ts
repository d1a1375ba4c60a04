import { newId, now } from '../../../sandbox/okta/ids.js';
import type { OktaState } from '../../../sandbox/okta/okta-state.js';

/** The state with a refresh token more for each of these logins, as sign-ins leave them. */
export function newTokens(
  state: OktaState,
  { serverId, clientId, logins }: { serverId: string; clientId: string; logins: string[] },
): OktaState {
  const tokens = logins.map((login): OktaState['refreshTokens'][number] => ({
    id: newId('refreshToken'),
    hash: newId('refreshToken'),
    serverId,
    clientId,
    userId: state.users.find(({ profile }) => profile.login === login)!.id,
    issuer: `https://example.okta.com/oauth2/${serverId}`,
    scopes: ['codewhisperer:completions', 'offline_access'],
    created: now(),
    lastUpdated: now(),
    expiresAt: now(),
  }));
  return { ...state, refreshTokens: [...state.refreshTokens, ...tokens] };
}
