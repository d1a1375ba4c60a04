import { removalFrom, putBack } from './assignment-check.js';
import type { Account, Assignment, GroupPush, KiroFacts, KiroUser, Looked, PersonFacts, Wanted } from './facts.js';
import { fact, follows, type Judged, ok, type PersonCheckId, unknown, wrong } from './verdict.js';

/** What Kiro's side is compared with. */
export interface KiroScene {
  account: Account;
  /** The assignment to the SCIM application; null where there is none, or nobody could see it. */
  assignment: Assignment | null;
  /** The check that explains why the person is not in Kiro; null where none does. */
  explained: PersonCheckId | null;
}

/** Whether Kiro has the person, active, under the id that Okta knows and the name that Okta sends. */
export function judgeKiro(kiro: Looked<KiroFacts>, scene: KiroScene): Judged {
  if ('why' in kiro) return unknown(kiro.why, HOW);
  const { host, byId, byName } = kiro.value;
  const { account, assignment, explained } = scene;
  const { login } = account;
  if (byId !== null) return judgeUser(byId, host, scene);
  const expected = assignment?.externalId ?? null;
  if (byName === null) {
    if (explained !== null) return follows(`not at ${host}`, explained);
    return wrong(`not at ${host}`, {
      answer: `${login} is not in Kiro${expected === null ? '' : ', although Okta says that it has pushed them'}.`,
      cure: `They were deleted in Kiro, or Okta writes to another Kiro than ${host}: compare the Base URL on the tab Provisioning, Integration. ${ANEW}`,
    });
  }
  const evidence = evidenceOf(byName);
  if (expected === null) {
    if (explained !== null)
      return follows(`${byName.userName} is at ${host}, but Okta does not know that`, explained, evidence);
    // The assignment could not be read: an id that Okta lacks is explained by an earlier check.
    if (!byName.active) return inactive(login, host, evidence);
    const what = `whether Okta writes to ${byName.userName}, who is active at ${host}`;
    return { ...unknown(`${what}: their assignment could not be read`), evidence };
  }
  return wrong(
    `at ${host} under the id ${byName.id}, and Okta knows ${expected}`,
    {
      answer: `${login} is in Kiro under another id than the one Okta writes to, so no change of Okta's reaches them.`,
      cure: `Okta pushed them to another Kiro before, or they were made anew there. ${ANEW}`,
    },
    [...evidence, fact('Id in Kiro, as Okta knows it', expected)],
  );
}

/** Where Okta could not be asked: whether there is an active user of that login. */
export function judgeWithoutOkta(kiro: Looked<KiroFacts>): Judged {
  if ('why' in kiro) return unknown(kiro.why, HOW);
  const { host, byName } = kiro.value;
  if (byName === null) return unknown(`nobody of that login is at ${host}, and Okta may send another name`);
  const text = `${byName.active ? 'active' : 'inactive'} at ${host}; nothing to compare with`;
  return byName.active ? ok(text, evidenceOf(byName)) : { ...unknown(text), evidence: evidenceOf(byName) };
}

const HOW = 'give `--scim-endpoint` and `--scim-token-stdin`';
const ANEW =
  'Remove the person, or the group that brings them, on the tab Assignments of the SCIM application and assign them again: Okta then forgets the old id. Force Sync does not help.';

