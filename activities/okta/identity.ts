import { createHash } from 'node:crypto';
import type { Choice } from '../../runbook/outside.js';
import { blocking, needsPerson } from './errors.js';

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
 * The text with the id of an adopted SCIM application that can hold no marker of its own, everything else kept; it stands
 * in an object that is ours.
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

/** An object that may be ours. */
export interface Candidate<Actual> {
  actual: Actual;
  id: string;
  name: string;
  url: string;
  ours: boolean;
}

/**
 * Which of the look-up's results is meant: ours by its marker, whatever its name, else the one the admin chose. A namesake that is not
 * ours is never adopted silently; labels are not unique in Okta.
 */
export function pick<Actual>(
  kind: string,
  name: string,
  candidates: Candidate<Actual>[],
  choice: Choice | null,
): Actual | null {
  const ours = candidates.filter((candidate) => candidate.ours);
  if (choice?.use === 'adopt') {
    const chosen = candidates.find((candidate) => candidate.id === choice.id);
    if (chosen !== undefined) return chosen.actual;
    throw namesakes(`There is no ${kind} "${name}" with the id ${choice.id} any more: choose again.`, candidates);
  }
  // Of several of ours none is meant where a new one is wanted, but for the one that it has become by now.
  const meant = ours.length > 1 && choice?.use === 'create' ? ours.filter((one) => one.name === choice.name) : ours;
  if (meant.length === 1 && meant[0] !== undefined) return meant[0].actual;
  if (meant.length > 1) throw namesakes(`${meant.length} ${kind}s carry this run's marker: choose one.`, meant);
  const namesake = candidates.filter((candidate) => candidate.name === name);
  if (namesake.length === 0) return null;
  throw namesakes(
    namesake.length === 1
      ? `The ${kind} "${name}" exists already and is not of this run: adopt it, or give ours another name.`
      : `${namesake.length} ${kind}s are named "${name}" and none is of this run: choose one, or give ours another name.`,
    namesake,
  );
}

function namesakes<Actual>(message: string, candidates: Candidate<Actual>[]) {
  return needsPerson(
    message,
    {
      findings: [blocking(message, 'Answer with objectChosen: use "adopt" and an id, or "create" and a name.')],
      candidates: candidates.map(({ id, name, url }) => ({ id, name, url })),
    },
    'NamesakeFound',
  );
}
