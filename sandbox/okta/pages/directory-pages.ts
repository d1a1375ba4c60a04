import { html } from 'hono/html';
import { asText, isObject, textOf } from '../../kit/json-values.js';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, form, press, searchBox, section, table } from '../../pages/form-parts.js';
import type { Action, ConsolePage } from '../../pages/page-types.js';
import { isByRule } from '../directory/group-rules.js';
import { findUser, groupOf } from '../lookups.js';
import type { World } from '../okta-state.js';

/** More are found by a search. */
const MOST_SHOWN = 100;
const found = (shown: number, all: number): string =>
  `${shown} of ${all}${shown > MOST_SHOWN ? `, the first ${MOST_SHOWN} are shown` : ''}.`;

/** Directory > People. */
export const peoplePage = ({ state }: World): ConsolePage => ({
  path: '/users',
  title: 'People',
  body: (visit) => {
    const wanted = visit.query('q').trim().toLowerCase();
    const people = state.users.filter(({ profile }) =>
      `${profile.login} ${asText(profile['displayName'])}`.toLowerCase().includes(wanted),
    );
    return section(
      'people',
      'Everybody of the org',
      searchBox(visit, 'Find somebody'),
      html`<p class="muted">${found(people.length, state.users.length)}</p>`,
      table(
        'People',
        ['User name', 'Name', 'Status'],
        people
          .slice(0, MOST_SHOWN)
          .map(({ id, profile, status }) => [
            html`<a href="/console/users/${id}">${profile.login}</a>`,
            asText(profile['displayName']),
            badge(status, status === 'ACTIVE' ? 'good' : 'bad'),
          ]),
        'Nobody is found.',
      ),
    );
  },
});

/** Directory > Groups, and Directory Integrations > Import Now. */
export const groupsPage = ({ state }: World): ConsolePage => ({
  path: '/groups',
  title: 'Groups',
  body: (visit) => {
    const wanted = visit.query('q').trim().toLowerCase();
    const groups = state.groups.filter(({ profile }) => profile.name.toLowerCase().includes(wanted));
    return html`${section(
      'groups',
      'All groups',
      searchBox(visit, 'Find a group'),
      html`<p class="muted">${found(groups.length, state.groups.length)}</p>`,
      table(
        'Groups',
        ['Group', 'Type', 'Members'],
        groups
          .slice(0, MOST_SHOWN)
          .map(({ id, profile, type, members }) => [
            html`<a href="/console/groups/${id}">${profile.name}</a>`,
            type,
            String(members.length),
          ]),
        'No group is found.',
      ),
    )}
    ${section(
      'import',
      'Directory Integrations: Import Now',
      html`<p class="muted">A group of a directory such as Active Directory comes with all of its members.</p>`,
      form(
        visit,
        'import',
        'Import Now',
        ({ text }) =>
          html`${text({ name: 'directory', label: 'Directory', value: 'Active Directory' })}
          ${text({ name: 'group', label: 'Group' })}
          ${text({ name: 'members', label: 'Members', hint: 'A user name a line.', kind: 'lines' })}`,
      ),
    )}`;
  },
  actions: { import: importNow },
});

const importNow: Action = async (sent, { call }) => {
  const directory = (sent.get('directory') ?? '').trim();
  const name = (sent.get('group') ?? '').trim();
  if (directory === '') return { refused: 'Directory: it cannot be empty.', field: 'directory' };
  if (name === '') return { refused: 'Group: it cannot be empty.', field: 'group' };
  const members = (sent.get('members') ?? '').split(/\s+/).filter((login) => login !== '');
  const answer = await call('POST', `/console/directories/${encodeURIComponent(directory)}/import`, {
    groups: [{ name, members }],
  });
  return outcomeOf(answer, { text: `${name} is imported with ${members.length} members.` }, { 'Not found': 'members' });
};

/** One group: who is in it, and by what. */
export const groupPage = (world: World): ConsolePage => ({
  path: '/groups/:id',
  title: (visit) => groupOf(world.state, visit.part('id')).profile.name,
  section: '/groups',
  body: (visit) => {
    const { state } = world;
    const group = groupOf(state, visit.part('id'));
    const wanted = visit.query('q').trim().toLowerCase();
    const members = group.members.flatMap((id) => {
      const user = findUser(state, id);
      return user === undefined || !user.profile.login.toLowerCase().includes(wanted) ? [] : [user];
    });
    const isOwn = group.type === 'OKTA_GROUP';
    return section(
      'members',
      'People',
      searchBox(visit, 'Find somebody'),
      html`<p class="muted">${found(members.length, group.members.length)}</p>`,
      table(
        'Members',
        ['User name', 'In it by', 'Remove'],
        members
          .slice(0, MOST_SHOWN)
          .map(({ id, profile }) => [
            html`<a href="/console/users/${id}">${profile.login}</a>`,
            isByRule(state, group.id, id)
              ? 'a group rule'
              : isOwn
                ? 'hand'
                : group.source === null
                  ? 'Okta'
                  : 'the directory',
            isOwn && !isByRule(state, group.id, id)
              ? press(
                  visit,
                  'remove',
                  'Remove',
                  { user: id, login: profile.login },
                  { about: profile.login, look: 'danger' },
                )
              : '',
          ]),
        'Nobody is in it.',
      ),
      isOwn ? html`<h3>Assign people</h3>` : '',
      isOwn
        ? form(visit, 'add', 'Assign', ({ text }) =>
            text({ name: 'login', label: 'User name', hint: 'As they sign in to Okta, such as ana@example.com.' }),
          )
        : '',
    );
  },
  actions: {
    add: async (sent, visit) => {
      const login = (sent.get('login') ?? '').trim();
      const known = await visit.call('GET', `/api/v1/users/${encodeURIComponent(login)}`);
      if (login === '' || !known.ok || !isObject(known.body))
        return { refused: `Nobody has the user name “${login}”.`, field: 'login' };
      const path = `/api/v1/groups/${visit.part('id')}/users/${textOf(known.body, 'id')}`;
      return outcomeOf(await visit.call('PUT', path), { text: `${login} is in the group.` }, { '': 'login' });
    },
    remove: async (sent, visit) => {
      const path = `/api/v1/groups/${visit.part('id')}/users/${encodeURIComponent(sent.get('user') ?? '')}`;
      return outcomeOf(await visit.call('DELETE', path), { text: `${sent.get('login') ?? ''} is out of the group.` });
    },
  },
});
