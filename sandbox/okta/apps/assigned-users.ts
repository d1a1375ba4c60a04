import { asText, type JsonObject, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { userView } from '../directory/users-and-groups.js';
import { now } from '../ids.js';
import { appOf, appUserOf, findAppUser, userOf } from '../lookups.js';
import { mappedProfile } from '../provisioning/profile-mappings.js';
import { invalid, OktaError } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { param, readBody, startsWith } from '../okta-requests.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { AppUser } from '../org-objects.js';
import { assign, grantingGroups, requireAssignable, unassign } from './assignments.js';
import { givenUserName } from './user-names.js';

/** Users to whom an app is assigned, by hand or by a group. */
export const appUserRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get('/api/v1/apps/:id/users', (c) => {
    const { id } = appOf(state, param(c, 'id'));
    const q = c.req.query('q');
    const expand = c.req.query('expand') === 'user';
    const all = state.appUsers.filter(({ appId }) => appId === id);
    const matches = ({ userId, userName }: AppUser): boolean => {
      const { firstName, lastName, email } = userOf(state, userId).profile;
      return startsWith(q, userName, asText(firstName), asText(lastName), asText(email));
    };
    const found = q === undefined ? all : all.filter(matches);
    return page(
      c,
      found,
      { standard: 50, max: 500 },
      ({ userId }) => userId,
      (item) => {
        const embedded = expand ? { _embedded: { user: userView(baseUrl(c), userOf(state, item.userId)) } } : {};
        return { ...appUserView(baseUrl(c), state, item), ...embedded };
      },
    );
  });

  app.post('/api/v1/apps/:id/users', async (c) => {
    const body = await readBody(c);
    const assigned = appOf(state, param(c, 'id'));
    const id = textAt(body, 'id');
    if (id === null) throw invalid('id', 'The field cannot be left blank');
    requireAssignable(assigned, 'UserAppAssignment', 'users');
    const user = userOf(state, id);
    if (user.status === 'DEPROVISIONED') throw new OktaError('E0000117');
    const userName = givenUserName(body);
    const before = findAppUser(state, assigned.id, user.id);
    if (before !== undefined && world.settings.refuseReassignment) {
      throw new OktaError('E0000062');
    }
    if (before !== undefined) change(before, userName);
    const item = before ?? assign(world, assigned, user, 'USER', { userName });
    return c.json(appUserView(baseUrl(c), state, item));
  });

  app.get('/api/v1/apps/:id/users/:userId', (c) => {
    const { id } = appOf(state, param(c, 'id'));
    return c.json(appUserView(baseUrl(c), state, appUserOf(state, id, param(c, 'userId'))));
  });

  app.post('/api/v1/apps/:id/users/:userId', async (c) => {
    const body = await readBody(c);
    const { id } = appOf(state, param(c, 'id'));
    const item = appUserOf(state, id, param(c, 'userId'));
    change(item, givenUserName(body));
    return c.json(appUserView(baseUrl(c), state, item));
  });

  app.delete('/api/v1/apps/:id/users/:userId', (c) => {
    const assigned = appOf(state, param(c, 'id'));
    const item = appUserOf(state, assigned.id, param(c, 'userId'));
    if (grantingGroups(world, assigned, item.userId).length > 0) {
      throw new OktaError('E0000046', {
        causes: ['The application cannot be unassigned from the user while their group memberships grant them access.'],
      });
    }
    unassign(world, assigned, item);
    return c.body(null, 204);
  });
};

/** An assignment by hand survives the user's leaving of an assigned group. */
function change(item: AppUser, userName: string | undefined): void {
  item.scope = 'USER';
  if (userName !== undefined) Object.assign(item, { userName, userNameGiven: true });
  item.lastUpdated = now();
}

/** An assignment as Okta answers it. */
export function appUserView(base: string, state: OktaState, item: AppUser): JsonObject {
  return {
    id: item.userId,
    externalId: item.externalId,
    created: item.created,
    lastUpdated: item.lastUpdated,
    scope: item.scope,
    status: item.status,
    statusChanged: item.statusChanged,
    passwordChanged: null,
    syncState: item.syncState,
    ...(item.lastSync === null ? {} : { lastSync: item.lastSync }),
    credentials: { userName: item.userName },
    profile: mappedProfile(state, item.appId, item.userId),
    _links: {
      app: { href: `${base}/api/v1/apps/${item.appId}` },
      user: { href: `${base}/api/v1/users/${item.userId}` },
    },
  };
}
