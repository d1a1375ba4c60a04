import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { Choice, ChoiceTask } from '../../runbook/outside.js';
import { blocking, needsPerson } from '../needs-person.js';
import { appBarriers, chosenName, pick } from './adoption.js';
import { appCandidate, listApps, listAppsOnce, NOTES, readApp, updateApp } from './applications.js';
import { created, ensure, type ObjectKind } from './ensure.js';
import { adoptedIn, hasMarker, markerFields, markerOf, type Owner, withAdopted } from './identity.js';
import { differences, type Field, idOf, type JsonObject, textAt, textsAt, withFields } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { isStatus } from './okta-error.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';

/** Guide, Step 4: Create app integration. */
export async function ensureScimApplication(session: Session, { choice }: ChoiceTask) {
  const label = chosenName(choice, session.input.okta.provisioningApplication);
  const adopted = session.adopted?.scimAppId ?? null;
  const wanted = { label, owner: await ownerOf(session), adopted, choice };
  const app = await ensure(catalogApp, wanted, session);
  const appId = idOf(app);
  session.evidence.push({ label: 'SCIM application', value: appId, url: catalogApp.url(wanted, app, session) });
  if (appId !== PLANNED_ID && appId !== adopted && !hasMarker(textAt(app, NOTES), wanted.owner))
    await noteAdoption(session, app);
  return { appId };
}

/** Nothing is written into an application that provisions already; the OIDC application says whose it is instead. */
async function noteAdoption(session: Session, app: JsonObject): Promise<void> {
  const holder = await noteHolder(session);
  // Okta refuses a write to an application that is switched off.
  if (holder !== null && textAt(holder, 'status') === 'ACTIVE') {
    const wanted = { owner: await ownerOf(session), appId: idOf(app), holder };
    await ensure(adoptionNote, wanted, session);
    const url = adoptionNote.url(wanted, holder, session);
    session.evidence.push({ label: 'Its adoption is noted in', value: idOf(holder), url });
    return;
  }
  session.warnings.push(
    `The adopted application "${textAt(app, 'label') ?? ''}" provisions already, so nothing was written into it, ` +
      'and there is no active OIDC application of this run whose notes could tell whose it is: a later run asks again.',
  );
}

export interface WantedCatalogApp {
  label: string;
  owner: Owner;
  /** Id of one that was adopted as it is; null or absent where none was. */
  adopted?: string | null;
  choice: Choice | null;
}

/**
 * Step 4: the catalog application "AWS IAM Identity Center". An org may have one for the real AWS, so a namesake is
 * never ours without the marker. It is written again only for the marker, and never once provisioning is on: an update
 * once wiped the SCIM settings (terraform-provider-okta#655).
 */
export const catalogApp: ObjectKind<WantedCatalogApp, JsonObject> = {
  label: ({ label }) => `SCIM application "${label}"`,
  url: (_wanted, actual, session) => session.pages.app(CATALOG_APP_NAME, idOf(actual)),

  async find({ label, owner, adopted = null, choice }, session) {
    const apps = await listApps(session, CATALOG_APP_NAME);
    const marked = apps.map((actual) => appCandidate(session, CATALOG_APP_NAME, owner, actual));
    // One that provisioned already when it was adopted holds no marker.
    const isToldElsewhere = !marked.some(({ ours }) => ours) && apps.some(isProvisioning);
    const known = adopted ?? (isToldElsewhere ? await adoptedApp(session) : null);
    const found = marked.map((one) => ({ ...one, ours: one.ours || one.id === known }));
    const appraise = async (actual: JsonObject) => ({
      changes: differences(appFields({ owner, adopted }, actual), actual),
      barriers: await appBarriers(session, actual, { name: CATALOG_APP_NAME, audience: session.input.provision }),
    });
    return pick({ kind: 'SCIM application', name: label, found, choice, appraise, mode: session.mode });
  },

  read: (_wanted, actual, session) => readApp(session, idOf(actual)),
  compare: (wanted, actual) => differences(appFields(wanted, actual), actual),

  async create({ label, owner }, session) {
    return created((await session.okta.post('/api/v1/apps?activate=true', newApp(label, owner))).body);
  },
  refused: ({ label }, error) =>
    isStatus(error, 400, 403) && /settings|acsURL|entityID/i.test(error.text) ? byHand(label, error.requestIds) : null,

  update: (wanted, actual, session) => updateApp(session, idOf(actual), appFields(wanted, actual), actual),
  planned: ({ label, owner }) => ({ ...newApp(label, owner), id: PLANNED_ID }),
};

