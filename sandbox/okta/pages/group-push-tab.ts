import { html } from 'hono/html';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, form, press, section, table } from '../../pages/form-parts.js';
import type { Action, Html, Visit } from '../../pages/page-types.js';
import type { OktaState, World } from '../okta-state.js';
import type { App, PushMapping } from '../org-objects.js';

const LOOKS = { ACTIVE: 'good', INACTIVE: 'plain', ERROR: 'bad' } as const;
/** As many names are offered while typing. */
const MOST_OFFERED = 100;

/** Push Groups: find groups by name, and the status of each. */
export function groupPush({ state }: World, item: App, visit: Visit): Html {
  const pushed = state.pushMappings.filter(({ appId }) => appId === item.id);
  const names = state.groups.flatMap(({ type, profile }) => (type === 'OKTA_GROUP' ? [profile.name] : []));
  return section(
    'tab-group-push',
    'Push Groups',
    table(
      'Pushed groups',
      ['Group', 'Push Status', 'Last push', 'Change'],
      pushed.map((one) => row(state, one, visit)),
      'No group is pushed.',
    ),
    pushed.length === 0 ? '' : press(visit, 'push-all', 'Push all now'),
    html`<h3>Find groups by name</h3>`,
    form(visit, 'push-group', 'Save', ({ text }) =>
      text({
        name: 'group',
        label: 'Group',
        hint: 'It is pushed at once, with those of its members who are assigned.',
        offers: names.slice(0, MOST_OFFERED),
      }),
    ),
  );
}

const nameOf = (state: OktaState, groupId: string): string =>
  state.groups.find(({ id }) => id === groupId)?.profile.name ?? 'a group that is gone';

function row(state: OktaState, one: PushMapping, visit: Visit): (Html | string)[] {
  const { id, sourceGroupId, status, lastPush, errorSummary, pushedMembers } = one;
  const name = nameOf(state, sourceGroupId);
  const given = { id, group: name };
  return [
    html`<a href="/console/groups/${sourceGroupId}">${name}</a>`,
    html`${badge(status === 'ACTIVE' ? 'Active' : status === 'ERROR' ? 'Error' : 'Inactive', LOOKS[status])}
    ${errorSummary ?? ''}`,
    lastPush === null ? 'not yet' : `${lastPush.slice(0, 16).replace('T', ' ')} UTC, ${pushedMembers.length} members`,
    status === 'INACTIVE'
      ? html`${press(visit, 'activate-push', 'Activate', given, { about: name })}
        ${press(visit, 'unlink', 'Unlink, leave the group', { ...given, gone: 'false' }, { about: name, look: 'danger' })}
        ${press(visit, 'unlink', 'Unlink, delete the group', { ...given, gone: 'true' }, { about: name, look: 'danger' })}`
      : html`${press(visit, 'push-now', 'Push now', given, { about: name })}
        ${press(visit, 'deactivate-push', 'Deactivate', given, { about: name })}`,
  ];
}

/** The forms of the tab. */
export function groupPushActions({ state }: World): Record<string, Action> {
  const back = (visit: Visit): string => `${visit.path}#tab-group-push`;
  const mappings = (visit: Visit): string => `/api/v1/apps/${visit.part('id')}/group-push/mappings`;
  const pushNow = async (visit: Visit, body: object, text: string): ReturnType<Action> => {
    const answer = await visit.call('POST', `/console/apps/${visit.part('id')}/push-now`, body);
    return outcomeOf(answer, { text, to: back(visit) });
  };
  const setTo =
    (status: 'ACTIVE' | 'INACTIVE', done: string): Action =>
    async (sent, visit) => {
      const answer = await visit.call('PATCH', `${mappings(visit)}/${sent.get('id') ?? ''}`, { status });
      return outcomeOf(answer, { text: `${sent.get('group') ?? ''} ${done}`, to: back(visit) });
    };
  return {
    'push-group': async (sent, visit) => {
      const name = (sent.get('group') ?? '').trim();
      const group = state.groups.find(({ type, profile }) => type === 'OKTA_GROUP' && profile.name === name);
      if (group === undefined) return { refused: `No group is named “${name}”.`, field: 'group' };
      const body = { sourceGroupId: group.id, targetGroupName: name };
      const done = { text: `${name} is pushed to the application.`, to: back(visit) };
      return outcomeOf(await visit.call('POST', mappings(visit), body), done, { '': 'group' });
    },
    'push-now': (sent, visit) => {
      const group = sent.get('group') ?? '';
      return pushNow(visit, { groups: [group] }, `Pushing ${group}.`);
    },
    'push-all': (_sent, visit) => pushNow(visit, {}, 'Pushing all groups.'),
    'activate-push': setTo('ACTIVE', 'is pushed again.'),
    'deactivate-push': setTo('INACTIVE', 'is not pushed any more.'),
    unlink: async (sent, visit) => {
      const path = `${mappings(visit)}/${sent.get('id') ?? ''}?deleteTargetGroup=${sent.get('gone') ?? ''}`;
      const text = `${sent.get('group') ?? ''} is unlinked${sent.get('gone') === 'true' ? ', and deleted in the application' : ''}.`;
      return outcomeOf(await visit.call('DELETE', path), { text, to: back(visit) });
    },
  };
}
