import type { AppAccess, Assignment, LogEntry, Looked, MemberOf, OktaGroup } from './facts.js';
import { type Cause, fact, follows, type Judged, ok, type PersonCheckId, timeText, unknown, wrong } from './verdict.js';

/** What the judgement of one application needs beside the application. */
export interface AssignmentScene {
  login: string;
  userId: string;
  groups: Looked<MemberOf>;
  log: Looked<LogEntry[]>;
  /** Names of the configuration: who is meant to have the application. */
  meant: { groups: string[]; users: string[] };
  /** What the application is for: `sign in to Kiro`. */
  use: string;
}

/** What keeps somebody from an application, as far as it can be told. `key` is the same for the same cause. */
export interface Loss {
  key: string;
  text: string;
  cause: Cause;
}

/** Whether one may sign in to Kiro. A loss is given to the next check, which may have the same one. */
export function judgeSignIn(app: AppAccess | null, label: string, scene: AssignmentScene): [Judged, Loss | null] {
  const gone = unusable(app, label, scene);
  if (gone !== null || app === null) return [gone ?? unknown('no application'), null];
  if (app.isOpenToAll)
    return [ok(`everybody of the org has "${app.label}"`, [fact('Application', app.id, app.url)]), null];
  if ('why' in app.assignment) return [unknown(app.assignment.why), null];
  const { value: assignment } = app.assignment;
  if (assignment !== null) {
    const through = throughWhat(assignment, app, scene.groups);
    return [ok(`"${app.label}" is assigned ${through}`, evidenceOf(app, assignment, through)), null];
  }
  const loss = lossOf(app, scene);
  return [wrong(loss.text, loss.cause, [fact('Application', app.id, app.url)]), loss];
}

/** Whether Okta brings the person to Kiro, and has done so. */
export function judgeProvisioning(
  app: AppAccess | null,
  label: string,
  scene: AssignmentScene,
  earlier: { from: PersonCheckId | null; loss: Loss | null },
): Judged {
  const gone = unusable(app, label, scene);
  if (gone !== null || app === null) return gone ?? unknown('no application');
  if ('why' in app.assignment) return unknown(app.assignment.why);
  const { value: assignment } = app.assignment;
  if (assignment !== null) {
    const synced = judgeSync(app, assignment, scene);
    return earlier.from !== null && synced.state === 'wrong'
      ? follows(synced.text, earlier.from, synced.evidence)
      : synced;
  }
  const evidence = [fact('Application', app.id, app.url)];
  if (earlier.from !== null) return follows(`"${app.label}" is not assigned`, earlier.from, evidence);
  const loss = lossOf(app, scene);
  if (earlier.loss?.key === loss.key) return follows(`"${app.label}" is not assigned either`, 'sign-in', evidence);
  return wrong(loss.text, loss.cause, evidence);
}

/** An application that is missing or inactive keeps everybody out. */
function unusable(app: AppAccess | null, label: string, { login, use }: AssignmentScene): Judged | null {
  if (app === null)
    return wrong(`there is no application "${label}"`, {
      answer: `${login} cannot ${use}, like everybody else: the org has no application "${label}".`,
      cure: 'See `npm run plan` for what is missing, and start the onboarding again: it makes that and nothing else.',
    });
  if (app.status === 'ACTIVE') return null;
  return wrong(
    `"${app.label}" is ${app.status}`,
    {
      answer: `${login} cannot ${use}, like everybody else: the application "${app.label}" is ${app.status}.`,
      cure: 'Activate it: Admin Console, Applications, Applications, the application, Activate.',
    },
    [fact('Application', app.id, app.url)],
  );
}

function judgeSync(app: AppAccess, assignment: Assignment, scene: AssignmentScene): Judged {
  const { login } = scene;
  const through = throughWhat(assignment, app, scene.groups);
  const evidence = evidenceOf(app, assignment, through);
  const assigned = `"${app.label}" is assigned ${through}`;
  const { syncState, externalId } = assignment;
  if (syncState === 'SYNCHRONIZED' && externalId !== null) return ok(`${assigned}, and Okta has pushed them`, evidence);
  if (syncState === 'ERROR') {
    const { reason, knownCure } = pushFailure(scene, app.id) ?? { reason: null, knownCure: null };
    const said = reason === null ? 'Okta gives no reason here' : reason.replace(/\.+$/, '');
    const retry = 'Then Dashboard, Tasks: select the person and choose Retry selected.';
    return wrong(
      `${assigned}, but the push failed: ${said}`,
      {
        answer: `Okta could not bring ${login} to Kiro: ${said}.`,
        cure: `${knownCure ?? 'Fix what Dashboard, Tasks names as the reason.'} ${retry}`,
      },
      reason === null ? evidence : [...evidence, fact("Okta's reason", reason)],
    );
  }
  const isOff = syncState === 'DISABLED';
  return wrong(
    isOff ? `${assigned}, but Okta does not push them` : `${assigned}, but Okta has not pushed them yet`,
    {
      answer: isOff
        ? `Okta does not bring ${login} to Kiro: provisioning is off, or was off when they were assigned.`
        : `Okta has not brought ${login} to Kiro yet.`,
      cure: isOff
        ? 'Tab Provisioning, To App: switch on Create Users and Update User Attributes. Then remove the assignment and make it again.'
        : 'Wait some minutes, then look at Dashboard, Tasks. If nothing moves: tab Assignments, Provision User, or Force Sync.',
    },
    evidence,
  );
}

