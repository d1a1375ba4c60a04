import { createHash } from 'node:crypto';
import { type Field, textAt } from './json-fields.js';

/** The run that an object is of: its workflow id, or one for each address of the org, the one to write first. */
export type Owner = string | readonly string[];

/** Each workflow id that stands for the owner. */
export const namesOf = (owner: Owner): readonly string[] => (typeof owner === 'string' ? [owner] : owner);
const ownName = (owner: Owner): string => namesOf(owner)[0] ?? '';

/** What is written into an object of ours, where an admin can read it. */
export function markerOf(owner: Owner): string {
  return `managed by kiro-okta-runbook: ${ownName(owner)}`;
}

/** Whether a text holds our marker; an owner that merely begins alike is another one. */
export function hasMarker(text: string | null, owner: Owner): boolean {
  return namesOf(owner).some((name) => {
    const [, ...after] = (text ?? '').split(markerOf(name));
    return after.some((rest) => rest === '' || /^[\s)]/.test(rest));
  });
}

/** The text with our marker added, everything else kept; on one line, as the Admin Console's fields are. */
export function withMarker(text: string | null, owner: Owner): string {
  if (hasMarker(text, owner)) return text ?? '';
  const kept = text?.trim() ?? '';
  return kept === '' ? markerOf(owner) : `${kept} (${markerOf(owner)})`;
}

const adoptionOf = (owner: string): string => `SCIM application of ${owner}: `;

/**
 * The text of an object that is ours, with the id of an adopted SCIM application added. That application cannot have a
 * marker of its own.
 */
export function withAdopted(text: string | null, owner: Owner, id: string): string {
  for (const name of namesOf(owner)) {
    const known = adoptedIn(text, name);
    if (known !== null) return (text ?? '').replace(adoptionOf(name) + known, adoptionOf(name) + id);
  }
  return `${text ?? ''} (${adoptionOf(ownName(owner))}${id})`.trim();
}

/** The id that `withAdopted` has put into a text; null where there is none. */
export function adoptedIn(text: string | null, owner: Owner): string | null {
  for (const name of namesOf(owner)) {
    const [, after = ''] = (text ?? '').split(adoptionOf(name));
    const id = /^\w+/.exec(after)?.[0];
    if (id !== undefined) return id;
  }
  return null;
}

/**
 * The client id we choose for our OIDC app: a second create with it cannot make a second app. Okta allows 6 to 100
 * of the characters used here, and never lets it be changed.
 */
export function clientIdFor(given: Owner, label: string): string {
  const owner = ownName(given);
  const readable = (owner.split('/').at(-1) ?? owner).replace(/[^A-Za-z0-9.-]/g, '-').slice(0, 60);
  const hash = createHash('sha256').update(`${owner}\n${label}`).digest('hex').slice(0, 12);
  return `kiro-${readable}-${hash}`;
}

/** Whether it is the client id that we choose, by whichever address of the org. */
export const isClientIdOf = (clientId: string, owner: Owner, label: string): boolean =>
  namesOf(owner).some((name) => clientId === clientIdFor(name, label));

/**
 * The field that holds our marker, beside what an admin wrote. None for an object that was adopted as it is, by its id: nothing
 * is written into it.
 */
export function markerFields(path: string, owner: Owner, actual: unknown, adopted: string | null = null): Field[] {
  if (adopted !== null && textAt(actual, 'id') === adopted) return [];
  return [{ path, value: withMarker(textAt(actual, path), owner) }];
}
