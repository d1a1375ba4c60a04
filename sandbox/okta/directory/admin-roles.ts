import { userOf } from '../lookups.js';
import { notFound, OktaError } from '../okta-errors.js';
import { requireAccess } from '../okta-middleware.js';
import { param } from '../okta-requests.js';
import { type Routes, SERVICE_CLIENT_ID, type World } from '../okta-state.js';

/** The admin roles of the token's maker, who is the org's first user, and of the service app: `settings.adminRoles`. */
export const adminRoleRoutes: Routes = (app, world) => {
  app.get('/api/v1/users/:id/roles', (c) => {
    const { id } = userOf(world.state, param(c, 'id'));
    return c.json(id === world.state.users[0]?.id ? rolesOf(world, 'USER') : []);
  });

  app.get('/oauth2/v1/clients/:id/roles', async (c) => {
    await requireAccess(c, world);
    const id = param(c, 'id');
    if (id !== SERVICE_CLIENT_ID) throw notFound(id, 'OAuth2AppInstance');
    return c.json(rolesOf(world, 'CLIENT'));
  });
};

function rolesOf({ settings }: World, assignmentType: 'USER' | 'CLIENT'): object[] {
  if (settings.adminRoles === null) throw new OktaError('E0000006');
  return settings.adminRoles.map((type, index) => ({
    id: `ra1Sandbox${index}`,
    label: type,
    type,
    status: 'ACTIVE',
    assignmentType,
  }));
}
