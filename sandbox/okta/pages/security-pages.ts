import { html } from 'hono/html';
import { copyable, section, table } from '../../pages/form-parts.js';
import type { ConsolePage } from '../../pages/page-types.js';
import { serverOf } from '../lookups.js';
import type { World } from '../okta-state.js';
import type { AuthorizationServer } from '../server-objects.js';

/** Security > API > Authorization Servers. */
export const serversPage = ({ state }: World): ConsolePage => ({
  path: '/authorization-servers',
  title: 'Authorization Servers',
  body: () =>
    section(
      'servers',
      'All of them',
      table(
        'Authorization Servers',
        ['Name', 'Audience', 'Status'],
        state.servers.map(({ id, name, audiences, status }) => [
          html`<a href="/console/authorization-servers/${id}">${name}</a>`,
          audiences.join(', '),
          status,
        ]),
        'There is none.',
      ),
    ),
});

/** One authorization server: its issuer, scopes, policies and rules. The runbook makes them by the API. */
export const serverPage = (world: World): ConsolePage => ({
  path: '/authorization-servers/:id',
  title: (visit) => serverOf(world.state, visit.part('id')).name,
  section: '/authorization-servers',
  body: (visit) => {
    const { state } = world;
    const server = serverOf(state, visit.part('id'));
    const policies = state.policies.filter(({ serverId }) => serverId === server.id);
    return html`${section(
      'settings',
      'Settings',
      copyable({ label: 'Issuer URI', value: issuerShown(world, server, visit.origin) }),
      html`<p>${server.description}</p>`,
    )}
    ${section(
      'scopes',
      'Scopes',
      table(
        'Scopes',
        ['Name', 'User consent'],
        state.scopes
          .filter(({ serverId, system }) => serverId === server.id && !system)
          .map(({ name, consent }) => [name, consent.toLowerCase()]),
        'There is no scope of its own.',
      ),
    )}
    ${section(
      'policies',
      'Access Policies',
      table(
        'Rules',
        ['Policy', 'Assigned to', 'Rule', 'Grant types', 'Scopes'],
        policies.flatMap((policy) =>
          state.rules
            .filter(({ policyId }) => policyId === policy.id)
            .map(({ name, grantTypes, scopes }) => [
              policy.name,
              policy.clients.join(', '),
              name,
              grantTypes.join(', '),
              scopes.join(', '),
            ]),
        ),
        'There is no rule.',
      ),
    )}`;
  },
});

/** As `issuerOf`, for the address at which the page is open. */
function issuerShown(
  { state, orgUrl }: World,
  { id, issuerMode, default: isDefault }: AuthorizationServer,
  at: string,
): string {
  const custom = state.customDomain === null ? null : `http://${state.customDomain}`;
  const base =
    custom === null || issuerMode === 'ORG_URL'
      ? orgUrl
      : issuerMode === 'CUSTOM_URL' || at === custom
        ? custom
        : orgUrl;
  return `${base}/oauth2/${isDefault ? 'default' : id}`;
}
