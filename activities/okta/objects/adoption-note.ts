import { OIDC_APP_NAME } from '../../../runbook/onboarding/guide.js';
import type { ObjectKind } from '../ensure.js';
import { differences, withFields, type Field } from '../fields.js';
import { adoptedIn, hasMarker, withAdopted } from '../identity.js';
import { textAt, type JsonObject } from '../json.js';
import type { Session } from '../session.js';
import { idOf, listAppsOnce, NOTES, readApp } from './app-parts.js';

export interface WantedNote {
  owner: string;
  /** Id of the adopted SCIM application. */
  appId: string;
  /** Our OIDC application, in whose notes it stands. */
  holder: JsonObject;
}

/**
 * Whose an adopted SCIM application is that provisions already: a write could wipe its connection, so it holds no marker,
 * and the notes of our OIDC application tell of it instead.
 */
export const adoptionNote: ObjectKind<WantedNote, JsonObject> = {
  label: ({ holder }) => `note on the adopted SCIM application in "${textAt(holder, 'label') ?? ''}"`,
  url: ({ holder }, _actual, session) => session.pages.app(OIDC_APP_NAME, idOf(holder)),
  find: async ({ holder }) => holder,
  read: ({ holder }, _actual, session) => readApp(session, idOf(holder)),
  compare: (wanted, actual) => differences(fieldsOf(wanted, actual), actual),
  // It is only ever changed: `find` always gives the holder.
  create: async ({ holder }) => holder,
  async update(wanted, actual, session) {
    await session.okta.put(`/api/v1/apps/${idOf(actual)}`, withFields(fieldsOf(wanted, actual), actual));
  },
  planned: ({ holder }) => holder,
};

/** Our OIDC application, where such a note may stand; null where there is none. */
export async function noteHolder(session: Session): Promise<JsonObject | null> {
  const apps = await listAppsOnce(session, OIDC_APP_NAME);
  return apps.find((app) => hasMarker(textAt(app, NOTES), session.owner)) ?? null;
}

/** Id of the SCIM application that the note tells of; null where there is no note. */
export async function adoptedApp(session: Session): Promise<string | null> {
  return adoptedIn(textAt(await noteHolder(session), NOTES), session.owner);
}

const fieldsOf = ({ owner, appId }: WantedNote, actual: JsonObject): Field[] => [
  { path: NOTES, value: withAdopted(textAt(actual, NOTES), owner, appId) },
];
