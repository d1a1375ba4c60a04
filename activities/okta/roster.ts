import type { Audience, OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Meant, OktaPerson, RosterFacts, Sync } from '../../runbook/roster/facts.js';
import { readAppUsers } from './app-users.js';
import { requireAudience } from './audience.js';
import { membersOf, type User } from './directory.js';
import type { Group } from './known-names.js';
import type { OktaApi } from './okta-api.js';
import { provisioningReasons } from './provisioning-reasons.js';
import type { Session } from './session.js';

/** Somebody of the roster, with the names that Okta provisions. */
export interface RosterMember extends OktaPerson {
  firstName: string;
  lastName: string;
}

/** Everybody whom the configuration names, each once, and what for, with its groups. Each group is read once. */
export async function readPeople(
  okta: OktaApi,
  input: OnboardingInput,
): Promise<{ people: RosterMember[]; groups: Group[] }> {
  const audiences = [input.signIn, input.provision, { groups: input.push.groups, users: [] }, input.subscribe];
  const { groups, users } = await requireAudience(okta, unionOf(audiences));
  const people = new Map<string, RosterMember>();
  const personOf = (user: User): RosterMember => {
    const known = people.get(user.id) ?? newMember(user);
    people.set(user.id, known);
    return known;
  };
  for (const user of users) {
    const { meant } = personOf(user);
    const isNamed = (audience: Audience): boolean => audience.users.some((login) => isSame(login, user.login));
    meant.signIn ||= isNamed(input.signIn);
    meant.provision ||= isNamed(input.provision);
    if (isNamed(input.subscribe)) meant.subscribe = 'user';
  }
  for (const { id, name } of groups) {
    for (const user of await membersOf(okta, id)) {
      const { meant } = personOf(user);
      meant.signIn ||= input.signIn.groups.includes(name);
      meant.provision ||= input.provision.groups.includes(name);
      if (input.push.groups.includes(name)) meant.push.push(name);
      if (input.subscribe.groups.includes(name)) meant.subscribe = 'group';
    }
  }
  return { people: [...people.values()], groups };
}

function unionOf(audiences: Audience[]): Audience {
  const union = (of: (audience: Audience) => string[]): string[] => [...new Set(audiences.flatMap(of))];
  return { groups: union(({ groups }) => groups), users: union(({ users }) => users) };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** All that an assignment does not tell of somebody. */
const NOBODY = { email: '', displayName: '', status: '', firstName: '', lastName: '' };

function newMember({ id, login, email, displayName, status, firstName, lastName }: Omit<User, 'typeId'>): RosterMember {
  const meant: Meant = { signIn: false, provision: false, push: [], subscribe: null };
  return { id, login, email, displayName, status, firstName, lastName, meant };
}

/** Who has the two applications, and how far Okta has brought them. */
export interface Assignments extends Pick<RosterFacts, 'signInApp' | 'scimApp'> {
  /** People whom the configuration does not name. */
  others: RosterMember[];
  /** Logins of those who are assigned one by one, by application. */
  alone: { signIn: string[]; scim: string[] };
}

/** Why somebody is not there yet, where Okta gives no reason of its own. */
const REASONS: Record<Sync['state'], string | null> = {
  synchronized: null,
  waiting: 'it has not come round to it yet',
  failed: null,
  'not-pushed': 'provisioning is off, or was off when they were assigned',
};

/** Reads the users of both applications; null stands for one that was left out. */
export async function readAssignments(
  session: Session,
  apps: { signIn: string | null; scim: string | null },
  people: RosterMember[],
): Promise<Assignments> {
  const known = new Set(people.map(({ id }) => id));
  const others = new Map<string, RosterMember>();
  const alone: Assignments['alone'] = { signIn: [], scim: [] };
  const read = async (app: 'signIn' | 'scim'): Promise<Map<string, Sync> | null> => {
    const appId = apps[app];
    if (appId === null) return null;
    const states = new Map<string, Sync>();
    for (const { id, login, scope, state } of await readAppUsers(session, appId)) {
      states.set(id, { state, reason: REASONS[state] });
      if (!known.has(id)) others.set(id, newMember({ ...NOBODY, id, login }));
      if (scope === 'USER') alone[app].push(login);
    }
    return states;
  };
  const [signIn, scimApp] = [await read('signIn'), await read('scim')];
  if (scimApp !== null && apps.scim !== null) await explainFailures(session.okta, apps.scim, scimApp);
  return { signInApp: signIn && new Set(signIn.keys()), scimApp, others: [...others.values()], alone };
}

async function explainFailures(okta: OktaApi, appId: string, states: Map<string, Sync>): Promise<void> {
  const failed = [...states].filter(([, { state }]) => state === 'failed');
  if (failed.length === 0) return;
  const reasons = await provisioningReasons(okta, appId);
  for (const [id, sync] of failed) sync.reason = reasons.get(id) ?? null;
}
