import type { Hono } from 'hono';
import type { PageSet } from '../../pages/console-pages.js';
import type { Consoles } from '../../pages/page-frame.js';
import type { World } from '../kiro-state.js';
import { badDaysPage } from './bad-days-page.js';
import { settingsPage } from './settings-page.js';
import { signInPage } from './sign-in-page.js';
import { signUpPage } from './sign-up-page.js';
import { startPage } from './start-page.js';
import { subscriptionsPage } from './subscriptions-page.js';
import { usersGroupsPage } from './users-groups-page.js';

/** Kiro's console as pages, in the guide's words. */
export const kiroPages = (world: World, app: Hono, consoles: Consoles): PageSet => ({
  consoles,
  place: {
    system: 'Kiro',
    kind: 'console',
    sections: [
      { path: '', label: 'Start' },
      { path: '/sign-up', label: 'Sign up for Kiro' },
      { path: '/settings', label: 'Settings' },
      { path: '/users-groups', label: 'Users & Groups' },
      { path: '/subscriptions', label: 'Subscriptions' },
      { path: '/sign-in', label: 'Kiro on a machine' },
      { path: '/bad-days', label: 'Bad days' },
    ],
  },
  pages: [
    startPage(world, app),
    ...[signUpPage, settingsPage, usersGroupsPage, subscriptionsPage, signInPage, badDaysPage].map((page) =>
      page(world),
    ),
  ],
  // Where the JSON has a list of its own, a browser gets the page that shows it.
  ways: [
    { path: '/console/profile', to: () => '/console/settings#identity-provider' },
    { path: '/console/domains', to: () => '/console/settings#domains' },
    { path: '/console/scim-endpoint', to: () => '/console/settings#scim-endpoint' },
    { path: '/console/access-tokens', to: () => '/console/settings#access-tokens' },
    { path: '/sign-in', to: () => '/console/sign-in' },
  ],
});
