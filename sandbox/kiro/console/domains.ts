import { randomUUID } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import { textOf } from '../../kit/json-values.js';
import { type Domain, readObject, type Routes } from '../kiro-state.js';

/** Settings > Identity Management: domains. The list really asks DNS, each time it is looked at. */
export const domainRoutes: Routes = (app, { state, store, resolver }) => {
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
    const added: Domain = { domain, verificationToken: `kiro-site-verification=${randomUUID()}`, status: 'Pending' };
    state.domains.push(added);
    return c.json(added, 201);
  });
};

/** Whether the token is a TXT record of the domain itself. */
async function isPublished({ domain, verificationToken }: Domain, server: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([server]);
  const records = await resolver.resolveTxt(domain).catch(() => []);
  return records.some((strings) => strings.join('') === verificationToken);
}