const isProvisioning = (app: JsonObject): boolean =>
  textsAt(app, 'features').some((feature) => feature.startsWith('PUSH_'));

function appFields({ owner, adopted }: Pick<WantedCatalogApp, 'owner' | 'adopted'>, actual: JsonObject): Field[] {
  const fields: Field[] = [
    { path: 'status', value: 'ACTIVE' },
    { path: 'name', value: CATALOG_APP_NAME },
  ];
  return isProvisioning(actual) ? fields : [...fields, ...markerFields(NOTES, owner, actual, adopted)];
}

function newApp(label: string, owner: Owner): JsonObject {
  return {
    name: CATALOG_APP_NAME,
    label,
    signOnMode: 'SAML_2_0',
    settings: { notes: { admin: markerOf(owner) } },
  };
}

function byHand(label: string, requestIds: string[]) {
  const fix =
    `In the Admin Console choose Applications, Browse App Catalog, "AWS IAM Identity Center", Add Integration, ` +
    `enter the label "${label}", choose Done; then redo the step and adopt that application.`;
  const problem = `Okta does not let the API create the SCIM application without SAML settings.`;
  return needsPerson(`${problem} ${fix}`, { findings: [blocking(problem, fix)], requestIds });
}

export interface WantedNote {
  owner: Owner;
  /** Id of the adopted SCIM application. */
  appId: string;
  /** Our OIDC application, which has the note. */
  holder: JsonObject;
}

/**
 * The note that an adopted SCIM application belongs to this run, if it provisions already. A write could erase its
 * connection, so it gets no marker; the note is in our OIDC application instead.
 */
export const adoptionNote: ObjectKind<WantedNote, JsonObject> = {
  label: ({ holder }) => `note on the adopted SCIM application in "${textAt(holder, 'label') ?? ''}"`,
  url: ({ holder }, _actual, session) => session.pages.app(OIDC_APP_NAME, idOf(holder)),
  find: async ({ holder }) => holder,
  read: ({ holder }, _actual, session) => readApp(session, idOf(holder)),
  compare: (wanted, actual) => differences(noteFields(wanted, actual), actual),
  // It is only ever changed: `find` always gives the holder.
  create: async ({ holder }) => holder,
  async update(wanted, actual, session) {
    await session.okta.put(`/api/v1/apps/${idOf(actual)}`, withFields(noteFields(wanted, actual), actual));
  },
  planned: ({ holder }) => holder,
};

/** Our OIDC application, which may have such a note; null if there is none. */
export async function noteHolder(session: Session): Promise<JsonObject | null> {
  const owner = await ownerOf(session);
  const apps = await listAppsOnce(session, OIDC_APP_NAME);
  return apps.find((app) => hasMarker(textAt(app, NOTES), owner)) ?? null;
}

/** Id of the SCIM application that the note names; null if there is no note. */
export async function adoptedApp(session: Session): Promise<string | null> {
  return adoptedIn(textAt(await noteHolder(session), NOTES), await ownerOf(session));
}

const noteFields = ({ owner, appId }: WantedNote, actual: JsonObject): Field[] => [
  { path: NOTES, value: withAdopted(textAt(actual, NOTES), owner, appId) },
];
