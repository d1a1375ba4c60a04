import { html } from 'hono/html';
import { asText } from '../../kit/json-values.js';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, press, section, table } from '../../pages/form-parts.js';
import type { Action, ConsolePage, Html, Visit } from '../../pages/page-types.js';
import { isByRule } from '../directory/group-rules.js';
import { findUser, groupOf, userOf } from '../lookups.js';
import type { OktaState, World } from '../okta-state.js';
import type { Group, User } from '../org-objects.js';

/** What can be done to a person's account: label, call, and in which statuses the button is shown. */
const STEPS: { action: string; label: string; path: string; from: readonly User['status'][]; text: string }[] = [
  { action: 'suspend', label: 'Suspend', path: 'lifecycle/suspend', from: ['ACTIVE'], text: 'is suspended.' },
  {
    action: 'unsuspend',
    label: 'Unsuspend',
    path: 'lifecycle/unsuspend',
    from: ['SUSPENDED'],
    text: 'is active again.',
  },
  { action: 'unlock', label: 'Unlock', path: 'lifecycle/unlock', from: ['LOCKED_OUT'], text: 'is unlocked.' },
  {
    action: 'activate',
    label: 'Activate',
    path: 'lifecycle/activate?sendEmail=false',
    from: ['STAGED', 'DEPROVISIONED'],
    text: 'is activated, and has to set a password.',
  },
  {
    action: 'deactivate',
    label: 'Deactivate',
    path: 'lifecycle/deactivate',
    from: ['ACTIVE', 'PROVISIONED', 'SUSPENDED', 'LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY', 'STAGED'],
    text: 'is deactivated.',
  },
];

/** What the person does at the sign-in page; no admin can. */
const OWN: typeof STEPS = [
  {
    action: 'wrong-passwords',
    label: 'Type wrong passwords',
    path: 'wrong-passwords',
    from: ['ACTIVE'],
    text: 'is locked out.',
  },
  {
    action: 'new-password',
    label: 'Set a new password',
    path: 'new-password',
    from: ['PROVISIONED', 'PASSWORD_EXPIRED', 'RECOVERY'],
    text: 'has a new password.',
  },
];

/** Directory > People > one person: the account, and what puts them into each group. */
export const personPage = (world: World): ConsolePage => ({
  path: '/users/:id',
  title: (visit) => userOf(world.state, visit.part('id')).profile.login,
  section: '/users',
  body: (visit) => {
    const { state } = world;
    const user = userOf(state, visit.part('id'));
    const apps = state.appUsers.filter(({ userId }) => userId === user.id);
    const labelOf = (id: string): string => state.apps.find((one) => one.id === id)?.label ?? id;
    return html`${account(user, visit)}
    ${section(
      'groups',
      'Groups',
      table(
        'Groups',
        ['Group', 'In it by', 'Take out'],
        state.groups
          .filter(({ type, members }) => type !== 'BUILT_IN' && members.includes(user.id))
          .map((group) => groupRow(state, group, user, visit)),
        'In no group.',
      ),
    )}
    ${section(
      'applications',
      'Applications',
      table(
        'Applications',
        ['Application', 'User name', 'Assigned by'],
        apps.map(({ appId, userName, scope }) => [
          html`<a href="/console/apps/${appId}#tab-assignments">${labelOf(appId)}</a>`,
          userName,
          scope === 'GROUP' ? 'Group' : 'Individual',
        ]),
        'No application.',
      ),
    )}`;
  },
  actions: {
    ...Object.fromEntries(STEPS.map((step) => [step.action, stepOf('/api/v1/users', step)])),
    ...Object.fromEntries(OWN.map((step) => [step.action, stepOf('/console/users', step)])),
    remove,
    except: exceptInRules(world),
    directory: outOfDirectory(world),
  },
});

