import { html } from 'hono/html';
import { KIRO_TIERS } from '../../../runbook/onboarding/guide.js';
import { textOf } from '../../kit/json-values.js';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, form, press, searchBox, section, table } from '../../pages/form-parts.js';
import type { Action, ConsolePage, Html, Visit } from '../../pages/page-types.js';
import { grantSeats } from '../console/subscriptions.js';
import type { World } from '../kiro-state.js';

/** Lists are cut there; a search finds the rest. */
const MOST_SHOWN = 100;
/** More groups than that are typed, not ticked. */
const MOST_BOXES = 30;

/** Users & Groups: who has come from Okta, with Add group and Add user. */
export const usersGroupsPage = (world: World): ConsolePage => ({
  path: '/users-groups',
  title: 'Users & Groups',
  refresh: () => (world.state.groups.length === 0 ? 5 : null),
  body: (visit) => {
    grantSeats(world.state, world.settings.membershipDelayMs);
    return html`${groups(world, visit)} ${users(world, visit)}`;
  },
  actions: { 'add-group': assign('groups', 'group'), 'add-user': assign('users', 'user'), unsubscribe },
});

const tierChoices = KIRO_TIERS.map((tier) => ({ value: tier, label: tier }));

function groups({ state }: World, visit: Visit): Html {
  const names = state.groups.map(({ displayName }) => displayName);
  const rows = state.groups.slice(0, MOST_SHOWN).map(({ id, displayName, members }) => {
    const tier = state.subscriptions.find((one) => one.kind === 'group' && one.id === id)?.tier;
    return [
      displayName,
      String(members.length),
      tier === undefined ? badge('not subscribed') : badge(tier, 'good'),
      tier === undefined
        ? ''
        : press(visit, 'unsubscribe', 'Unsubscribe', { group: displayName }, { about: displayName, look: 'danger' }),
    ];
  });
  return section(
    'groups',
    'Groups',
    table(
      'Groups',
      ['Group', 'Members', 'Plan', 'Change'],
      rows,
      'No group has arrived. Okta pushes them: Push Groups of the SCIM application.',
    ),
    html`<h3>Add group</h3>`,
    form(
      visit,
      'add-group',
      'Assign',
      ({ select, boxes, text }) =>
        html`${select({ name: 'tier', label: 'Tier', choices: tierChoices, value: 'Kiro Pro' })}
        ${
          names.length > 0 && names.length <= MOST_BOXES
            ? boxes(
                'Groups',
                'group',
                names.map((name) => ({ value: name, label: name })),
              )
            : text({ name: 'group', label: 'Group', hint: 'Its name, as in Okta.', offers: names.slice(0, MOST_SHOWN) })
        }`,
    ),
  );
}

function users({ state }: World, visit: Visit): Html {
  const wanted = visit.query('q').trim().toLowerCase();
  const all = state.users.map(({ attributes }) => ({
    name: textOf(attributes, 'userName'),
    email: textOf(attributes, 'emails.0.value'),
    isActive: attributes['active'] === true,
  }));
  const found = all.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted));
  const rows = found
    .slice(0, MOST_SHOWN)
    .map(({ name, email, isActive }) => [
      name,
      email,
      badge(isActive ? 'Active' : 'Inactive', isActive ? 'good' : 'plain'),
    ]);
  return section(
    'users',
    'Users',
    searchBox(visit, 'Find a user'),
    html`<p class="muted">
      ${found.length} of ${all.length} users${found.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} are shown` : ''}.
    </p>`,
    table(
      'Users',
      ['User', 'E-mail', 'Status'],
      rows,
      wanted === '' ? 'Nobody has arrived from Okta.' : 'Nobody is found.',
    ),
    html`<h3>Add user</h3>`,
    form(
      visit,
      'add-user',
      'Assign',
      ({ select, text }) =>
        html`${select({ name: 'tier', label: 'Tier', choices: tierChoices, value: 'Kiro Pro' })}
        ${text({
          name: 'user',
          label: 'User',
          hint: 'User name or e-mail address.',
          offers: all.slice(0, MOST_SHOWN).map(({ name }) => name),
        })}`,
    ),
  );
}

function assign(list: 'groups' | 'users', field: 'group' | 'user'): Action {
  return async (sent, { call }) => {
    const names = sent.getAll(field).flatMap((name) => name.trim() || []);
    const tier = sent.get('tier') ?? '';
    const answer = await call('POST', '/console/subscriptions', { [list]: names, tier });
    const text = `${names.join(', ')} subscribed to ${tier}.`;
    return outcomeOf(answer, { text }, { 'Not found': field, 'Choose at least': field, tier: 'tier' });
  };
}

const unsubscribe: Action = async (sent, { call }) => {
  const group = sent.get('group') ?? '';
  const answer = await call('DELETE', '/console/subscriptions', { groups: [group], users: [] });
  return outcomeOf(answer, { text: `${group} is unsubscribed: what its members have is paid until the month ends.` });
};
