import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import { textOf } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import {
  type AccessToken,
  deleteProfile,
  type Domain,
  type KiroState,
  readObject,
  type Routes,
} from '../kiro-state.js';
import { seatsLeft } from './subscriptions.js';
import { urlOf } from '../../../runbook/model/url-of.js';

/** Settings > Identity Management: the identity provider. */
export const profileRoutes: Routes = (app, { state, settings, keys }) => {
  app.get('/console/profile', (c) => c.json(state.profile));

  // Enable
  app.post('/console/profile', async (c) => {
    const body = (await readObject(c)) ?? {};
    const [issuer, clientId] = [textOf(body, 'issuer'), textOf(body, 'clientId')];
    if (!isIssuer(issuer))
      return c.json({ error: 'Issuer: an https address without a query (http on loopback).' }, 400);
    if (!/^\S+$/.test(clientId)) return c.json({ error: 'Client ID: cannot be empty or hold spaces.' }, 400);
    state.profile = { issuer, clientId };
    return c.json(state.profile);
  });

  // Delete
  app.delete('/console/profile', (c) => {
    if (state.profile === null) return c.json({ error: 'There is no profile to delete.' }, 404);
    deleteProfile(state, seatsLeft(state, settings));
    keys.clear();
    return c.body(null, 204);
  });
};

function isIssuer(text: string): boolean {
  const url = urlOf(text);
  if (url === null) return false;
  const { protocol, hostname, search, hash } = url;
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && loopback)) && search === '' && hash === '';
}

/** Settings > Identity Management: domains. The list really asks DNS, each time it is looked at. */
export const domainRoutes: Routes = (app, { state, store, settings, resolver }) => {
  app.get('/console/domains', async (c) => {
    const pending = state.domains.filter(({ status }) => status === 'Pending');
    const checks = await Promise.all(pending.map((domain) => isPublished(domain, resolver)));
    const verified = pending.filter((_domain, index) => checks[index]);
    for (const domain of verified) domain.status = 'Verified';
    if (verified.length > 0) store.save();
    return c.json(state.domains);
  });

  // Add domain; again for the same one shows what there is
  app.post('/console/domains', async (c) => {
    const domain = domainToASCII(
      textOf((await readObject(c)) ?? {}, 'domain')
        .trim()
        .replace(/\.$/, ''),
    );
    if (getDomain(domain) === null) return c.json({ error: 'Domain: a name such as example.com.' }, 400);
    const known = state.domains.find((entry) => entry.domain === domain);
    if (known !== undefined) return c.json(known);
    if (settings.domainsOfOthers.includes(domain)) {
      return c.json({ error: `Domain: ${domain} is already associated with another Kiro profile.` }, 409);
    }
    const added: Domain = { domain, verificationToken: `kiro-site-verification=${randomUUID()}`, status: 'Pending' };
    state.domains.push(added);
    return c.json(added, 201);
  });

  // Remove: added again, it gets another token
  app.delete('/console/domains/:domain', (c) => {
    const index = state.domains.findIndex(({ domain }) => domain === c.req.param('domain').toLowerCase());
    if (index < 0) return c.json({ error: 'There is no such domain.' }, 404);
    state.domains.splice(index, 1);
    return c.body(null, 204);
  });
};

/** Whether the token is a TXT record of the domain itself. */
async function isPublished({ domain, verificationToken }: Domain, server: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([server]);
  const records = await resolver.resolveTxt(domain).catch(() => []);
  return records.some((strings) => strings.join('') === verificationToken);
}

/** Settings > Identity Management: SCIM access tokens. */
export const accessTokenRoutes: Routes = (app, { state, store, settings }) => {
  app.get('/console/access-tokens', (c) =>
    c.json(
      state.accessTokens.map(({ id, createdAt, expiresAt }) => ({
        id,
        createdAt,
        expiresAt,
        ageDays: Math.floor((Date.now() - Date.parse(createdAt)) / DAY_MS),
        expired: settings.expiredToken || Date.parse(expiresAt) <= Date.now(),
      })),
    ),
  );

  // Generate Token: the only time that it is shown
  app.post('/console/access-tokens', (c) => {
    if (state.accessTokens.length >= MOST_TOKENS) {
      return c.json({ error: `There are ${MOST_TOKENS} access tokens already: revoke one first.` }, 409);
    }
    const { entry, token } = newAccessToken();
    state.accessTokens.push(entry);
    const scimEndpoint = `${baseUrl(c)}/${state.tenantId}/scim/v2`;
    return c.json({ id: entry.id, scimEndpoint, token, expiresAt: entry.expiresAt }, 201);
  });

  // Revoke
  app.delete('/console/access-tokens/:id', (c) => {
    const index = state.accessTokens.findIndex(({ id }) => id === c.req.param('id'));
    if (index < 0) return c.json({ error: 'There is no such access token.' }, 404);
    state.accessTokens.splice(index, 1);
    return c.body(null, 204);
  });

  // No console does this: lets a token be as old as a test or a rehearsal needs it
  app.post('/sandbox/access-tokens/:id', async (c) => {
    const entry = state.accessTokens.find(({ id }) => id === c.req.param('id'));
    if (entry === undefined) return c.json({ error: 'There is no such access token.' }, 404);
    const createdAt = Date.parse(textOf((await readObject(c)) ?? {}, 'createdAt'));
    if (!(createdAt <= Date.now())) return c.json({ error: 'createdAt: a time in the past, ISO 8601.' }, 400);
    Object.assign(entry, lifetime(createdAt));
    store.save();
    return c.json({ id: entry.id, ...lifetime(createdAt) });
  });
};

/** As in IAM Identity Center; Kiro documents neither. */
export const MOST_TOKENS = 2;
const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;

const lifetime = (createdAt: number): Pick<AccessToken, 'createdAt' | 'expiresAt'> => ({
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(createdAt + YEAR_MS).toISOString(),
});

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A new access token, valid for a year; the text is not kept. */
export function newAccessToken(now = Date.now()): { entry: AccessToken; token: string } {
  const token = randomBytes(96).toString('base64url');
  return { entry: { id: randomUUID(), digest: digestOf(token), ...lifetime(now) }, token };
}

/** Whether the token was given, not revoked, and is still valid. */
export function isValidToken(state: KiroState, token: string, now = Date.now()): boolean {
  const entry = state.accessTokens.find(({ digest }) => digest === digestOf(token));
  return entry !== undefined && Date.parse(entry.expiresAt) > now;
}