function account({ profile, status }: User, visit: Visit): Html {
  const shown = (steps: typeof STEPS): Html[] =>
    steps
      .filter(({ from }) => from.includes(status))
      .map(({ action, label }) =>
        press(visit, action, label, { login: profile.login }, { look: action === 'deactivate' ? 'danger' : 'plain' }),
      );
  const own = shown(OWN);
  return section(
    'account',
    'Account',
    html`<dl>
      <dt>Status</dt>
      <dd>${badge(status, status === 'ACTIVE' ? 'good' : 'bad')}</dd>
      <dt>Name</dt>
      <dd>${asText(profile['displayName'])}</dd>
      <dt>E-mail</dt>
      <dd>${asText(profile['email'])}</dd>
      <dt>Department</dt>
      <dd>${asText(profile['department'])}</dd>
    </dl>`,
    html`<div class="actions">${shown(STEPS)}</div>`,
    own.length === 0 ? '' : html`<h3>What the person does</h3>`,
    own.length === 0 ? '' : html`<div class="actions">${own}</div>`,
  );
}

function groupRow(state: OktaState, group: Group, user: User, visit: Visit): (Html | string)[] {
  const { name } = group.profile;
  const given = { group: group.id, name, login: user.profile.login };
  const link = html`<a href="/console/groups/${group.id}">${name}</a>`;
  const look = 'danger' as const;
  if (group.source !== null) {
    const directory = state.apps.find(({ id }) => id === group.source?.appId)?.label ?? 'an application';
    const button = press(visit, 'directory', 'Take out there, and import', given, { about: name, look });
    return [link, directory, button];
  }
  if (isByRule(state, group.id, user.id)) {
    const button = press(visit, 'except', 'Except this user in the rule', given, { about: name, look });
    return [link, 'a group rule', button];
  }
  return [link, 'hand', press(visit, 'remove', 'Remove', given, { about: name, look })];
}

const stepOf =
  (base: string, { path, text }: (typeof STEPS)[0]): Action =>
  async (sent, visit) =>
    outcomeOf(await visit.call('POST', `${base}/${encodeURIComponent(visit.part('id'))}/${path}`), {
      text: `${sent.get('login') ?? ''} ${text}`,
    });

const remove: Action = async (sent, visit) => {
  const { group, name, login } = given(sent);
  const answer = await visit.call('DELETE', `/api/v1/groups/${group}/users/${encodeURIComponent(visit.part('id'))}`);
  return outcomeOf(answer, { text: `${login} is out of ${name}.` });
};

const given = (sent: URLSearchParams): Record<'group' | 'name' | 'login', string> => ({
  group: encodeURIComponent(sent.get('group') ?? ''),
  name: sent.get('name') ?? '',
  login: sent.get('login') ?? '',
});

/** Directory > Groups > Rules: deactivate, "Except the following users", activate. */
function exceptInRules({ state }: World): Action {
  return async (sent, visit) => {
    const { group, name, login } = given(sent);
    const userId = userOf(state, visit.part('id')).id;
    const filling = state.groupRules.filter(({ status, groupIds }) => status === 'ACTIVE' && groupIds.includes(group));
    for (const { id, exclude, name: rule, expression, groupIds } of filling) {
      const path = `/api/v1/groups/rules/${id}`;
      const body = {
        type: 'group_rule',
        name: rule,
        conditions: {
          people: { users: { exclude: [...exclude, userId] } },
          expression: { value: expression, type: 'urn:okta:expression:1.0' },
        },
        actions: { assignUserToGroups: { groupIds } },
      };
      await visit.call('POST', `${path}/lifecycle/deactivate`);
      const changed = await visit.call('PUT', path, body);
      await visit.call('POST', `${path}/lifecycle/activate`);
      if (!changed.ok) return { refused: changed.said };
    }
    // Who was put there by hand as well is still in it.
    await visit.call('DELETE', `/api/v1/groups/${group}/users/${userId}`);
    return { text: `${login} is excepted in the rule, and out of ${name}.` };
  };
}

/** The directory takes them out, and Okta imports the group. */
function outOfDirectory({ state }: World): Action {
  return async (sent, visit) => {
    const group = groupOf(state, sent.get('group') ?? '');
    const user = userOf(state, visit.part('id'));
    const directory = state.apps.find(({ id }) => id === group.source?.appId)?.label ?? '';
    const members = group.members.flatMap((id) => (id === user.id ? [] : (findUser(state, id)?.profile.login ?? [])));
    const answer = await visit.call('POST', `/console/directories/${encodeURIComponent(directory)}/import`, {
      groups: [{ name: group.profile.name, members }],
    });
    return outcomeOf(answer, {
      text: `${user.profile.login} is out of ${group.profile.name} in ${directory}, and Okta has imported it.`,
    });
  };
}
