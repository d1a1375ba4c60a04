import { html } from 'hono/html';
import { type CallNames, consoleCalls } from '../kit/console-calls.js';
import { featuresOf } from './apps/apps.js';
import type { Routes } from './okta-state.js';

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

/** One page for people who look: the org's addresses and applications, and what an admin can do where Okta has no API. */
export const overviewRoutes: Routes = (app, { state }) => {
  app.get('/console', (c) =>
    c.html(
      html`<!doctype html>
        <html lang="en">
          <title>Okta (sandbox)</title>
          <h1>Okta (sandbox)</h1>
          <p>
            ${state.users.length} people, ${state.groups.length} groups, custom domain: ${state.customDomain ?? 'none'}
          </p>
          <h2>Applications</h2>
          <ul>
            ${state.apps.map(
              (item) =>
                html`<li>
                  ${item.label} (${item.id}): ${item.status}, ${featuresOf(item).join(' ') || 'no provisioning'}
                </li>`,
            )}
          </ul>
          ${consoleCalls(app, CALLS)}
        </html>`,
    ),
  );
};
