import { baseUrl } from '../../kit/paths.js';
import { MOST_TOKENS, newAccessToken } from '../tokens.js';
import type { Routes } from '../kiro-state.js';

/** Settings > Identity Management: SCIM access tokens. */
export const accessTokenRoutes: Routes = (app, { state }) => {
  app.get('/console/access-tokens', (c) =>
    c.json(state.accessTokens.map(({ id, createdAt, expiresAt }) => ({ id, createdAt, expiresAt }))),
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
};
