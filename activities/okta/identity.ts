import { createHash } from 'node:crypto';
import { type Field, textAt } from './json-fields.js';

/** What is written into an object of ours, where an admin can read it. */
export function markerOf(owner: string): string {
  return `managed by kiro-okta-runbook: ${owner}`;
}

/** Whether a text holds our marker; an owner that merely begins alike is another one. */
export function hasMarker(text: string | null, owner: string): boolean {
  const [, ...after] = (text ?? '').split(markerOf(owner));
  return after.some((rest) => rest === '' || /^[\s)]/.test(rest));
}

/** The text with our marker added, everything else kept; on one line, as the Admin Console's fields are. */
export function withMarker(text: string | null, owner: string): string {
  if (hasMarker(text, owner)) return text ?? '';
  const kept = text?.trim() ?? '';
  return kept === '' ? markerOf(owner) : `${kept} (${markerOf(owner)})`;
}

const adoptionOf = (owner: string): string => `SCIM application of ${owner}: `;

/**
 * The text of an object that is ours, with the id of an adopted SCIM application added. That application cannot have a
 * marker of its own.
 */
export function withAdopted(text: string | null, owner: string, id: string): string {
  const known = adoptedIn(text, owner);
  if (known !== null) return (text ?? '').replace(adoptionOf(owner) + known, adoptionOf(owner) + id);
  return `${text ?? ''} (${adoptionOf(owner)}${id})`.trim();
}

/** The id that `withAdopted` has put into a text; null where there is none. */
export function adoptedIn(text: string | null, owner: string): string | null {
  const [, after = ''] = (text ?? '').split(adoptionOf(owner));
  return /^\w+/.exec(after)?.[0] ?? null;
}

/**
 * The client id we choose for our OIDC app: a second create with it cannot make a second app. Okta allows 6 to 100
 * of the characters used here, and never lets it be changed.
 */
export function clientIdFor(owner: string, label: string): string {
  const readable = (owner.split('/').at(-1) ?? owner).replace(/[^A-Za-z0-9.-]/g, '-').slice(0, 60);
  const hash = createHash('sha256').update(`${owner}\n${label}`).digest('hex').slice(0, 12);
  return `kiro-${readable}-${hash}`;
}

/** The field that holds our marker, beside what an admin wrote. */
export function markerField(path: string, owner: string, actual: unknown): Field {
  return { path, value: withMarker(textAt(actual, path), owner) };
}
