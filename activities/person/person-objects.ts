import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { NOTES } from '../okta/applications.js';
import { adoptedIn, hasMarker, isClientIdOf, type Owner } from '../okta/identity.js';
import { idOf, type JsonObject, textAt } from '../okta/json-fields.js';
import { clientIdOf } from '../okta/oidc-application.js';
import { type LimitedReads, NoMoreReads } from './limited-reads.js';

/** Whose objects are looked for, by each address of the org. */
export interface Ours {
  input: OnboardingInput;
  owner: Owner;
}

/** What is known of a connection's objects; null each where it is not. */
export interface KnownObjects {
  signInAppId: string | null;
  scimAppId: string | null;
  serverId: string | null;
  issuer: string | null;
}

/** Nothing is known. */
export const NO_RUN: KnownObjects = { signInAppId: null, scimAppId: null, serverId: null, issuer: null };

/** The sign-in application: the known one, else the one with our marker, else the one of the configured name. */
export async function findSignInApp(
  reads: LimitedReads,
  { input, owner }: Ours,
  known: KnownObjects,
): Promise<JsonObject | null> {
  if (known.signInAppId !== null) return reads.find(`/api/v1/apps/${encodeURIComponent(known.signInAppId)}`);
  const label = input.okta.oidcApplication;
  const filter = `name eq "${OIDC_APP_NAME}"`;
  const isOurs = (app: JsonObject): boolean =>
    hasMarker(textAt(app, NOTES), owner) || isClientIdOf(clientIdOf(app) ?? '', owner, label);
  const named = await reads.page(`/api/v1/apps?${new URLSearchParams({ filter, q: label }).toString()}`);
  const found = named.find(isOurs);
  if (found !== undefined) return found;
  const only = theOnly(named, label);
  // Somebody may have given it another name.
  if (!reads.maySpare()) {
    if (only !== null) return only;
    throw new NoMoreReads(`no application of the name "${label}" is ours, and no more was asked for one person`);
  }
  const all = await reads.page(`/api/v1/apps?${new URLSearchParams({ filter }).toString()}`);
  return all.find(isOurs) ?? only;
}

/** The SCIM application, likewise; an adopted one is named in the notes of the sign-in application. */
export function pickScimApp(apps: JsonObject[], signIn: JsonObject | null, { input, owner }: Ours): JsonObject | null {
  const adopted = adoptedIn(textAt(signIn, NOTES), owner);
  return (
    apps.find((app) => hasMarker(textAt(app, NOTES), owner)) ??
    apps.find((app) => idOf(app) === adopted) ??
    theOnly(apps, input.okta.provisioningApplication)
  );
}

/** All applications of the catalog key. */
export const scimApps = (reads: LimitedReads): Promise<JsonObject[]> =>
  reads.page(`/api/v1/apps?${new URLSearchParams({ filter: `name eq "${CATALOG_APP_NAME}"` }).toString()}`);

/** The authorization server: the known one, else the one of the known issuer, else the one with our marker, else the one of the configured name. */
export async function findServer(reads: LimitedReads, { input, owner }: Ours, known: KnownObjects) {
  const servers = await reads.page('/api/v1/authorizationServers');
  const { name } = input.okta.authorizationServer;
  return (
    servers.find((server) => idOf(server) === known.serverId) ??
    servers.find((server) => known.issuer !== null && textAt(server, 'issuer') === known.issuer) ??
    servers.find((server) => hasMarker(textAt(server, 'description'), owner)) ??
    servers.find((server) => textAt(server, 'name') === name) ??
    null
  );
}

/** Of several of that label none is taken: nobody knows which one is meant. */
function theOnly(apps: JsonObject[], label: string): JsonObject | null {
  const named = apps.filter((app) => textAt(app, 'label') === label);
  return named.length === 1 ? named[0]! : null;
}
