import type { Audience } from '../../runbook/onboarding/input.js';
import { at, textAt, textsAt, type JsonObject } from './json.js';
import { assignedGroups } from './objects/app-group.js';
import { idOf } from './objects/app-parts.js';
import type { Session } from './session.js';

const CLIENT = 'settings.oauthClient';

/** An application that somebody uses is never adopted: why, each as what it is. Empty where nobody does. */
export async function appBarriers(
  session: Session,
  app: JsonObject,
  wanted: { name: string; audience: Audience },
): Promise<string[]> {
  const name = textAt(app, 'name') ?? '';
  if (name !== wanted.name) return [`it is an application of another kind ("${name}")`];
  return othersIn(session, app, wanted.audience);
}

/** The same of an OIDC application: it could also be rewritten under those who sign in with it. */
export function clientBarriers(app: JsonObject, redirectUris: readonly string[]): string[] {
  const barriers: string[] = [];
  const type = textAt(app, `${CLIENT}.application_type`);
  if (type !== 'native') barriers.push(`it is an application of the type "${type ?? 'unknown'}", not "native"`);
  const method = textAt(app, 'credentials.oauthClient.token_endpoint_auth_method');
  const hasSecret = textAt(app, 'credentials.oauthClient.client_secret') !== null;
  if (hasSecret || method !== 'none') barriers.push('it has a client secret or key');
  const others = [
    ...textsAt(app, `${CLIENT}.redirect_uris`).filter((uri) => !redirectUris.includes(uri)),
    ...textsAt(app, `${CLIENT}.post_logout_redirect_uris`),
    ...[textAt(app, `${CLIENT}.initiate_login_uri`) ?? []].flat(),
  ];
  if (others.length > 0) barriers.push(`it has other redirect URIs (${listed(others)})`);
  return barriers;
}

/** Who has the application and is not in the configuration. The people of a configured group are not read. */
async function othersIn(session: Session, app: JsonObject, audience: Audience): Promise<string[]> {
  const appId = idOf(app);
  if (at(app, 'settings.implicitAssignment') === true) return ['everybody of the org has it'];
  const names = (await assignedGroups(session, appId)).map(
    (entry) => textAt(entry, '_embedded.group.profile.name') ?? textAt(entry, 'id') ?? '',
  );
  const groups = names.filter((name) => !audience.groups.includes(name));
  if (groups.length > 0) return [`other groups are assigned to it (${listed(groups)})`];
  const named = new Set(audience.users.map((login) => login.toLowerCase()));
  for await (const page of session.okta.pages(`/api/v1/apps/${appId}/users`)) {
    const others = page
      .filter((user) => textAt(user, 'scope') === 'USER')
      .map((user) => textAt(user, 'credentials.userName') ?? idOf(user))
      .filter((login) => !named.has(login.toLowerCase()));
    if (others.length > 0) return [`other people are assigned to it (${listed(others)})`];
  }
  return [];
}

/** The most names that a sentence lists. */
const NAMED = 3;

function listed(texts: string[]): string {
  const rest = texts.length - NAMED;
  return [...texts.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
