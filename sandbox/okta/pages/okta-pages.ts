import type { Hono } from 'hono';
import type { PageSet } from '../../pages/console-pages.js';
import type { World } from '../okta-state.js';
import { appPage } from './app-page.js';
import { groupPage, groupsPage, peoplePage } from './directory-pages.js';
import { appsPage, dashboardPage, systemLogPage, tasksPage } from './org-pages.js';
import { personPage } from './person-page.js';
import { type DrillPlace, rehearsalPage } from './rehearsal-page.js';
import { serverPage, serversPage } from './security-pages.js';

const PAGES = [
  appsPage,
  appPage,
  tasksPage,
  peoplePage,
  personPage,
  groupsPage,
  groupPage,
  serversPage,
  serverPage,
  systemLogPage,
];

/** Okta's Admin Console as pages. The addresses that its own links have lead here, too. */
export const oktaPages = (world: World, app: Hono, place: DrillPlace): PageSet => ({
  consoles: place.consoles,
  headers: { authorization: `SSWS ${world.token}` },
  place: {
    system: 'Okta',
    kind: 'Admin Console',
    sections: [
      { path: '', label: 'Dashboard' },
      { path: '/tasks', label: 'Tasks' },
      { path: '/apps', label: 'Applications' },
      { path: '/users', label: 'People' },
      { path: '/groups', label: 'Groups' },
      { path: '/authorization-servers', label: 'API' },
      { path: '/system-log', label: 'System Log' },
      { path: '/bad-days', label: 'Bad days' },
    ],
  },
  pages: [dashboardPage(world, app), ...PAGES.map((page) => page(world)), rehearsalPage(world, place)],
  ways: [
    { path: '/admin/app/:name/instance/:id', to: (part) => `/console/apps/${part('id')}` },
    { path: '/admin/group/:id', to: (part) => `/console/groups/${part('id')}` },
    { path: '/admin/user/profile/view/:id', to: (part) => `/console/users/${part('id')}` },
    { path: '/admin/users', to: () => '/console/users' },
    { path: '/admin/oauth2/as/:id', to: (part) => `/console/authorization-servers/${part('id')}` },
    { path: '/admin/oauth2/as', to: () => '/console/authorization-servers' },
    { path: '/admin', to: () => '/console' },
    { path: '/console/apps/:id/tasks', to: () => '/console/tasks' },
  ],
});
