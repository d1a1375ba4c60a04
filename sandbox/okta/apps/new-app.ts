import { type JsonObject, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { newId, now, randomText } from '../ids.js';
import { invalid } from '../okta-errors.js';
import type { OktaState } from '../okta-state.js';
import type { App } from '../org-objects.js';
import { isUrl } from '../../../runbook/model/url-of.js';

/**
 * An app made of a request body, with Okta's defaults. Unknown members and `features` are ignored, as Okta does.
 * @param previous the app that a PUT replaces: keeps its id, dates and what the API cannot set
 */
export function newApp(state: OktaState, body: JsonObject, previous?: App): App {
  const label = textAt(body, 'label');
  if (label === null || label.trim() === '') throw invalid('label', 'The field cannot be left blank');
  const id = previous?.id ?? newId('app');
  const signOnMode = previous?.signOnMode ?? textAt(body, 'signOnMode') ?? 'SAML_2_0';
  const oauth = signOnMode === 'OPENID_CONNECT';
  const visibility = objectAt(body, 'visibility');
  const settings = objectAt(body, 'settings');
  return {
    id,
    name: previous?.name ?? textAt(body, 'name') ?? `sandbox_${label.toLowerCase().replace(/\W+/g, '')}_1`,
    label,
    status: previous?.status ?? 'ACTIVE',
    signOnMode,
    created: previous?.created ?? now(),
    lastUpdated: now(),
    accessibility: {
      selfService: false,
      errorRedirectUrl: null,
      loginRedirectUrl: null,
      ...objectAt(body, 'accessibility'),
    },
    visibility: {
      autoLaunch: false,
      autoSubmitToolbar: false,
      ...visibility,
      hide: { iOS: false, web: false, ...objectAt(visibility, 'hide') },
      appLinks: { [oauth ? 'oidc_client_link' : 'login']: true, ...objectAt(visibility, 'appLinks') },
    },
    credentials: {
      userNameTemplate: {
        template: '${source.login}',
        type: 'BUILT_IN',
        ...objectAt(objectAt(body, 'credentials'), 'userNameTemplate'),
      },
      // With a `kid` a client would ask a SAML app for its certificate, and the sandbox has none.
      signing: oauth ? { kid: objectAt(previous?.credentials ?? {}, 'signing')['kid'] ?? randomText(43) } : {},
      ...(oauth ? { oauthClient: oauthCredentials(state, body, id, previous) } : {}),
    },
    settings: {
      app: objectAt(settings, 'app'),
      notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: settings['implicitAssignment'] === true,
      emOptInStatus: 'NONE',
      notes: { admin: null, enduser: null, ...objectAt(settings, 'notes') },
      ...(oauth ? { oauthClient: oauthSettings(body) } : { signOn: settings['signOn'] ?? null }),
    },
    profile: body['profile'] === undefined ? null : objectAt(body, 'profile'),
    accessPolicyId: previous?.accessPolicyId ?? state.accessPolicyId,
    issuerMode: previous?.issuerMode ?? 'ORG_URL',
    grants: previous?.grants ?? [],
    connection: previous?.connection ?? null,
    toApp: previous?.toApp ?? { createUsers: false, updateUserAttributes: false, deactivateUsers: false },
  };
}

/** The client id by which OAuth knows the app, or null where it is no OAuth app. */
export function clientIdOf(app: App): string | null {
  return textAt(objectAt(app.credentials, 'oauthClient'), 'client_id');
}

/** `credentials.oauthClient` with Okta's defaults; a secret only for confidential clients. */
export function oauthCredentials(state: OktaState, body: JsonObject, appId: string, previous?: App): JsonObject {
  const asked = objectAt(objectAt(body, 'credentials'), 'oauthClient');
  const before = objectAt(previous?.credentials ?? {}, 'oauthClient');
  const type = textAt(objectAt(objectAt(body, 'settings'), 'oauthClient'), 'application_type') ?? 'web';
  const method =
    textAt(asked, 'token_endpoint_auth_method') ??
    textAt(before, 'token_endpoint_auth_method') ??
    'client_secret_basic';
  const pkce =
    asked['pkce_required'] ?? before['pkce_required'] ?? (type === 'native' || type === 'browser' || method === 'none');
  if (method === 'none' && pkce !== true) {
    throw invalid('pkce_required', "PKCE is required when 'token_endpoint_auth_method' is 'none'.");
  }
  const clientId = textAt(before, 'client_id') ?? textAt(asked, 'client_id') ?? appId;
  if (!/^[\w$.+!*'(),-]{6,100}$/.test(clientId) || clientId === 'ALL_CLIENTS') {
    throw invalid('client_id', "'client_id' must be 6 to 100 characters of letters, digits and $-_.+!*'(),");
  }
  const taken = state.apps.some(
    (app) => app.id !== appId && textAt(objectAt(app.credentials, 'oauthClient'), 'client_id') === clientId,
  );
  if (taken) throw invalid('client_id', 'An app with this client_id already exists.');
  const secret = textAt(before, 'client_secret') ?? textAt(asked, 'client_secret') ?? randomText(64);
  return {
    autoKeyRotation: asked['autoKeyRotation'] ?? true,
    client_id: clientId,
    ...(method.startsWith('client_secret') ? { client_secret: secret } : {}),
    token_endpoint_auth_method: method,
    pkce_required: pkce,
  };
}

/** `settings.oauthClient` with Okta's defaults; redirect URIs stay in the order sent. */
export function oauthSettings(body: JsonObject): JsonObject {
  const asked = objectAt(objectAt(body, 'settings'), 'oauthClient');
  const type = textAt(asked, 'application_type') ?? 'web';
  const grants = textsAt(asked, 'grant_types') ?? ['authorization_code'];
  const redirects = textsAt(asked, 'redirect_uris') ?? [];
  const wildcard = textAt(asked, 'wildcard_redirect') ?? 'DISABLED';
  if (type === 'native' && !grants.includes('authorization_code')) {
    throw invalid('grant_types', "'authorization_code' is required for the application type 'native'.");
  }
  if (redirects.length === 0 && (grants.includes('authorization_code') || grants.includes('implicit'))) {
    throw invalid('redirect_uris', "'redirect_uris' must be specified for the grant types chosen.");
  }
  const bad = redirects.find((uri) => !isUrl(uri) || (uri.includes('*') && wildcard === 'DISABLED'));
  if (bad !== undefined) throw invalid('redirect_uris', `Invalid redirect URI: ${bad}`);
  return {
    client_uri: null,
    logo_uri: null,
    post_logout_redirect_uris: [],
    ...asked,
    application_type: type,
    redirect_uris: redirects,
    response_types: textsAt(asked, 'response_types') ?? ['code'],
    grant_types: grants,
    consent_method: textAt(asked, 'consent_method') ?? 'TRUSTED',
    issuer_mode: textAt(asked, 'issuer_mode') ?? 'ORG_URL',
    ...(grants.includes('refresh_token')
      ? { refresh_token: { rotation_type: 'STATIC', leeway: 0, ...objectAt(asked, 'refresh_token') } }
      : {}),
    idp_initiated_login: { mode: 'DISABLED', default_scope: [], ...objectAt(asked, 'idp_initiated_login') },
    participate_slo: asked['participate_slo'] ?? false,
    wildcard_redirect: wildcard,
    dpop_bound_access_tokens: asked['dpop_bound_access_tokens'] ?? false,
  };
}
