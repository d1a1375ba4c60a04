import { html } from 'hono/html';
import type { Routes } from '../kiro-state.js';
import { grantSeats, seatRows } from './subscriptions.js';

/** One page for people who look: what the console holds. */
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
            ${groups.map(({ displayName, members }) => html`<li>${displayName}: ${members.length} members</li>`)}
          </ul>
          <h2>Subscriptions</h2>
          <ul>
            ${seatRows(state).map((row) => html`<li>${Object.values(row).join(', ')}</li>`)}
          </ul>
        </html>`,
    );
  });
};
