import { textOf } from '../../kit/json-values.js';
import { readObject, type Routes } from '../kiro-state.js';

/** Settings > Identity Management: the identity provider. */
export const profileRoutes: Routes = (app, { state }) => {
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
};

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && loopback)) && search === '' && hash === '';
}
