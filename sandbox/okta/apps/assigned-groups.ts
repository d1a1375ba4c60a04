import { type JsonObject, numberAt, objectAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { groupView } from '../directory/users-and-groups.js';
import { now } from '../ids.js';
import { appOf, groupOf } from '../lookups.js';
import { notFound } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { param, readBody } from '../okta-requests.js';
import type { Routes } from '../okta-state.js';
import type { AppGroup } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { followGroups, requireAssignable } from './assignments.js';

/** Groups to which an app is assigned. */
export const appGroupRoutes: Routes = (app, world) => {
  const { state } = world;
  const find = (appId: string, groupId: string): AppGroup | undefined =>
    state.appGroups.find((item) => item.appId === appId && item.groupId === groupId);

  app.get('/api/v1/apps/:id/groups', (c) => {
    const { id } = appOf(state, param(c, 'id'));
    const q = (c.req.query('q') ?? '').toLowerCase();
    const found = state.appGroups.filter(
      ({ appId, groupId }) => appId === id && groupOf(state, groupId).profile.name.toLowerCase().startsWith(q),
    );
    const expand = c.req.query('expand') === 'group';
    return page(
      c,
      found,
      { standard: 20, max: 200 },
      ({ groupId }) => groupId,
      (item) => {
        const embedded = expand ? { _embedded: { group: groupView(baseUrl(c), groupOf(state, item.groupId)) } } : {};
        return { ...appGroupView(baseUrl(c), item), ...embedded };
      },
    );
  });

  app.get('/api/v1/apps/:id/groups/:groupId', (c) => {
    const { id } = appOf(state, param(c, 'id'));
    const item = find(id, param(c, 'groupId'));
    if (item === undefined) throw notFound(param(c, 'groupId'), 'ApplicationGroupAssignment');
    return c.json(appGroupView(baseUrl(c), item));
  });

  app.put('/api/v1/apps/:id/groups/:groupId', async (c) => {
    const body = await readBody(c);
    const assigned = appOf(state, param(c, 'id'));
    requireAssignable(assigned, 'GroupAppAssignment', 'groups');
    const group = groupOf(state, param(c, 'groupId'));
    const others = state.appGroups.filter(({ appId }) => appId === assigned.id);
    const before = find(assigned.id, group.id);
    const priority = numberAt(body, 'priority', before?.priority ?? others.length);
    const item = {
      appId: assigned.id,
      groupId: group.id,
      priority,
      profile: objectAt(body, 'profile'),
      lastUpdated: now(),
    };
    if (before !== undefined) {
      Object.assign(before, item);
      return c.json(appGroupView(baseUrl(c), before));
    }
    for (const other of others) if (other.priority >= priority) other.priority += 1;
    state.appGroups.push(item);
    record(state, 'group.application_assignment.add', 'Add assigned application to group', [
      target(group.id, 'UserGroup', group.profile.name),
      target(assigned.id, 'AppInstance', assigned.label),
    ]);
    for (const userId of group.members) followGroups(world, assigned, userId);
    return c.json(appGroupView(baseUrl(c), item));
  });

  app.delete('/api/v1/apps/:id/groups/:groupId', (c) => {
    const assigned = appOf(state, param(c, 'id'));
    const item = find(assigned.id, param(c, 'groupId'));
    if (item === undefined) throw notFound(param(c, 'groupId'), 'ApplicationGroupAssignment');
    state.appGroups.splice(state.appGroups.indexOf(item), 1);
    const group = groupOf(state, item.groupId);
    record(state, 'group.application_assignment.remove', 'Remove assigned application from group', [
      target(group.id, 'UserGroup', group.profile.name),
      target(assigned.id, 'AppInstance', assigned.label),
    ]);
    for (const userId of group.members) followGroups(world, assigned, userId);
    return c.body(null, 204);
  });
};

function appGroupView(base: string, { appId, groupId, lastUpdated, priority, profile }: AppGroup): JsonObject {
  const app = `${base}/api/v1/apps/${appId}`;
  return {
    id: groupId,
    lastUpdated,
    priority,
    profile,
    _links: {
      app: { href: app },
      self: { href: `${app}/groups/${groupId}` },
      group: { href: `${base}/api/v1/groups/${groupId}` },
    },
  };
}