function judgeUser(user: KiroUser, host: string, { account, assignment }: KiroScene): Judged {
  const { login, id } = account;
  const evidence = evidenceOf(user);
  if (!user.active) return inactive(login, host, evidence);
  if (user.externalId !== id)
    return wrong(
      `externalId at ${host} is ${user.externalId ?? 'empty'} instead of ${id}`,
      {
        answer: `${login} is in Kiro with the externalId ${user.externalId ?? '(none)'}, which is not their Okta id ${id}.`,
        cure: 'Kiro does not let externalId change: delete the user in Kiro, then remove the assignment to the SCIM application and make it again.',
      },
      evidence,
    );
  const sent = assignment?.userName ?? login;
  if (!isSame(user.userName, sent))
    return wrong(
      `userName at ${host} is ${user.userName}, and Okta sends ${sent}`,
      {
        answer: `${login} is in Kiro under the name ${user.userName}, and Okta sends ${sent}.`,
        cure: 'Push the person again: SCIM application, tab Assignments, Force Sync. If it stays, look at Update User Attributes on the tab Provisioning, To App.',
      },
      evidence,
    );
  const other = isSame(sent, login) ? '' : ` under the name ${sent}, which is not their login`;
  return ok(`active at ${host}${other}`, evidence);
}

const inactive = (login: string, host: string, evidence: Judged['evidence']): Judged =>
  wrong(
    `inactive at ${host}`,
    {
      answer: `${login} is inactive in Kiro.`,
      cure: 'Push the person again: SCIM application, tab Assignments, Force Sync. A seat stays pending as long as they are inactive.',
    },
    evidence,
  );

const evidenceOf = ({ id, userName, externalId, active }: KiroUser) => [
  fact('Id in Kiro', id),
  fact('userName in Kiro', userName),
  fact('externalId in Kiro', externalId ?? 'none'),
  fact('active in Kiro', active ? 'yes' : 'no'),
];

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The groups that the person should be in on Kiro's side: those of the configuration, and those that are pushed. */
interface Pushed {
  id: string;
  name: string;
  /** Its name in Kiro, which stays when the group is renamed in Okta; null where that is not known. */
  nameInKiro: string | null;
  push: GroupPush | undefined;
}

export interface GroupScene
  extends Pick<KiroScene, 'account' | 'explained'>, Pick<PersonFacts, 'groups' | 'pushes' | 'log'> {
  wanted: Pick<Wanted, 'push' | 'subscribe'>;
  kiro: Looked<KiroFacts>;
  /** The SCIM application: what it has brought back from Kiro is no group of the org. */
  scimAppId: string | null;
}

/** Whether the person is in the pushed group, in Okta and in Kiro. */
export function judgeGroup(scene: GroupScene): Judged {
  const { account, groups, wanted, explained } = scene;
  const { login } = account;
  if (wanted.push.groups.length === 0) return ok('no group is pushed');
  if ('why' in groups) return unknown(groups.why);
  const pushed = pushedGroups(scene);
  if (pushed.length === 0) return judgeNoGroup(scene, groups.value.isWhole);
  for (const group of pushed) {
    const problem = pushProblem(group, scene);
    if (problem !== null) return problem;
  }
  const names = pushed.map(({ name }) => `"${name}"`).join(', ');
  const evidence = pushed.map(({ name, push }) => fact(`Last push of "${name}"`, push?.lastPush ?? 'not seen'));
  const { kiro } = scene;
  if ('why' in kiro) return { ...unknown(`${kiro.why}; in Okta they are in ${names}`), evidence };
  const seen = kiro.value.groups;
  if ('why' in seen) return { ...unknown(`${seen.why}; in Okta they are in ${names}`), evidence };
  const { in: there, asked } = seen.value;
  const isAmong = (list: string[], { name, nameInKiro }: Pushed): boolean =>
    list.some((one) => isSame(one, nameInKiro ?? name));
  const absent = pushed.find((one) => (asked === 'all' || isAmong(asked, one)) && !isAmong(there, one));
  if (absent !== undefined) {
    if (explained !== null) return follows(`not in "${absent.name}" in Kiro`, explained, evidence);
    const others = there.filter((one) => !pushed.some((group) => isAmong([one], group)));
    if (absent.nameInKiro === null && others.length > 0)
      return {
        ...unknown(
          `which name "${absent.name}" has in Kiro, if it was renamed in Okta; there they are in "${others.join('", "')}"`,
        ),
        evidence,
      };
    return wrong(
      `not in "${absent.name}" in Kiro`,
      {
        answer: `${login} has not arrived in Kiro's group "${absent.name}", though they are in it in Okta.`,
        cure: 'Tab Push Groups of the SCIM application: Push now. Kiro may show a new member only after up to 24 hours; a group that is also used for assignment may lose members.',
      },
      evidence,
    );
  }
  if (asked !== 'all' && !pushed.every((one) => isAmong(asked, one)))
    return {
      ...unknown(`the endpoint lists no groups of a person, so only "${asked[0] ?? ''}" was asked for`),
      evidence,
    };
  return ok(`in ${names}, in Okta and in Kiro`, evidence);
}

