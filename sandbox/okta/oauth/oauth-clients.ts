import type { Context } from 'hono';
import { type JsonObject, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { clientIdOf } from '../apps/new-app.js';
import type { OktaState } from '../okta-state.js';
import type { App } from '../org-objects.js';

export interface OAuthClient {
  app: App;
  id: string;
  redirectUris: string[];
  grantTypes: string[];
  pkceRequired: boolean;
  authMethod: string;
  settings: JsonObject;
}

/** The active app with this client id, or null. */
export function clientOf(state: OktaState, clientId: string | undefined): OAuthClient | null {
  const app = state.apps.find((item) => item.status === 'ACTIVE' && clientIdOf(item) === clientId);
  if (app === undefined || clientId === undefined) return null;
  const settings = objectAt(app.settings, 'oauthClient');
  const credentials = objectAt(app.credentials, 'oauthClient');
  return {
    app,
    id: clientId,
    redirectUris: textsAt(settings, 'redirect_uris') ?? [],
    grantTypes: textsAt(settings, 'grant_types') ?? [],
    pkceRequired: credentials['pkce_required'] === true,
    authMethod: textAt(credentials, 'token_endpoint_auth_method') ?? 'client_secret_basic',
    settings,
  };
}

/** Who calls `/token`, `/revoke` or `/introspect`: a public client by its id, a confidential one by its secret. */
export function authenticate(c: Context, state: OktaState, fields: Record<string, string>): OAuthClient {
  const basic = /^Basic (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  const [basicId, basicSecret] =
    basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  const client = clientOf(state, basicId ?? fields['client_id']);
  if (client === null) {
    throw new OAuthError('invalid_client', "Invalid value for 'client_id' parameter.", 401);
  }
  const secret = textAt(objectAt(client.app.credentials, 'oauthClient'), 'client_secret');
  if (client.authMethod !== 'none' && (secret === null || (basicSecret ?? fields['client_secret']) !== secret)) {
    throw new OAuthError('invalid_client', 'The client secret supplied for a confidential client is invalid.', 401);
  }
  return client;
}

/** An error of an OAuth endpoint, in the form of RFC 6749 5.2. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
    readonly status: 400 | 401 = 400,
  ) {
    super(description);
  }
}

/** Answers what `work` gives, or its OAuthError as JSON. */
export async function oauthJson(c: Context, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return c.json({ error: error.error, error_description: error.description }, error.status);
  }
}

/** The fields of a form body. */
export async function form(c: Context): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}
