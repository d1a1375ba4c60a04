import { html } from 'hono/html';
import { asText, objectAt, textAt, textOf } from '../../kit/json-values.js';
import { badge, copyable, press, searchBox, section, table } from '../../pages/form-parts.js';
import { outcomeOf } from '../../pages/console-pages.js';
import type { Action, ConsolePage, Html, Visit } from '../../pages/page-types.js';
import { appOf, findUser, groupOf } from '../lookups.js';
import type { World } from '../okta-state.js';
import type { App, AppUser } from '../org-objects.js';
import { groupPush, groupPushActions } from './group-push-tab.js';
import { provisioning, provisioningActions } from './provisioning-tab.js';

/** More are found by a search. */
const MOST_SHOWN = 100;

const TABS = [
  ['general', 'General'],
  ['signon', 'Sign On'],
  ['provisioning', 'Provisioning'],
  ['assignments', 'Assignments'],
  ['group-push', 'Push Groups'],
] as const;

/** An application with its tabs, one below the other: `#tab-...` is how the Admin Console's own links name them. */
export const appPage = (world: World): ConsolePage => ({
  path: '/apps/:id',
  title: (visit) => appOf(world.state, visit.part('id')).label,
  section: '/apps',
  refresh: (visit) => (isUnderWay(world, visit.part('id')) ? 3 : null),
  body: (visit) => {
    const item = appOf(world.state, visit.part('id'));
    const isCatalog = item.name === 'amazon_aws_sso';
    const tabs = TABS.filter(([id]) => isCatalog || (id !== 'provisioning' && id !== 'group-push'));
    return html`<nav class="tabs" aria-label="Tabs">
        <ul>
          ${tabs.map(([id, title]) => html`<li><a href="#tab-${id}">${title}</a></li>`)}
        </ul>
      </nav>
      ${general(item)} ${signOn(item, visit)} ${isCatalog ? provisioning(world, item, visit) : ''}
      ${assignments(world, item, visit)} ${isCatalog ? groupPush(world, item, visit) : ''}`;
  },
  actions: {
    ...provisioningActions,
    ...groupPushActions(world),
    'update-now': consoleCall('update-usernames', 'User names are updated.', 'signon'),
    'provision-users': consoleCall('provision-users', 'Provisioning those who were assigned before.', 'assignments'),
  },
});

function isUnderWay({ state }: World, appId: string): boolean {
  return state.jobs.length > 0 || state.appUsers.some((one) => one.appId === appId && one.syncState === 'SYNCING');
}

/** A button that is one call below the application. */
const consoleCall =
  (path: string, text: string, tab: string): Action =>
  async (_sent, visit) => {
    const answer = await visit.call('POST', `/console/apps/${visit.part('id')}/${path}`);
    return outcomeOf(answer, { text, to: `${visit.path}#tab-${tab}` });
  };

function general({ id, name, status, settings, credentials }: App): Html {
  const client = objectAt(settings, 'oauthClient');
  const uris = client['redirect_uris'];
  const grants = client['grant_types'];
  const clientId = textAt(objectAt(credentials, 'oauthClient'), 'client_id') ?? (name === 'oidc_client' ? id : null);
  return section(
    'tab-general',
    'General',
    html`<dl>
      <dt>Status</dt>
      <dd>${badge(status, status === 'ACTIVE' ? 'good' : 'bad')}</dd>
      <dt>Application</dt>
      <dd>${name}</dd>
      ${
        Array.isArray(grants)
          ? html`<dt>Grant type</dt>
              <dd>${grants.map(asText).join(', ')}</dd>`
          : ''
      }
    </dl>`,
    clientId === null ? '' : copyable({ label: 'Client ID', value: clientId }),
    Array.isArray(uris)
      ? html`<p class="label">Sign-in redirect URIs</p>
          <ul>
            ${uris.map((uri) => html`<li><code>${asText(uri)}</code></li>`)}
          </ul>`
      : '',
  );
}

function signOn({ credentials, signOnMode }: App, visit: Visit): Html {
  return section(
    'tab-signon',
    'Sign On',
    html`<dl>
      <dt>Sign-on method</dt>
      <dd>${signOnMode}</dd>
      <dt>Application username format</dt>
      <dd><code>${textOf(credentials, 'userNameTemplate.template') || 'Okta username'}</code></dd>
    </dl>`,
    press(visit, 'update-now', 'Update Now', {}, { about: 'the user names of this application' }),
  );
}

function assignments({ state }: World, item: App, visit: Visit): Html {
  const wanted = visit.query('q').trim().toLowerCase();
  const groups = state.appGroups.filter(({ appId }) => appId === item.id);
  const all = state.appUsers.filter(({ appId }) => appId === item.id);
  const found = all.filter(({ userName }) => userName.toLowerCase().includes(wanted));
  return section(
    'tab-assignments',
    'Assignments',
    html`<h3>Groups</h3>`,
    table(
      'Assigned groups',
      ['Group', 'Members'],
      groups.map(({ groupId }) => {
        const group = groupOf(state, groupId);
        return [html`<a href="/console/groups/${groupId}">${group.profile.name}</a>`, String(group.members.length)];
      }),
      'No group is assigned.',
    ),
    html`<h3>People</h3>`,
    searchBox(visit, 'Find'),
    html`<p class="muted">
      ${found.length} of ${all.length} people${found.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} are shown` : ''}.
    </p>`,
    table(
      'Assigned people',
      ['User name', 'Assigned by', 'Provisioning'],
      found
        .slice(0, MOST_SHOWN)
        .map((one) => [
          findUser(state, one.userId) === undefined
            ? one.userName
            : html`<a href="/console/users/${one.userId}">${one.userName}</a>`,
          one.scope === 'GROUP' ? 'Group' : 'Individual',
          syncOf(one),
        ]),
      'Nobody is assigned.',
    ),
    item.name === 'amazon_aws_sso'
      ? press(visit, 'provision-users', 'Provision User', {}, { about: 'those who were assigned before' })
      : '',
  );
}

function syncOf({ syncState, failure }: AppUser): Html {
  const looks = { DISABLED: 'plain', SYNCING: 'plain', SYNCHRONIZED: 'good', ERROR: 'bad' } as const;
  return html`${badge(syncState, looks[syncState])} ${failure ?? ''}`;
}