/** Okta's newest failure to push the person. */
function pushFailure({ log, userId }: AssignmentScene, appId: string): LogEntry | undefined {
  if ('why' in log) return undefined;
  return log.value.find(
    ({ type, result, targets }) =>
      type.startsWith('application.provision.user') &&
      result === 'FAILURE' &&
      targets.some(({ id }) => id === appId) &&
      targets.some(({ id }) => id === userId),
  );
}

function throughWhat({ scope }: Assignment, app: AppAccess, groups: Looked<MemberOf>): string {
  if (scope !== 'GROUP') return 'to them directly';
  const names = granting(app, groups).map(({ name }) => `"${name}"`);
  return names.length === 0 ? 'through a group' : `through ${names.join(' and ')}`;
}

/** Groups that have the application and that the person is in. */
function granting(app: AppAccess, groups: Looked<MemberOf>): OktaGroup[] {
  if ('why' in groups || 'why' in app.groups) return [];
  const own = new Set(groups.value.groups.map(({ id }) => id));
  return app.groups.value.filter(({ id }) => own.has(id));
}

const evidenceOf = (app: AppAccess, { scope, syncState, externalId, userName }: Assignment, through: string) => [
  fact('Application', app.id, app.url),
  fact('Assigned', `${through} (${scope})`),
  ...(syncState === '' || syncState === 'DISABLED' ? [] : [fact('Sync state', syncState)]),
  ...(externalId === null ? [] : [fact('Id in Kiro, as Okta knows it', externalId)]),
  fact('Application user name', userName),
];

/** Why the application is not assigned: the group that was lost, when and by whom, where the System Log tells. */
function lossOf(app: AppAccess, scene: AssignmentScene): Loss {
  const { login, groups, use } = scene;
  const cannot = `${login} cannot ${use}:`;
  const waiting = granting(app, groups);
  if (waiting.length > 0) {
    const [{ name }] = waiting as [OktaGroup];
    return {
      key: `unassigned ${app.id}`,
      text: `not assigned, although they are in "${name}"`,
      cause: {
        answer: `${cannot} they are in "${name}", but Okta has not assigned "${app.label}" to them.`,
        cure: `Wait some minutes after a change. If it stays: tab Assignments of "${app.label}", Groups, Edit "${name}" and save, and look at Dashboard, Tasks.`,
      },
    };
  }
  return (
    lostGroup(app, scene) ??
    groupWithoutApp(app, scene) ?? {
      key: 'no-group',
      ...(ownAssignmentLost(app, scene) ?? neverHad(app, scene)),
    }
  );
}

/** The person was taken out of a group that has the application. */
function lostGroup(app: AppAccess, scene: AssignmentScene): Loss | null {
  const entry = removalFrom(givingGroups(app, scene), scene);
  if (entry === null) return null;
  const { group, at, by } = entry;
  const when = `${timeText(at)}, by ${by}`;
  return {
    key: `lost ${group.id}`,
    text: `not assigned: out of "${group.name}" since ${when}`,
    cause: {
      answer: `${scene.login} cannot ${scene.use}: they were taken out of the group "${group.name}" on ${when}.`,
      cure: putBack(group),
    },
  };
}

/** Puts a person into a group, with where that is done. */
export const putBack = ({ name, type }: Pick<OktaGroup, 'name' | 'type'>): string =>
  type === 'OKTA_GROUP' || type === ''
    ? `If that was not meant, put them back: Admin Console, Directory, Groups, "${name}", Assign people. If a group rule fills the group, change what the rule looks at.`
    : `If that was not meant, put them back at the source of "${name}" (${type}): the directory or application that Okta imports it from.`;

