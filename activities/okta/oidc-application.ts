import { OIDC_APP_NAME, REDIRECT_URIS } from '../../runbook/onboarding/guide.js';
import type { Choice, ChoiceTask } from '../../runbook/outside.js';
import { needsPerson } from '../needs-person.js';
import { appBarriers, chosenName, clientBarriers, pick } from './adoption.js';
import { appCandidate, listApps, NOTES, readApp, updateApp } from './applications.js';
import { created, ensure, type ObjectKind } from './ensure.js';
import { clientIdFor, isClientIdOf, markerFields, markerOf, type Owner } from './identity.js';
import { differences, type Field, idOf, type JsonObject, textAt } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { isStatus } from './okta-error.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';

/** Guide, Step 1: Create new app integration. */
export async function ensureOidcApplication(session: Session, { choice }: ChoiceTask) {
  const wanted = {
    label: chosenName(choice, session.input.okta.oidcApplication),
    owner: await ownerOf(session),
    adopted: session.adopted?.signInAppId ?? null,
    choice,
  };
  const app = await ensure(oidcApp, wanted, session);
  const [appId, clientId] = [idOf(app), clientIdOf(app)];
  const url = oidcApp.url(wanted, app, session);
  session.evidence.push({ label: 'OIDC application', value: appId, url }, { label: 'Client id', value: clientId, url });
  return { appId, clientId };
}

export interface WantedOidcApp {
  label: string;
  owner: Owner;
  /** Id of one that was adopted as it is; null or absent where none was. */
  adopted?: string | null;
  choice: Choice | null;
}

const CLIENT = 'settings.oauthClient';

/** Step 1: a native application that anybody can read the client id of, so PKCE and exact redirect URIs guard it. */
export const oidcApp: ObjectKind<WantedOidcApp, JsonObject> = {
  label: ({ label }) => `OIDC application "${label}"`,
  url: (_wanted, actual, session) => session.pages.app(OIDC_APP_NAME, idOf(actual)),

  async find({ label, owner, adopted = null, choice }, session) {
    const found = (await listApps(session, OIDC_APP_NAME)).map((actual) => {
      const candidate = appCandidate(session, OIDC_APP_NAME, owner, actual);
      const isKnown = candidate.id === adopted || isClientIdOf(clientIdOf(actual), owner, label);
      return { ...candidate, ours: candidate.ours || isKnown };
    });
    const appraise = async (actual: JsonObject) => ({
      changes: differences(fieldsOf({ owner, adopted }, actual), actual),
      barriers: [
        ...clientBarriers(actual, REDIRECT_URIS),
        ...(await appBarriers(session, actual, { name: OIDC_APP_NAME, audience: session.input.signIn })),
      ],
    });
    return pick({ kind: 'OIDC application', name: label, found, choice, appraise, mode: session.mode });
  },

  read: (_wanted, actual, session) => readApp(session, idOf(actual)),
  compare: (wanted, actual) => differences(fieldsOf(wanted, actual), actual),

  async create({ label, owner }, session) {
    return created((await session.okta.post('/api/v1/apps?activate=true', newApp(label, owner))).body);
  },
  refused: ({ label, owner }, error) =>
    isStatus(error, 400) && error.text.includes('client_id') ? clientIdTaken(label, owner, error.requestIds) : null,

  update: (wanted, actual, session) => updateApp(session, idOf(actual), fieldsOf(wanted, actual), actual),
  planned: ({ label, owner }) => ({ ...newApp(label, owner), id: PLANNED_ID }),
};

/** The client id that Kiro is given; only Okta's answer counts, whatever we asked for. */
export function clientIdOf(app: JsonObject): string {
  return textAt(app, 'credentials.oauthClient.client_id') ?? idOf(app);
}

function fieldsOf({ owner, adopted }: Pick<WantedOidcApp, 'owner' | 'adopted'>, actual: JsonObject): Field[] {
  return [
    { path: 'status', value: 'ACTIVE' },
    { path: 'name', value: OIDC_APP_NAME },
    { path: 'signOnMode', value: 'OPENID_CONNECT' },
    { path: 'visibility.hide.iOS', value: true, absent: false },
    { path: 'visibility.hide.web', value: true, absent: false },
    { path: 'credentials.oauthClient.token_endpoint_auth_method', value: 'none' },
    { path: 'credentials.oauthClient.pkce_required', value: true },
    { path: 'credentials.oauthClient.autoKeyRotation', value: true, absent: true },
    { path: `${CLIENT}.application_type`, value: 'native' },
    { path: `${CLIENT}.grant_types`, value: ['authorization_code', 'refresh_token'], unordered: true },
    { path: `${CLIENT}.response_types`, value: ['code'], unordered: true },
    { path: `${CLIENT}.redirect_uris`, value: [...REDIRECT_URIS], unordered: true },
    { path: `${CLIENT}.post_logout_redirect_uris`, value: [], absent: [], unordered: true },
    { path: `${CLIENT}.initiate_login_uri`, value: null },
    { path: `${CLIENT}.consent_method`, value: 'REQUIRED' },
    // Okta fills this in by itself, except for an application in the browser.
    { path: `${CLIENT}.refresh_token.rotation_type`, value: 'STATIC', absent: 'STATIC' },
    { path: `${CLIENT}.wildcard_redirect`, value: 'DISABLED', absent: 'DISABLED' },
    { path: `${CLIENT}.dpop_bound_access_tokens`, value: false, absent: false },
    // True would let every user of the org sign in, whatever is assigned.
    { path: 'settings.implicitAssignment', value: false, absent: false },
    ...markerFields(NOTES, owner, actual, adopted),
  ];
}

function newApp(label: string, owner: Owner): JsonObject {
  return {
    name: OIDC_APP_NAME,
    label,
    signOnMode: 'OPENID_CONNECT',
    visibility: { hide: { iOS: true, web: true } },
    credentials: {
      oauthClient: {
        client_id: clientIdFor(owner, label),
        token_endpoint_auth_method: 'none',
        pkce_required: true,
        autoKeyRotation: true,
      },
    },
    settings: {
      implicitAssignment: false,
      notes: { admin: markerOf(owner) },
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [...REDIRECT_URIS],
        consent_method: 'REQUIRED',
        refresh_token: { rotation_type: 'STATIC' },
        wildcard_redirect: 'DISABLED',
        dpop_bound_access_tokens: false,
      },
    },
  };
}

function clientIdTaken(label: string, owner: Owner, requestIds: string[]) {
  return needsPerson(
    `Okta refused the client id ${clientIdFor(owner, label)}, so an application of this run may exist under another ` +
      `label: rename it back to "${label}" and redo the step, or set okta.oidcApplication to another label.`,
    { requestIds },
  );
}
