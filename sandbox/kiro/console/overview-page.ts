import { html } from 'hono/html';
import { type CallNames, consoleCalls } from '../../kit/console-calls.js';
import type { Routes } from '../kiro-state.js';
import { grantSeats, seatRows } from './subscriptions.js';

const CALLS: CallNames = {
  'GET /console/profile': 'Settings > Identity Management',
  'POST /console/profile': 'Enable: {issuer, clientId}',
  'DELETE /console/profile': 'Delete the profile with all that is below it',
  'GET /console/domains': 'Domains, Pending or Verified',
  'POST /console/domains': 'Add domain: {domain}',
  'DELETE /console/domains/:domain': 'Remove a domain',
  'GET /console/access-tokens': 'Access Tokens: since when, until when, how many days old',
  'POST /console/access-tokens': 'Generate Token',
  'DELETE /console/access-tokens/:id': 'Revoke',
  'GET /console/subscriptions': 'The Subscriptions tab; ?format=csv as a file',
  'POST /console/subscriptions': 'Assign: {groups, users, tier}',
  'DELETE /console/subscriptions': 'Unsubscribe: {groups, users, former}',
};

/** One page for people who look: what the console holds, and what can be done there. */
export const pageRoutes: Routes = (app, { state, settings }) => {
  app.get('/console', (c) => {
    grantSeats(state, settings.membershipDelayMs);
    const { profile, domains, accessTokens, users, groups } = state;
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <title>Kiro (sandbox)</title>
          <h1>Kiro (sandbox)</h1>
          <h2>Profile</h2>
          <p>${profile === null ? 'Not enabled.' : `${profile.issuer}, client ${profile.clientId}`}</p>
          <h2>Domains</h2>
          <ul>
            ${domains.map(({ domain, status }) => html`<li>${domain}: ${status}</li>`)}
          </ul>
          <h2>SCIM</h2>
          <p>${accessTokens.length} access tokens, ${users.length} users</p>
          <ul>
            ${accessTokens.map(({ createdAt, expiresAt }) => html`<li>Token of ${createdAt}, until ${expiresAt}</li>`)}
          </ul>
          <ul>
            ${groups.map(({ displayName, members }) => html`<li>${displayName}: ${members.length} members</li>`)}
          </ul>
          <h2>Subscriptions</h2>
          <ul>
            ${seatRows(state).map((row) => html`<li>${Object.values(row).join(', ')}</li>`)}
          </ul>
          ${consoleCalls(app, CALLS)}
        </html>`,
    );
  });
};
