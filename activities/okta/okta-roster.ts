import type { Finding } from '../../runbook/model/proof.js';
import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { Audience, OnboardingInput } from '../../runbook/onboarding/input.js';
import type { RunObjects, Task } from '../../runbook/outside.js';
import type { Meant, OktaPerson, RosterFacts, Sync } from '../../runbook/roster/facts.js';
import { sideBySide } from '../side-by-side.js';
import { readAppUsers } from './applications.js';
import { requireAudience } from './audience.js';
import type { Group } from './client-memory.js';
import { membersOf, type User } from './directory.js';
import { isObject, textAt } from './json-fields.js';
import type { OktaApi } from './okta-api.js';
import type { OktaClient } from './okta-client.js';
import { toFailure } from './okta-failures.js';
import { provisioningCure, provisioningReasons } from './provisioning-errors.js';
import { pushFindings } from './push-mapping.js';
import { requireOrg } from './org-addresses.js';
import { openSession, type Session } from './session.js';
import { type Access, implicitAccess, openPolicies, unexpectedAccess } from './unexpected-access.js';

/** Okta's side of the roster. */
export interface OktaSide extends Assignments {
  people: RosterMember[];
  /** Who else has an application, policies that serve everybody, and groups whose push has failed. */
  findings: Finding[];
  /** Names of the groups whose push has failed. */
  failedGroups: string[];
  /** Those findings by which somebody may have access whom `people` and `others` do not show: the list of them is not whole. */
  gaps: Finding[];
}

/** Reads Okta's side; `people` alone with no objects to look at. Fails with an `ApplicationFailure`. */
export type ReadOkta = (task: Task, objects: RunObjects | null) => Promise<OktaSide>;

/** As `ReadOkta`, for one org. */
export async function readOktaSide(client: OktaClient, task: Task, objects: RunObjects | null): Promise<OktaSide> {
  try {
    await requireOrg(client, task);
    const session = openSession(client, task, 'plan');
    const { people, groups } = await readPeople(session.okta, task.input);
    const apps = { signIn: objects?.signInAppId ?? null, scim: objects?.scimAppId ?? null };
    const assignments = await readAssignments(session, apps, people);
    if (objects === null) return { people, ...assignments, findings: [], failedGroups: [], gaps: [] };
    const { findings, gaps } = await accessFindings(session, objects, assignments.alone);
    const failed = apps.scim === null ? [] : await failedPushes(session, apps.scim, groups);
    const unpushed = failed.flatMap((group) => group.findings);
    return {
      people,
      ...assignments,
      findings: [...findings, ...unpushed],
      failedGroups: failed.map(({ name }) => name),
      gaps: [...gaps, ...unpushed],
    };
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
}

/** The Okta logins of users, by id; one whom Okta does not know any more is missing. Fails with an `ApplicationFailure`. */
export type ReadLogins = (task: Task, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** As `ReadLogins`, for one org. One read a user. */
export async function readLogins(client: OktaClient, task: Task, ids: readonly string[]): Promise<Map<string, string>> {
  try {
    const { okta } = openSession(client, task, 'plan');
    const found = await sideBySide(ids, async (id) => {
      const user = await okta.find(`/api/v1/users/${encodeURIComponent(id)}`);
      const login = user === null || textAt(user, 'id') !== id ? null : textAt(user, 'profile.login');
      return login === null ? null : ([id, login] as const);
    });
    return new Map(found.filter((one) => one !== null));
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
}

/** Who else has an application, and (also as `gaps`) what lets everybody in. */
async function accessFindings(
  session: Session,
  objects: RunObjects,
  alone: Assignments['alone'],
): Promise<Pick<OktaSide, 'findings' | 'gaps'>> {
  const findings: Finding[] = [];
  const gaps: Finding[] = [];
  for (const app of accessesOf(session.input, objects, alone)) {
    const implicit = await implicitAccess(session, app);
    gaps.push(...implicit);
    findings.push(...implicit);
    findings.push(...(await unexpectedAccess(session, app)));
  }
  const { serverId } = objects;
  const open = serverId === null ? [] : await openPolicies(session, serverId);
  return { findings: [...findings, ...open], gaps: [...gaps, ...open] };
}

/** Both applications, as far as they are there, with the people and groups that are meant to have them. */
export function accessesOf(
  { signIn, provision, okta }: OnboardingInput,
  { signInAppId, scimAppId }: RunObjects,
  alone: Assignments['alone'],
): Access[] {
  const apps = [
    { key: OIDC_APP_NAME, appId: signInAppId, appLabel: okta.oidcApplication, audience: signIn, alone: alone.signIn },
    {
      key: CATALOG_APP_NAME,
      appId: scimAppId,
      appLabel: okta.provisioningApplication,
      audience: provision,
      alone: alone.scim,
    },
  ];
  return apps.flatMap(({ appId, ...app }) => (appId === null ? [] : [{ ...app, appId }]));
}

/** Groups of the configuration whose push is in ERROR, with Okta's reason. */
async function failedPushes(
  session: Session,
  appId: string,
  groups: Group[],
): Promise<{ name: string; findings: Finding[] }[]> {
  if (session.input.push.groups.length === 0) return [];
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  const mappings = (await session.okta.list(`/api/v1/apps/${appId}/group-push/mappings`)).filter(isObject);
  return mappings.flatMap((mapping) => {
    const group = groups.find(({ id }) => id === textAt(mapping, 'sourceGroupId'));
    const findings = group === undefined ? [] : pushFindings(group.name, mapping, url);
    return findings.length === 0 ? [] : [{ name: group?.name ?? '', findings }];
  });
}

/** Somebody of the roster, with the names that Okta provisions. */
export interface RosterMember extends OktaPerson {
  firstName: string;
  lastName: string;
  /** Names of the configuration's groups that they are in. */
  groups: string[];
}

/** Everybody the configuration names, each once, with what they are meant to get. Each group is read once. */
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
      const { meant, groups: mine } = personOf(user);
      mine.push(name);
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

/** What an assignment does not say about a person. */
const NOBODY = { email: '', displayName: '', status: '', firstName: '', lastName: '' };

function newMember({
  id,
  login,
  email,
  displayName,
  status,
  firstName,
  lastName,
}: Omit<User, 'typeId' | 'givenDisplayName'>): RosterMember {
  const meant: Meant = { signIn: false, provision: false, push: [], subscribe: null };
  return { id, login, email, displayName, status, firstName, lastName, meant, groups: [] };
}

/** Who has the two applications, and how far Okta has brought them. */
export interface Assignments extends Pick<RosterFacts, 'signInApp' | 'scimApp'> {
  /** People that the configuration does not name. */
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

/** Reads the users of both applications; null for one that the run skipped. */
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
      states.set(id, { state, reason: REASONS[state], cure: null });
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
  for (const [id, sync] of failed) {
    sync.reason = reasons.get(id) ?? null;
    sync.cure = provisioningCure(sync.reason);
  }
}
