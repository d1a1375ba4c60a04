import type { Audience } from '../../runbook/onboarding/input.js';
import type { Candidate, Choice } from '../../runbook/outside.js';
import { clip } from '../../runbook/words/phrases.js';
import { blocking, needsPerson } from '../needs-person.js';
import { assignedGroups } from './applications.js';
import { at, type Difference, idOf, type JsonObject, textAt, textsAt } from './json-fields.js';
import type { Mode } from './okta-api.js';
import type { Session } from './session.js';
import { nameBarriers } from './user-names.js';

/** The name to look for and create: the admin's other name where one was chosen, else the configured one. */
export function chosenName(choice: Choice | null, configured: string): string {
  return choice?.use === 'create' ? choice.name : configured;
}

/** An object of the org that may be the one we look for. */
export interface Found<Actual> {
  actual: Actual;
  id: string;
  name: string;
  url: string;
  ours: boolean;
}

/** What it would mean to adopt an object. */
export interface Appraisal {
  /** What would change, field by field. */
  changes: Difference[];
  /** Why it is never adopted, as facts (`it has a client secret`); empty if it may be adopted. */
  barriers: string[];
}

export interface Lookup<Actual> {
  /** What kind of object, for people: `OIDC application`. */
  kind: string;
  /** The name to look for, or to create. */
  name: string;
  found: Found<Actual>[];
  choice: Choice | null;
  /** Looks at an object before it is offered, and again before it is adopted. Reads only. */
  appraise: (actual: Actual) => Promise<Appraisal>;
  /** In a plan a choice needs no changes that were shown before: the plan shows them. */
  mode: Mode;
}

/** A longer value of a field is not shown whole. Characters. */
const LONGEST_VALUE = 300;

/**
 * Picks the object to use: ours by its marker, whatever its name, or else the one the admin chose. Never adopts a namesake
 * without asking, because labels are not unique in Okta. Only an object that was offered can be adopted, with the changes
 * that were shown, and never one that somebody else uses. Null if there is none. Throws `NamesakeFound` if a person must
 * choose.
 */
export async function pick<Actual>(lookup: Lookup<Actual>): Promise<Actual | null> {
  const { kind, name, found, choice } = lookup;
  if (choice?.use === 'adopt') return adopt(lookup, choice);
  const ours = found.filter((one) => one.ours);
  // If several are ours and the admin wants a new one, only an object with the new name counts: an earlier attempt made it.
  const meant = ours.length > 1 && choice?.use === 'create' ? ours.filter((one) => one.name === choice.name) : ours;
  if (meant.length === 1 && meant[0] !== undefined) return meant[0].actual;
  if (meant.length > 1)
    throw await question(lookup, `${meant.length} ${kind}s carry this run's marker: choose one.`, meant);
  const namesakes = found.filter((one) => one.name === name);
  if (namesakes.length === 0) return null;
  const message =
    namesakes.length === 1
      ? `The ${kind} "${name}" exists already and is not of this run: adopt it, or give ours another name.`
      : `${namesakes.length} ${kind}s are named "${name}" and none is of this run: choose one, or give ours another name.`;
  throw await question(lookup, message, namesakes);
}

async function adopt<Actual>(lookup: Lookup<Actual>, { id, shown }: Choice & { use: 'adopt' }): Promise<Actual> {
  const { kind, name, found, mode } = lookup;
  const offered = found.filter((one) => one.ours || one.name === name);
  const chosen = found.find((one) => one.id === id);
  if (chosen === undefined)
    throw await question(lookup, `There is no ${kind} "${name}" with the id ${id} any more: choose again.`, offered);
  if (shown === undefined && !offered.includes(chosen))
    throw await question(
      lookup,
      `The ${kind} with the id ${id} was not offered to choose from: choose again.`,
      offered,
    );
  const { changes, barrier } = await appraised(lookup, chosen);
  const again = [...offered.filter((one) => one !== chosen), chosen];
  if (barrier !== undefined)
    throw await question(lookup, `The ${kind} "${chosen.name}" (${id}) cannot be adopted: ${barrier}.`, again);
  const isAsShown = changes.every((change) => (shown ?? []).some((one) => isSame(one, change)));
  if (mode === 'plan' || chosen.ours || isAsShown) return chosen.actual;
  const message =
    shown === undefined
      ? `Before the ${kind} "${chosen.name}" (${id}) is adopted, see what that changes: choose again.`
      : `The ${kind} "${chosen.name}" (${id}) has changed since it was shown: see what adopting it changes now, and choose again.`;
  throw await question(lookup, message, again);
}

