import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type CallNames, consoleCalls } from '../../kit/console-calls.js';
import { badge, section } from '../../pages/form-parts.js';
import type { ConsolePage, Html } from '../../pages/page-types.js';
import { grantSeats, seatRows } from '../console/subscriptions.js';
import type { World } from '../kiro-state.js';

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

/** More groups than that are shown on the page of their own. */
const MOST_GROUPS = 20;

/** The start: how far Kiro is set up, with the way to each next thing. */
export const startPage = ({ state, settings }: World, app: Hono): ConsolePage => ({
  path: '',
  title: 'Kiro',
  body: () => {
    grantSeats(state, settings.membershipDelayMs);
    const { profile, domains, accessTokens, users, groups } = state;
    const isVerified = domains.some(({ status }) => status === 'Verified');
    const seats = seatRows(state).filter(({ Status }) => Status !== 'Canceled');
    const subscribed = `${seats.length} of ${users.length} people have a subscription`;
    return html`${
        profile === null
          ? html`<div class="card">
              <p>There is no profile yet. It says which Okta authorization server signs your people in.</p>
              <p><a class="button main" href="/console/sign-up">Sign up for Kiro</a></p>
            </div>`
          : ''
      }
      ${section(
        'progress',
        'Set up so far',
        html`<ol class="steps">
          ${line('/console/sign-up', 'Profile', profile !== null, profile === null ? 'not enabled' : profile.issuer)}
          ${line('/console/settings#domains', 'Domain', isVerified, domainsText(domains))}
          ${line('/console/settings#access-tokens', 'Access token', accessTokens.length > 0, `${accessTokens.length} of 2`)}
          ${line('/console/users-groups', 'People from Okta', users.length > 0, `${users.length} users, ${groups.length} groups`)}
          ${line('/console/subscriptions', 'Subscriptions', seats.length > 0, subscribed)}
        </ol>`,
      )}
      ${
        groups.length === 0
          ? ''
          : section(
              'groups',
              'Groups from Okta',
              html`<ul>
                ${groups
                  .slice(0, MOST_GROUPS)
                  .map(({ displayName, members }) => html`<li>${displayName}: ${members.length} members</li>`)}
              </ul>`,
            )
      }
      <details class="card">
        <summary>For programs: the same by calls</summary>
        ${consoleCalls(app, CALLS)}
      </details>`;
  },
});

const line = (href: string, what: string, isDone: boolean, more: string): Html =>
  html`<li><a href="${href}">${what}</a> ${badge(isDone ? 'done' : 'to do', isDone ? 'good' : 'plain')} ${more}</li>`;

const domainsText = (domains: World['state']['domains']): string =>
  domains.length === 0 ? 'none added' : domains.map(({ domain, status }) => `${domain}: ${status}`).join(', ');
