import type { App } from './org-objects.js';
import { invalid } from './okta-errors.js';
import { newId, now, randomText } from './ids.js';
import { type JsonObject, objectAt, textAt } from '../kit/json-values.js';
import { oauthCredentials, oauthSettings } from './oauth-client.js';
import type { OktaState } from './okta-state.js';

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