const isSame = (one: Difference, other: Difference): boolean =>
  one.path === other.path && one.from === other.from && one.to === other.to;

async function appraised<Actual>(
  lookup: Lookup<Actual>,
  found: Found<Actual>,
): Promise<Required<Pick<Candidate, 'changes'>> & Candidate> {
  const { id, name, url, actual } = found;
  const { changes, barriers } = await lookup.appraise(actual);
  const clipped = changes.map(({ path, from, to }) => ({
    path,
    from: clip(from, LONGEST_VALUE),
    to: clip(to, LONGEST_VALUE),
  }));
  return { id, name, url, changes: clipped, ...(barriers.length === 0 ? {} : { barrier: barriers.join(', ') }) };
}

async function question<Actual>(lookup: Lookup<Actual>, message: string, offered: Found<Actual>[]) {
  const candidates: Candidate[] = [];
  for (const one of offered) candidates.push(await appraised(lookup, one));
  const fix =
    candidates.length === 0
      ? 'There is nothing to choose from: send redoStep for this step, and the runbook looks for it or makes it anew.'
      : candidates.every(({ barrier }) => barrier !== undefined)
        ? 'Answer with objectChosen: use "create" and another name; or change it by hand and answer with stepDone.'
        : 'Answer with objectChosen: use "adopt" and an id, or "create" and a name.';
  return needsPerson(message, { findings: [blocking(message, fix)], candidates }, 'NamesakeFound');
}

const CLIENT = 'settings.oauthClient';

/** Why an application cannot be adopted: it is of another kind, or somebody uses it. Empty if nobody does. */
export async function appBarriers(
  session: Session,
  app: JsonObject,
  wanted: { name: string; audience: Audience },
): Promise<string[]> {
  const name = textAt(app, 'name') ?? '';
  if (name !== wanted.name) return [`it is an application of another kind ("${name}")`];
  return [...nameBarriers(app), ...(await othersIn(session, app, wanted.audience))];
}

/** More reasons for an OIDC application: adopting it must not change how people sign in with it today. */
export function clientBarriers(app: JsonObject, redirectUris: readonly string[]): string[] {
  const barriers: string[] = [];
  const type = textAt(app, `${CLIENT}.application_type`);
  if (type !== 'native') barriers.push(`it is an application of the type "${type ?? 'unknown'}", not "native"`);
  const method = textAt(app, 'credentials.oauthClient.token_endpoint_auth_method');
  const hasSecret = textAt(app, 'credentials.oauthClient.client_secret') !== null;
  if (hasSecret || method !== 'none') barriers.push('it has a client secret or key');
  const others = [
    ...textsAt(app, `${CLIENT}.redirect_uris`).filter((uri) => !redirectUris.includes(uri)),
    ...textsAt(app, `${CLIENT}.post_logout_redirect_uris`),
    ...[textAt(app, `${CLIENT}.initiate_login_uri`) ?? []].flat(),
  ];
  if (others.length > 0) barriers.push(`it has other redirect URIs (${namesListed(others)})`);
  return barriers;
}

/** People and groups that have the application and are not in the configuration. Does not read the members of groups. */
async function othersIn(session: Session, app: JsonObject, audience: Audience): Promise<string[]> {
  const appId = idOf(app);
  if (at(app, 'settings.implicitAssignment') === true) return ['everybody of the org has it'];
  const names = (await assignedGroups(session, appId)).map(
    (entry) => textAt(entry, '_embedded.group.profile.name') ?? textAt(entry, 'id') ?? '',
  );
  const groups = names.filter((name) => !audience.groups.includes(name));
  if (groups.length > 0) return [`other groups are assigned to it (${namesListed(groups)})`];
  const named = new Set(audience.users.map((login) => login.toLowerCase()));
  for await (const page of session.okta.pages(`/api/v1/apps/${appId}/users`)) {
    const others = page
      .filter((user) => textAt(user, 'scope') === 'USER')
      .map((user) => textAt(user, 'credentials.userName') ?? idOf(user))
      .filter((login) => !named.has(login.toLowerCase()));
    if (others.length > 0) return [`other people are assigned to it (${namesListed(others)})`];
  }
  return [];
}

/** The most names that a sentence lists. */
const NAMED = 3;

function namesListed(texts: string[]): string {
  const rest = texts.length - NAMED;
  return [...texts.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
