import type { Context } from 'hono';
import { html } from 'hono/html';
import { asText } from '../../kit/json-values.js';
import { randomText } from '../ids.js';
import { findAppUser, serverOf } from '../lookups.js';
import { param } from '../okta-requests.js';
import { issuerOf } from '../org-addresses.js';
import type { Routes, World } from '../okta-state.js';
import type { User } from '../org-objects.js';
import { decidingRule } from '../servers/policy-rules.js';
import { record, recordOAuth, target } from '../system-log.js';
import { clientOf, type OAuthClient, OAuthError } from './oauth-clients.js';
import { hashOf } from './signed-tokens.js';

const CODE_MS = 5 * 60_000;

/**
 * The code flow's first half. A person picks a user on a page; `sandbox_user=<login>` picks one without a browser.
 * What is wrong with client or redirect URI is an HTML page, all else goes back by redirect.
 */
export const oauthAuthorizeRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get('/oauth2/:as/v1/authorize', async (c) => {
    const query = c.req.query();
    const server = serverOf(state, param(c, 'as'));
    const client = clientOf(state, query['client_id']);
    if (client === null) {
      return c.html(errorPage('invalid_client', "Invalid value for 'client_id' parameter."), 400);
    }
    const redirect = query['redirect_uri'] ?? '';
    if (!client.redirectUris.includes(redirect)) {
      const text = "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.";
      return c.html(errorPage('invalid_request', text), 400);
    }
    try {
      const scopes = checkedScopes(world, client, server.id, query);
      if (query['sandbox_user'] === undefined) {
        if (query['prompt'] === 'none') {
          throw new OAuthError('login_required', 'The client specified not to prompt, but the user is not logged in.');
        }
        const url = new URL(c.req.url);
        return await c.html(loginPage(client, usersToOffer(world, query['login_hint']), url));
      }
      const user = signedIn(world, client, query['sandbox_user']);
      const asked = { serverId: server.id, clientId: client.id, userId: user.id, scopes };
      if (decidingRule(state, { ...asked, grantType: 'authorization_code' }) === null) {
        const text = 'Policy evaluation failed for this request, please check the policy configurations.';
        throw new OAuthError('access_denied', text);
      }
      const code = randomText(43);
      state.codes.push({
        ...asked,
        hash: hashOf(code),
        redirectUri: redirect,
        challenge: query['code_challenge'] ?? null,
        nonce: query['nonce'] ?? null,
        issuer: issuerOf(world, c, server),
        expiresAt: new Date(Date.now() + CODE_MS).toISOString(),
      });
      const targets = targetsOf(client, user);
      recordOAuth(state, AUTHORIZE, DISPLAY_MESSAGE, targets, {
        actor: targets[1],
        debugData: { requestedScopes: scopes.join(' '), requestUri: `/oauth2/${server.id}/v1/authorize` },
      });
      world.store.save();
      return back(c, redirect, { code, state: query['state'] ?? '' });
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      recordRefusal(world, client, query['sandbox_user'], error);
      return back(c, redirect, {
        error: error.error,
        error_description: error.description,
        ...(query['state'] === undefined ? {} : { state: query['state'] }),
      });
    }
  });
};

/** Of the System Log (Okta's event types, `app.oauth2.as.authorize.code`). */
const AUTHORIZE = 'app.oauth2.as.authorize.code';
const DISPLAY_MESSAGE = 'OAuth2 authorization code request';

type Target = ReturnType<typeof target>;

const targetsOf = (client: OAuthClient, { id, profile }: User): [client: Target, person: Target] => [
  target(client.app.id, 'PublicClientApp', client.app.label, client.id),
  target(id, 'User', profile.login, profile.login),
];

/** A refusal of somebody whom Okta knows is logged with its reason. */
function recordRefusal(
  { state, store }: World,
  client: OAuthClient,
  login: string | undefined,
  error: OAuthError,
): void {
  const user = state.users.find(({ profile }) => profile.login === login);
  if (user === undefined) return;
  const reason = error.description;
  record(state, AUTHORIZE, DISPLAY_MESSAGE, targetsOf(client, user), 'FAILURE', reason);
  store.save();
}

