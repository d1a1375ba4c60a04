import { type OktaClient } from '../../activities/okta/okta-client.js';
import { listApps, NOTES } from '../../activities/okta/applications.js';
import { listServers } from '../../activities/okta/authorization-server.js';
import { hasMarker } from '../../activities/okta/identity.js';
import { idOf, type JsonObject, textAt, textsAt } from '../../activities/okta/json-fields.js';
import { clientIdOf } from '../../activities/okta/oidc-application.js';
import { toFailure } from '../../activities/okta/okta-failures.js';
import { ownerOf, requireOrg } from '../../activities/okta/org-addresses.js';
import { openSession, type Session } from '../../activities/okta/session.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { CATALOG_APP_NAME, KIRO_SCOPES, OIDC_APP_NAME, REDIRECT_URIS } from '../../runbook/onboarding/guide.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';

/** The kinds of object that make a connection in Okta, as the record names them. */
export const KINDS = ['oidcApplication', 'authorizationServer', 'scimApplication'] as const;
export type Kind = (typeof KINDS)[number];

/** How people call each kind. */
export const KIND_NAMES: Record<Kind, string> = {
  oidcApplication: 'OIDC application',
  authorizationServer: 'authorization server',
  scimApplication: 'SCIM application',
};

/** An object that may be the connection's. */
export interface Hand {
  id: string;
  name: string;
  /** Its page in the Admin Console. */
  url: string;
  /** What speaks for it, such as "all redirect URIs of Kiro". */
  signs: string[];
  /** How much speaks for it; 0 where nothing does. */
  rank: number;
  /** Of an OIDC application the client id, of an authorization server the issuer. */
  key: string;
}

/** Every object of each kind that the org has, with what speaks for it. Reads only. @throws ApplicationFailure as an activity */
export async function readHands(client: OktaClient, input: OnboardingInput): Promise<Record<Kind, Hand[]>> {
  const session = openSession(client, { input, owner: workflowIdFor(input) }, 'plan');
  try {
    await requireOrg(client, session);
    const owner = await ownerOf(session);
    const isOurs = (text: string | null): Sign => [hasMarker(text, owner), 4, 'our mark'];
    const oidcApps = await listApps(session, OIDC_APP_NAME);
    const scimApps = await listApps(session, CATALOG_APP_NAME);
    const servers = await listServers(session);
    const { oidcApplication, provisioningApplication, authorizationServer } = input.okta;
    const scopesOf = await scopesOfServers(session, servers);
    return {
      oidcApplication: oidcApps.map((app) => {
        const uris = textsAt(app, 'settings.oauthClient.redirect_uris');
        const known = REDIRECT_URIS.filter((uri) => uris.includes(uri));
        return handOf(session.pages.app(OIDC_APP_NAME, idOf(app)), app, 'label', clientIdOf(app), [
          isOurs(textAt(app, NOTES)),
          [known.length === REDIRECT_URIS.length, 3, 'all redirect URIs of Kiro'],
          [
            known.length > 0 && known.length < REDIRECT_URIS.length,
            2,
            `${known.length} of the ${REDIRECT_URIS.length} redirect URIs of Kiro`,
          ],
          [textAt(app, 'label') === oidcApplication, 1, 'the name of the configuration'],
        ]);
      }),
      authorizationServer: servers.map((server) =>
        handOf(session.pages.authorizationServer(idOf(server)), server, 'name', textAt(server, 'issuer') ?? '', [
          isOurs(textAt(server, 'description')),
          [scopesOf.get(idOf(server))?.some(isKiroScope) === true, 3, 'the scopes of Kiro'],
          [textsAt(server, 'audiences').includes(authorizationServer.audience), 2, 'the audience of the configuration'],
          [textAt(server, 'name') === authorizationServer.name, 1, 'the name of the configuration'],
        ]),
      ),
      scimApplication: scimApps.map((app) =>
        handOf(session.pages.app(CATALOG_APP_NAME, idOf(app)), app, 'label', '', [
          isOurs(textAt(app, NOTES)),
          [textAt(app, 'label') === provisioningApplication, 2, 'the name of the configuration'],
          [true, 1, 'the catalog application of the guide'],
        ]),
      ),
    };
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
}

/** Whether it holds, how much it counts, and what it is. */
type Sign = [holds: boolean, rank: number, text: string];

function handOf(url: string, actual: JsonObject, nameAt: string, key: string, all: Sign[]): Hand {
  const signs = all.filter(([holds]) => holds);
  const rank = Math.max(0, ...signs.map(([, counts]) => counts));
  return {
    id: idOf(actual),
    name: textAt(actual, nameAt) ?? '',
    url,
    key,
    rank,
    signs: signs.map(([, , text]) => text),
  };
}

const isKiroScope = (name: string): boolean => (KIRO_SCOPES as readonly string[]).includes(name);

/** An org with more has none of them looked into: what a server is called tells it then. */
const MOST_SERVERS = 50;

async function scopesOfServers(session: Session, servers: JsonObject[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const server of servers.slice(0, MOST_SERVERS)) {
    const id = idOf(server);
    const scopes = await session.okta.list(`/api/v1/authorizationServers/${id}/scopes`);
    found.set(
      id,
      scopes.map((scope) => textAt(scope, 'name') ?? ''),
    );
  }
  return found;
}

/** Those for which most speaks; none where nothing speaks for any. */
export function likely(hands: readonly Hand[]): Hand[] {
  const best = Math.max(0, ...hands.map(({ rank }) => rank));
  return best === 0 ? [] : hands.filter(({ rank }) => rank === best);
}
