import { html } from 'hono/html';
import { asText, isObject, textOf } from '../../kit/json-values.js';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, copyable, dangerous, form, press, section, table } from '../../pages/form-parts.js';
import type { Action, ConsolePage, Html, Visit } from '../../pages/page-types.js';
import type { Domain, World } from '../kiro-state.js';

/** Settings: Identity management, with Domains, SCIM Endpoint and Access Tokens. */
export const settingsPage = (world: World): ConsolePage => ({
  path: '/settings',
  title: 'Settings',
  body: async (visit) =>
    html`<p class="muted">Identity management</p>
      ${identityProvider(world, visit)} ${await domains(world, visit)} ${scimEndpoint(world, visit)}
      ${await accessTokens(visit)}`,
  actions: { 'add-domain': addDomain, verify, 'remove-domain': removeDomain, generate, revoke, 'delete-profile': drop },
});

function identityProvider({ state: { profile } }: World, visit: Visit): Html {
  if (profile === null)
    return section(
      'identity-provider',
      'Identity provider',
      html`<p class="empty">There is no profile yet.</p>
        <p><a class="button main" href="/console/sign-up">Sign up for Kiro</a></p>`,
    );
  return section(
    'identity-provider',
    'Identity provider',
    copyable({ label: 'Issuer URI', value: profile.issuer }),
    copyable({ label: 'Client ID', value: profile.clientId }),
    html`<p><a href="/console/sign-up">Change them</a></p>`,
    dangerous(
      'Delete profile',
      'Users, groups, domains and tokens go with it, and the next profile has another SCIM endpoint. Subscriptions stay, and are paid for.',
      press(visit, 'delete-profile', 'Delete profile', {}, { look: 'danger' }),
    ),
  );
}

async function domains({ state }: World, visit: Visit): Promise<Html> {
  // The list asks DNS; a console that is broken for a while shows what it knew.
  await visit.call('GET', '/console/domains');
  return section(
    'domains',
    'Domains',
    ...(state.domains.length === 0 ? [html`<p class="empty">No domain is added.</p>`] : []),
    ...state.domains.map((one) => domainCard(one, visit)),
    html`<h3>Add domain</h3>`,
    form(visit, 'add-domain', 'Add', ({ text }) =>
      text({ name: 'domain', label: 'Domain', hint: 'The domain of your e-mail addresses, such as example.com.' }),
    ),
  );
}

function domainCard({ domain, status, verificationToken }: Domain, visit: Visit): Html {
  const isVerified = status === 'Verified';
  return html`<div class="card">
    <h3>${domain} ${badge(status, isVerified ? 'good' : 'plain')}</h3>
    ${
      isVerified
        ? html`<p>Keep the TXT record where it is.</p>`
        : html`<p>Create a TXT record with this verification token at your DNS provider.</p>`
    }
    ${copyable({ label: 'Verification token', value: verificationToken })}
    ${isVerified ? '' : press(visit, 'verify', 'Verify', { domain }, { about: domain, look: 'main' })}
    ${dangerous(
      'Remove domain',
      'Its people cannot sign in any more. Added again, it gets another token.',
      press(visit, 'remove-domain', 'Remove', { domain }, { about: domain, look: 'danger' }),
    )}
  </div>`;
}

const endpointOf = ({ state }: World, { origin }: Visit): string => `${origin}/${state.tenantId}/scim/v2`;

const scimEndpoint = (world: World, visit: Visit): Html =>
  section(
    'scim-endpoint',
    'SCIM Endpoint',
    html`<p class="muted">Okta calls it Base URL.</p>`,
    copyable({ label: 'SCIM Endpoint', value: endpointOf(world, visit) }),
  );

async function accessTokens(visit: Visit): Promise<Html> {
  const { body } = await visit.call('GET', '/console/access-tokens');
  const tokens = Array.isArray(body) ? body.filter(isObject) : [];
  const rows = tokens.map((token) => {
    const [id, made, until] = ['id', 'createdAt', 'expiresAt'].map((name) => textOf(token, name)) as [
      string,
      string,
      string,
    ];
    const isOver = token['expired'] === true;
    return [
      html`${made.slice(0, 10)} (${asText(token['ageDays'])} days old)`,
      until.slice(0, 10),
      badge(isOver ? 'Expired' : 'Valid', isOver ? 'bad' : 'good'),
      press(visit, 'revoke', 'Revoke', { id }, { about: `the token of ${made}`, look: 'danger' }),
    ];
  });
  return section(
    'access-tokens',
    'Access Tokens',
    html`<p class="muted">Okta calls it API Token. Treat it as a password; at most two are there at once.</p>`,
    table('Access Tokens', ['Made', 'Until', 'State', 'Revoke'], rows, 'There is no access token.'),
    press(visit, 'generate', 'Generate Token', {}, { look: 'main' }),
  );
}

const addDomain: Action = async (sent, { call }) => {
  const domain = (sent.get('domain') ?? '').trim();
  const answer = await call('POST', '/console/domains', { domain });
  const text = `${domain} is added and Pending. Copy its verification token below.`;
  return outcomeOf(answer, { text, to: '/console/settings#domains' }, { Domain: 'domain' });
};

const verify: Action = async (sent, { call }) => {
  const { ok, said, body } = await call('GET', '/console/domains');
  if (!ok) return { refused: said };
  const asked = sent.get('domain') ?? '';
  const found = Array.isArray(body) ? body.filter(isObject).find((one) => textOf(one, 'domain') === asked) : undefined;
  const text =
    found === undefined
      ? `${asked} is not in the list any more.`
      : textOf(found, 'status') === 'Verified'
        ? `${asked} is Verified.`
        : `${asked} is still Pending: Kiro does not see its TXT record. A new record takes some seconds here.`;
  return { text, to: '/console/settings#domains' };
};

const removeDomain: Action = async (sent, { call }) => {
  const domain = sent.get('domain') ?? '';
  const answer = await call('DELETE', `/console/domains/${encodeURIComponent(domain)}`);
  return outcomeOf(answer, { text: `${domain} is removed.`, to: '/console/settings#domains' });
};

const generate: Action = async (_sent, { call }) => {
  const { ok, said, body } = await call('POST', '/console/access-tokens');
  if (!ok || !isObject(body)) return { refused: said };
  return {
    text: 'The access token is made.',
    secret: { label: 'Access token', value: textOf(body, 'token') },
    also: [{ label: 'SCIM Endpoint', value: textOf(body, 'scimEndpoint') }],
  };
};

const revoke: Action = async (sent, { call }) =>
  outcomeOf(await call('DELETE', `/console/access-tokens/${encodeURIComponent(sent.get('id') ?? '')}`), {
    text: 'The access token is revoked. What still uses it is refused from now on.',
    to: '/console/settings#access-tokens',
  });

const drop: Action = async (_sent, { call }) =>
  outcomeOf(await call('DELETE', '/console/profile'), {
    text: 'The profile is deleted, with its users, groups, domains and tokens.',
    to: '/console',
  });