function back(c: Context, redirect: string, parameters: Record<string, string>): Response {
  const url = new URL(redirect);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return c.redirect(url.href, 302);
}

function checkedScopes(
  { state }: World,
  client: OAuthClient,
  serverId: string,
  query: Record<string, string>,
): string[] {
  if ((query['state'] ?? '') === '') throw new OAuthError('invalid_request', "The 'state' parameter is required.");
  if (query['response_type'] !== 'code' || !client.grantTypes.includes('authorization_code')) {
    throw new OAuthError(
      'unsupported_response_type',
      'The response type is not supported by the authorization server.',
    );
  }
  const challenge = query['code_challenge'] ?? '';
  if (client.pkceRequired && challenge === '') {
    const text = 'PKCE code challenge is required when the token endpoint authentication method is NONE.';
    throw new OAuthError('invalid_request', text);
  }
  if (challenge !== '' && (query['code_challenge_method'] !== 'S256' || !/^[\w~.-]{43,128}$/.test(challenge))) {
    throw new OAuthError(
      'invalid_request',
      "The 'code_challenge_method' must be S256 with a challenge of 43 to 128 characters.",
    );
  }
  const scopes = (query['scope'] ?? '').split(' ').filter((scope) => scope !== '');
  const known = state.scopes.filter((scope) => scope.serverId === serverId).map(({ name }) => name);
  if (scopes.length === 0) throw new OAuthError('invalid_scope', "The 'scope' parameter is required.");
  if (scopes.some((scope) => !known.includes(scope))) {
    throw new OAuthError(
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    );
  }
  return scopes;
}

/** The user of the sandbox's browserless sign-in: must be able to sign in, and assigned to the app. */
function signedIn({ state }: World, client: OAuthClient, login: string): User {
  const user = state.users.find(({ profile }) => profile.login === login);
  if (user?.status !== 'ACTIVE') {
    throw new OAuthError('access_denied', 'The user cannot sign in.');
  }
  const implicit = client.app.settings['implicitAssignment'] === true;
  if (!implicit && findAppUser(state, client.app.id, user.id) === undefined) {
    throw new OAuthError('access_denied', 'User is not assigned to the client application.');
  }
  return user;
}

/** A page of more is of no use to anybody; `login_hint` brings a person who is not on it. */
const OFFERED = 100;

/** Who is offered on the login page: active people, the hinted one first. */
function usersToOffer({ state }: World, hint: string | undefined): User[] {
  const active = state.users.filter(({ status }) => status === 'ACTIVE');
  const hinted = active.find(({ profile }) => profile.login === hint);
  const others = active.filter((user) => user !== hinted);
  return [...(hinted === undefined ? [] : [hinted]), ...others].slice(0, OFFERED);
}

type Html = ReturnType<typeof html>;

/** A list of people instead of a password: each link is the same request with `sandbox_user`. */
export function loginPage(client: OAuthClient, users: User[], url: URL): Html {
  const entries = users.map(({ profile }) => {
    const target = new URL(url);
    target.searchParams.set('sandbox_user', profile.login);
    return html`<li>
      <a href="${target.pathname}${target.search}">${asText(profile['displayName']) || profile.login}</a>
      <small>${profile.login}</small>
    </li>`;
  });
  return page(
    'Sign in to the sandbox',
    html`<p>Who signs in to <b>${client.app.label}</b>? Nobody has a password here.</p>
      <ul>
        ${entries}
      </ul>`,
  );
}

/** What a browser shows where the request cannot be answered by a redirect. */
export function errorPage(error: string, description: string): Html {
  return page(
    '400',
    html`<p>Your request resulted in an error.</p>
      <p><b>${error}</b>: ${description}</p>`,
  );
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 32rem;
            margin: 3rem auto;
            padding: 0 1rem;
          }
          li {
            margin: 0.3rem 0;
          }
          small {
            color: #666;
          }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
      </body>
    </html>`;
}
