import { differences, withFields, type Field } from '../fields.js';
import { hasMarker, withMarker } from '../identity.js';
import { isObject, textAt, type JsonObject } from '../json.js';
import { isStatus } from '../okta-error.js';
import type { Session } from '../session.js';

/** Where an application keeps notes for admins; our marker is there. */
export const NOTES = 'settings.notes.admin';

/** The field that holds our marker, beside what an admin wrote. */
export function markerField(path: string, owner: string, actual: unknown): Field {
  return { path, value: withMarker(textAt(actual, path), owner) };
}

/** All applications of a catalog key: ours is told by its marker, under whatever label it was made or renamed to. */
export function listApps(session: Session, name: string): Promise<JsonObject[]> {
  return session.okta.list(pathOfApps(name));
}

/** As `listApps`, asked once a step only. */
export function listAppsOnce(session: Session, name: string): Promise<JsonObject[]> {
  return session.okta.listOnce(pathOfApps(name));
}

const pathOfApps = (name: string): string =>
  `/api/v1/apps?${new URLSearchParams({ filter: `name eq "${name}"` }).toString()}`;

/** An application among which the admin may have to choose; ours by the marker. */
export function appCandidate(session: Session, key: string, owner: string, actual: JsonObject) {
  return {
    actual,
    id: idOf(actual),
    name: textAt(actual, 'label') ?? '',
    url: session.pages.app(key, idOf(actual)),
    ours: hasMarker(textAt(actual, NOTES), owner),
  };
}

/** The application as it is now. */
export function readApp(session: Session, id: string): Promise<JsonObject | null> {
  return session.okta.find(`/api/v1/apps/${id}`);
}

/**
 * Writes the fields that differ: GET, change, PUT of the whole raw body, so that fields this project does not know
 * stay. The status has calls of its own.
 */
export async function updateApp(session: Session, id: string, fields: Field[], actual: JsonObject): Promise<void> {
  const written = fields.filter((field) => field.path !== 'status');
  if (differences(written, actual).length > 0)
    await session.okta.put(`/api/v1/apps/${id}`, withFields(written, actual));
  if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, `/api/v1/apps/${id}`);
}

/** Activates an object; refused where it is active already, which the read-back then shows. */
export async function activate(session: Session, path: string): Promise<void> {
  try {
    await session.okta.post(`${path}/lifecycle/activate`, undefined);
  } catch (error) {
    if (!isStatus(error, 400, 403)) throw error;
  }
}

/** An answer that must be an object with an id. */
export function created(body: unknown): JsonObject {
  if (isObject(body) && textAt(body, 'id') !== null) return body;
  throw new Error('Okta answered a create without an object');
}

/** The id of an object that Okta gave. */
export function idOf(actual: unknown): string {
  return textAt(actual, 'id') ?? '';
}