function pushedGroups({ groups, pushes, wanted, scimAppId }: GroupScene): Pushed[] {
  const own = 'why' in groups ? [] : groups.value.groups;
  const mappings = 'why' in pushes ? [] : pushes.value;
  return own.flatMap(({ id, name, source }) => {
    if (source !== null && source === scimAppId) return [];
    const push = mappings.find(({ groupId }) => groupId === id);
    const nameInKiro = own.find((group) => group.id === push?.targetGroupId)?.name ?? null;
    return wanted.push.groups.includes(name) || push !== undefined ? [{ id, name, nameInKiro, push }] : [];
  });
}

function judgeNoGroup(scene: GroupScene, isWhole: boolean): Judged {
  const { account, wanted } = scene;
  const { login } = account;
  const names = wanted.push.groups.map((name) => `"${name}"`).join(', ');
  if (!isWhole) return unknown(`the person is in more groups than were read; in none of ${names} among those`);
  if (wanted.subscribe.users.some((one) => isSame(one, login)))
    return ok(`in none of ${names}; they are subscribed by themselves`);
  const removal = removalFrom(
    wanted.push.groups.map((name) => ({ id: '', name, type: '' })),
    { ...scene, userId: account.id },
  );
  if (removal !== null) {
    const when = `${removal.at.slice(0, 16).replace('T', ' ')} UTC, by ${removal.by}`;
    return wrong(`out of "${removal.group.name}" since ${when}`, {
      answer: `${login} has no place in Kiro's team: they were taken out of the pushed group "${removal.group.name}" on ${when}.`,
      cure: putBack(removal.group),
    });
  }
  return wrong(`in none of the pushed groups (${names})`, {
    answer: `${login} is in none of the groups that are pushed to Kiro (${names}), so they get no seat through a group.`,
    cure: `If they are meant to have one: Admin Console, Directory, Groups, ${names}, Assign people.`,
  });
}

/** What keeps the group itself from Kiro. */
function pushProblem({ id, name, push }: Pushed, { pushes, account }: GroupScene): Judged | null {
  if ('why' in pushes) return null;
  const { login } = account;
  const evidence = [fact('Group', id)];
  if (push === undefined)
    return wrong(
      `"${name}" is not pushed`,
      {
        answer: `${login} is in "${name}", but Okta does not push that group to Kiro.`,
        cure: 'Push it: SCIM application, tab Push Groups, Push Groups by name; or start the onboarding again.',
      },
      evidence,
    );
  if (push.status === 'ERROR' || push.error !== null) {
    const said = push.error?.replace(/\.+$/, '') ?? 'Okta gives no reason';
    return wrong(
      `the push of "${name}" failed: ${said}`,
      {
        answer: `Okta could not push the group "${name}" of ${login} to Kiro: ${said}.`,
        cure: `${push.knownCure ?? 'Fix what the reason names.'} Then push it anew on the tab Push Groups.`,
      },
      evidence,
    );
  }
  if (push.status === 'ACTIVE') return null;
  return wrong(
    `the push of "${name}" is ${push.status}`,
    {
      answer: `${login} is in "${name}", but its push to Kiro is ${push.status}.`,
      cure: 'Activate it: SCIM application, tab Push Groups, the status of the group, Activate group push.',
    },
    evidence,
  );
}
