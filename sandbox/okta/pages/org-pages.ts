import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type CallNames, consoleCalls } from '../../kit/console-calls.js';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, press, section, table } from '../../pages/form-parts.js';
import type { ConsolePage, Html } from '../../pages/page-types.js';
import { featuresOf } from '../apps/apps.js';
import type { World } from '../okta-state.js';
import type { App } from '../org-objects.js';

const CALLS: CallNames = {
  'POST /console/apps/:id/provisioning': 'Integration > Configure API integration: {baseUrl, token}',
  'POST /console/apps/:id/to-app': 'To App > Edit: {createUsers, updateUserAttributes, deactivateUsers}',
  'POST /console/apps/:id/update-usernames': 'Sign On > Credentials Details > Update Now',
  'POST /console/apps/:id/provision-users': 'Assignments > Provision User',
  'POST /console/apps/:id/push-now': 'Push Groups > Push now: {groups}',
  'GET /console/apps/:id/tasks': 'Dashboard > Tasks',
  'POST /console/apps/:id/tasks/retry': 'Dashboard > Tasks > Retry selected',
  'POST /console/users/:id/wrong-passwords': 'A person is locked out by wrong passwords',
  'POST /console/users/:id/new-password': 'A person sets a password, after activation, reset or expiry',
  'POST /console/directories/:label/import': 'Directory Integrations > Import Now: {groups: [{name, members}]}',
  'POST /console/custom-domain': 'Customizations > Domains: {domain}',
  'DELETE /console/custom-domain': 'Customizations > Domains > Remove',
};

/** The Dashboard: what the org holds, and the way to each. */
export const dashboardPage = ({ state }: World, app: Hono): ConsolePage => ({
  path: '',
  title: 'Okta',
  body: () => {
    const failed = failedIn(state);
    const people = state.users.filter(({ status }) => status !== 'DEPROVISIONED').length;
    return html`<ul class="tiles">
        ${tile('/console/users', people, 'People')} ${tile('/console/groups', state.groups.length, 'Groups')}
        ${tile('/console/apps', state.apps.length, 'Applications')}
        ${tile('/console/authorization-servers', state.servers.length, 'Authorization servers')}
        ${tile('/console/tasks', failed, failed === 1 ? 'Failed task' : 'Failed tasks')}
      </ul>
      ${section('applications', 'Applications', appTable(state.apps))}
      <p class="muted">Custom domain: ${state.customDomain ?? 'none'}. Organization: ${state.orgId}.</p>
      <details class="card">
        <summary>For programs: what has no API at Okta, by calls</summary>
        ${consoleCalls(app, CALLS)}
      </details>`;
  },
});

const tile = (href: string, count: number, what: string): Html =>
  html`<li>
    <a href="${href}"><strong>${count}</strong> ${what}</a>
  </li>`;

const failedIn = (state: World['state']): number =>
  state.appUsers.filter(({ syncState }) => syncState === 'ERROR').length +
  state.pushMappings.filter(({ status }) => status === 'ERROR').length;

const appTable = (apps: readonly App[]): Html =>
  table(
    'Applications',
    ['Application', 'Status', 'Provisioning'],
    apps.map((item) => [
      html`<a href="/console/apps/${item.id}">${item.label}</a>`,
      badge(item.status, item.status === 'ACTIVE' ? 'good' : 'bad'),
      featuresOf(item).join(', ').toLowerCase().replaceAll('_', ' ') || 'none',
    ]),
    'There is no application.',
  );

/** Applications > Applications. */
export const appsPage = ({ state }: World): ConsolePage => ({
  path: '/apps',
  title: 'Applications',
  body: () => section('applications', 'All applications', appTable(state.apps)),
});

/** Dashboard > Tasks: what could not be pushed, and why. */
export const tasksPage = ({ state }: World): ConsolePage => ({
  path: '/tasks',
  title: 'Tasks',
  refresh: () => (state.jobs.length > 0 ? 3 : null),
  body: (visit) => {
    const parts = state.apps.flatMap((item) => {
      const users = state.appUsers.filter(({ appId, syncState }) => appId === item.id && syncState === 'ERROR');
      const groups = state.pushMappings.filter(({ appId, status }) => appId === item.id && status === 'ERROR');
      if (users.length + groups.length === 0) return [];
      const nameOf = (id: string): string => state.groups.find((one) => one.id === id)?.profile.name ?? id;
      const rows = [
        ...users.map(({ userName, failure, lastUpdated }) => [`User ${userName}`, failure ?? '', minute(lastUpdated)]),
        ...groups.map((one) => [`Group ${nameOf(one.sourceGroupId)}`, one.errorSummary ?? '', minute(one.lastUpdated)]),
      ];
      return [
        section(
          `tasks-${item.id}`,
          item.label,
          table(`Tasks of ${item.label}`, ['What', 'Why', 'Since'], rows.slice(0, 100), ''),
          press(visit, 'retry', 'Retry selected', { app: item.id }, { about: item.label, look: 'main' }),
        ),
      ];
    });
    return parts.length > 0 ? html`${parts}` : html`<p class="empty">Nothing has failed.</p>`;
  },
  actions: {
    retry: async (sent, { call }) =>
      outcomeOf(await call('POST', `/console/apps/${encodeURIComponent(sent.get('app') ?? '')}/tasks/retry`), {
        text: 'Okta tries them again.',
      }),
  },
});

/** `2026-11-24 09:00 UTC` of an ISO time. */
const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** Reports > System Log: the newest events. */
export const systemLogPage = ({ state }: World): ConsolePage => ({
  path: '/system-log',
  title: 'System Log',
  body: () =>
    section(
      'events',
      'The last 100 events',
      table(
        'Events',
        ['When', 'What', 'About', 'Outcome'],
        state.events
          .slice(-100)
          .reverse()
          .map(({ published, displayMessage, eventType, target, outcome }) => [
            published.slice(0, 19).replace('T', ' '),
            html`${displayMessage} <span class="hint">${eventType}</span>`,
            target.map(({ displayName }) => displayName).join(', '),
            html`${badge(outcome.result, outcome.result === 'FAILURE' ? 'bad' : 'plain')} ${outcome.reason ?? ''}`,
          ]),
        'Nothing has happened yet.',
      ),
    ),
});