/** The groups through which one is meant to get the application: those that have it, and those of the configuration. */
function givingGroups(app: AppAccess, { meant }: AssignmentScene): Pick<OktaGroup, 'id' | 'name' | 'type'>[] {
  const having = 'why' in app.groups ? [] : app.groups.value;
  const others = meant.groups.filter((name) => !having.some((group) => group.name === name));
  return [...having, ...others.map((name) => ({ id: '', name, type: '' }))];
}

/** The newest time when the person was taken out of one of these groups, and is not back. */
export function removalFrom(
  giving: readonly Pick<OktaGroup, 'id' | 'name' | 'type'>[],
  { userId, groups, log }: Pick<AssignmentScene, 'userId' | 'groups' | 'log'>,
): { group: Pick<OktaGroup, 'id' | 'name' | 'type'>; at: string; by: string } | null {
  if ('why' in log) return null;
  const own = new Set('why' in groups ? [] : groups.value.groups.map(({ id }) => id));
  for (const { type, at, by, targets } of log.value) {
    // The log also holds what the person did to others.
    if (type !== 'group.user_membership.remove' || !targets.some(({ id }) => id === userId)) continue;
    for (const target of targets) {
      const group = giving.find(({ id, name }) => id === target.id || (id === '' && name === target.name));
      if (group !== undefined && !own.has(target.id)) return { group: { ...group, id: target.id }, at, by };
    }
  }
  return null;
}

/** The person is where they should be, but the group does not have the application (any more). */
function groupWithoutApp(app: AppAccess, { groups, meant, log, login, use }: AssignmentScene): Loss | null {
  if ('why' in groups || 'why' in app.groups) return null;
  const group = groups.value.groups.find(({ name }) => meant.groups.includes(name));
  if (group === undefined) return null;
  const removed = ('why' in log ? [] : log.value).find(
    ({ type, targets }) =>
      type === 'group.application_assignment.remove' &&
      targets.some(({ id }) => id === group.id) &&
      targets.some(({ id }) => id === app.id),
  );
  const since = removed === undefined ? '' : ` since ${timeText(removed.at)}, by ${removed.by}`;
  return {
    key: `without ${group.id} ${app.id}`,
    text: `not assigned: their group "${group.name}" does not have it${since}`,
    cause: {
      answer: `${login} cannot ${use}: the application "${app.label}" is not assigned to their group "${group.name}"${removed === undefined ? '' : ` any more,${since}`}.`,
      cure: `Assign it: "${app.label}", tab Assignments, Assign, Assign to Groups, "${group.name}"; or start the onboarding again, which assigns what is missing.`,
    },
  };
}

function ownAssignmentLost(app: AppAccess, { log, login, userId, use }: AssignmentScene): Omit<Loss, 'key'> | null {
  if ('why' in log) return null;
  const removed = log.value.find(
    ({ type, targets }) =>
      type === 'application.user_membership.remove' &&
      targets.some(({ id }) => id === app.id) &&
      targets.some(({ id }) => id === userId),
  );
  if (removed === undefined) return null;
  const when = `${timeText(removed.at)}, by ${removed.by}`;
  return {
    text: `not assigned since ${when}`,
    cause: {
      answer: `${login} cannot ${use}: their assignment to "${app.label}" was removed on ${when}.`,
      cure: `If that was not meant, assign it again: "${app.label}", tab Assignments, Assign, Assign to People.`,
    },
  };
}

function neverHad(app: AppAccess, scene: AssignmentScene): Omit<Loss, 'key'> {
  const { login, use, meant, groups, log } = scene;
  const isWhole = 'value' in groups && groups.value.isWhole;
  const names = givingGroups(app, scene).map(({ name }) => `"${name}"`);
  const named = meant.users.some((one) => one.toLowerCase() === login.toLowerCase());
  const where = names.length === 0 ? '' : `, and they are in none of the groups that give it (${names.join(', ')})`;
  const unread = isWhole ? '' : ' (not all of their groups were read)';
  const lost = 'why' in log ? ' Who removed them, and when, stands in the System Log (okta.logs.read).' : '';
  const [first] = names;
  return {
    text: `not assigned${where}${unread}`,
    cause: {
      answer: `${login} cannot ${use}: "${app.label}" is not assigned to them${where}${unread}.`,
      cure: named
        ? `The configuration names them: start the onboarding again, or assign "${app.label}" to them on its tab Assignments.${lost}`
        : `If they are meant to use Kiro: ${first === undefined ? `assign "${app.label}" to them or to a group of theirs` : `Admin Console, Directory, Groups, ${first}, Assign people`}.${lost}`,
    },
  };
}
