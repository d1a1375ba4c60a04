import { CATALOG_APP_NAME } from '../../../runbook/onboarding/guide.js';
import type { Choice } from '../../../runbook/outside.js';
import { appBarriers } from '../barriers.js';
import { pick } from '../candidates.js';
import type { ObjectKind } from '../ensure.js';
import { blocking, needsPerson } from '../errors.js';
import { differences, type Field } from '../fields.js';
import { markerOf } from '../identity.js';
import { textsAt, type JsonObject } from '../json.js';
import { adoptedApp } from './adoption-note.js';
import { isStatus } from '../okta-error.js';
import { PLANNED_ID } from '../okta-api.js';
import { appCandidate, created, idOf, listApps, markerField, NOTES, readApp, updateApp } from './app-parts.js';

export interface WantedCatalogApp {
  label: string;
  owner: string;
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

  async find({ label, owner, choice }, session) {
    const apps = await listApps(session, CATALOG_APP_NAME);
    const marked = apps.map((actual) => appCandidate(session, CATALOG_APP_NAME, owner, actual));
    // One that provisioned already when it was adopted holds no marker.
    const isToldElsewhere = !marked.some(({ ours }) => ours) && apps.some(isProvisioning);
    const adopted = isToldElsewhere ? await adoptedApp(session) : null;
    const found = marked.map((one) => ({ ...one, ours: one.ours || one.id === adopted }));
    const appraise = async (actual: JsonObject) => ({
      changes: differences(fieldsOf(owner, actual), actual),
      barriers: await appBarriers(session, actual, { name: CATALOG_APP_NAME, audience: session.input.provision }),
    });
    return pick({ kind: 'SCIM application', name: label, found, choice, appraise, mode: session.mode });
  },

  read: (_wanted, actual, session) => readApp(session, idOf(actual)),
  compare: ({ owner }, actual) => differences(fieldsOf(owner, actual), actual),

  async create({ label, owner }, session) {
    return created((await session.okta.post('/api/v1/apps?activate=true', newApp(label, owner))).body);
  },
  refused: ({ label }, error) =>
    isStatus(error, 400, 403) && /settings|acsURL|entityID/i.test(error.text) ? byHand(label, error.requestIds) : null,

  update: ({ owner }, actual, session) => updateApp(session, idOf(actual), fieldsOf(owner, actual), actual),
  planned: ({ label, owner }) => ({ ...newApp(label, owner), id: PLANNED_ID }),
};

const isProvisioning = (app: JsonObject): boolean =>
  textsAt(app, 'features').some((feature) => feature.startsWith('PUSH_'));

function fieldsOf(owner: string, actual: JsonObject): Field[] {
  const fields: Field[] = [
    { path: 'status', value: 'ACTIVE' },
    { path: 'name', value: CATALOG_APP_NAME },
  ];
  return isProvisioning(actual) ? fields : [...fields, markerField(NOTES, owner, actual)];
}

function newApp(label: string, owner: string): JsonObject {
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
