import { baseUrl } from '../../kit/paths.js';
import { param, readBody } from '../okta-requests.js';
import { notFound } from '../okta-errors.js';
import { type JsonObject, textAt } from '../../kit/json-values.js';
import { appOf } from '../lookups.js';
import type { OktaState, Routes } from '../okta-state.js';

const DAY_ONE = '2024-01-01T00:00:00.000Z';

/** What clients read of the org itself: its id and pipeline, the default access policy, an app's issuer mode. */
export const orgRoutes: Routes = (app, { state }) => {
  app.get('/.well-known/okta-organization', (c) =>
    c.json({ id: state.orgId, _links: { organization: { href: baseUrl(c) } }, pipeline: 'idx' }),
  );

  app.get('/api/v1/policies', (c) =>
    c.json(c.req.query('type') === 'ACCESS_POLICY' ? [accessPolicy(baseUrl(c), state)] : []),
  );

  app.get('/api/v1/policies/:id', (c) => {
    const id = param(c, 'id');
    if (id !== state.accessPolicyId) throw notFound(id, 'Policy');
    return c.json(accessPolicy(baseUrl(c), state));
  });

  app.get('/api/v1/internal/apps/:id/settings/oauth/idToken', (c) =>
    c.json({ issuerMode: appOf(state, param(c, 'id')).issuerMode }),
  );

  app.post('/api/v1/internal/apps/:id/settings/oauth/idToken', async (c) => {
    const item = appOf(state, param(c, 'id'));
    item.issuerMode = textAt(await readBody(c), 'issuerMode') ?? item.issuerMode;
    return c.json({ issuerMode: item.issuerMode });
  });
};

function accessPolicy(base: string, { accessPolicyId: id }: OktaState): JsonObject {
  const self = `${base}/api/v1/policies/${id}`;
  return {
    id,
    status: 'ACTIVE',
    name: 'Any two factors',
    description: 'Require two factors to access.',
    priority: 1,
    system: true,
    conditions: null,
    created: DAY_ONE,
    lastUpdated: DAY_ONE,
    type: 'ACCESS_POLICY',
    _links: { self: { href: self, hints: { allow: ['GET', 'PUT'] } }, rules: { href: `${self}/rules` } },
  };
}
