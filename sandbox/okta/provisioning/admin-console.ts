import { textAt, textsAt } from '../../kit/json-values.js';
import { featuresOf } from '../apps/apps.js';
import { renewAll } from '../apps/user-names.js';
import { now } from '../ids.js';
import { appOf, groupOf } from '../lookups.js';
import { param, readBody } from '../okta-requests.js';
import type { Routes } from '../okta-state.js';
import type { App, AppUser, PushMapping } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { testConnection } from './connections.js';

/** What an admin does in the Admin Console, where Okta has no API. Answers `{message}`, 400 where the console refuses. */
export const consoleRoutes: Routes = (app, world) => {
  const { state } = world;

  // Provisioning > Integration > Configure API integration > Test API Credentials > Save
  app.post('/console/apps/:id/provisioning', async (c) => {
    const body = await readBody(c);
    const item = appOf(state, param(c, 'id'));
    const baseUrl = textAt(body, 'baseUrl') ?? '';
    const token = textAt(body, 'token');
    const problem = token === null ? 'API Token: The field cannot be left blank' : await testConnection(baseUrl, token);
    const targets = [target(item.id, 'AppInstance', item.label)];
    if (problem !== null || token === null) {
      const event = 'application.configuration.update';
      record(state, event, 'API credentials could not be verified', targets, 'FAILURE', problem);
      return c.json({ message: problem }, 400);
    }
    item.connection = { baseUrl, token, status: 'ENABLED' };
    for (const { id, appId } of state.pushMappings) {
      if (appId === item.id) world.push({ kind: 'group', mappingId: id });
    }
    record(state, 'application.configuration.update', 'Update application configuration', targets);
    return c.json({ message: 'AWS IAM Identity Center was verified successfully!' });
  });

  // Provisioning > To App > Edit > Save
  app.post('/console/apps/:id/to-app', async (c) => {
    const body = await readBody(c);
    const item = appOf(state, param(c, 'id'));
    if (item.connection === null) {
      return c.json({ message: 'Provisioning is not enabled. Configure API integration first.' }, 400);
    }
    for (const name of ['createUsers', 'updateUserAttributes', 'deactivateUsers'] as const) {
      const value = body[name];
      if (typeof value === 'boolean') item.toApp[name] = value;
    }
    record(state, 'application.configuration.update', 'Update application configuration', [
      target(item.id, 'AppInstance', item.label),
    ]);
    return c.json({ message: 'Saved.', toApp: item.toApp, features: featuresOf(item) });
  });

  // Sign On > Credentials Details > Update Now, after a change of the application username format
  app.post('/console/apps/:id/update-usernames', (c) => {
    const item = appOf(state, param(c, 'id'));
    const changed = renewAll(state, item);
    for (const { userId, syncState } of changed) {
      if (item.toApp.updateUserAttributes && syncState === 'SYNCHRONIZED') {
        world.push({ kind: 'user', appId: item.id, userId });
      }
    }
    return c.json({ message: 'Updated.', users: changed.length });
  });

  // Assignments > Provision User: pushes those who were assigned before provisioning was on
  app.post('/console/apps/:id/provision-users', (c) => {
    const item = appOf(state, param(c, 'id'));
    if (item.connection?.status !== 'ENABLED' || !(item.toApp.createUsers || item.toApp.updateUserAttributes)) {
      return c.json({ message: 'Provisioning is not enabled. Configure API integration and To App first.' }, 400);
    }
    const waiting = state.appUsers.filter(({ appId, syncState }) => appId === item.id && syncState === 'DISABLED');
    for (const user of waiting) {
      Object.assign(user, { status: 'STAGED', syncState: 'SYNCING', lastUpdated: now() });
      world.push({ kind: 'user', appId: item.id, userId: user.userId });
    }
    return c.json({ message: 'Provisioning.', users: waiting.length });
  });

  // Push Groups > status of a group > Push now; without names all of them
  app.post('/console/apps/:id/push-now', async (c) => {
    const item = appOf(state, param(c, 'id'));
    const names = textsAt(await readBody(c), 'groups');
    const pushed = state.pushMappings.filter(
      ({ appId, sourceGroupId }) =>
        appId === item.id && (names?.includes(groupOf(state, sourceGroupId).profile.name) ?? true),
    );
    const able = pushed.filter(({ status }) => status !== 'INACTIVE');
    if (able.length === 0) return c.json({ message: 'No such group is pushed by this application.' }, 400);
    for (const mapping of able) {
      Object.assign(mapping, { status: 'ACTIVE', errorSummary: null });
      world.push({ kind: 'group', mappingId: mapping.id });
    }
    return c.json({ message: 'Pushing.', groups: able.length });
  });

  const tasksOf = ({ id }: App): { users: AppUser[]; groups: PushMapping[] } => ({
    users: state.appUsers.filter(({ appId, syncState }) => appId === id && syncState === 'ERROR'),
    groups: state.pushMappings.filter(({ appId, status }) => appId === id && status === 'ERROR'),
  });

  // Dashboard > Tasks: what could not be pushed, and why
  app.get('/console/apps/:id/tasks', (c) => {
    const { users, groups } = tasksOf(appOf(state, param(c, 'id')));
    return c.json({
      users: users.map(({ userName, failure, lastUpdated }) => ({
        user: userName,
        reason: failure,
        since: lastUpdated,
      })),
      groups: groups.map(({ sourceGroupId, errorSummary, lastUpdated }) => ({
        group: groupOf(state, sourceGroupId).profile.name,
        reason: errorSummary,
        since: lastUpdated,
      })),
    });
  });

  // Dashboard > Tasks > Retry selected
  app.post('/console/apps/:id/tasks/retry', (c) => {
    const item = appOf(state, param(c, 'id'));
    const { users, groups } = tasksOf(item);
    for (const user of users) {
      user.syncState = 'SYNCING';
      world.push({ kind: 'user', appId: item.id, userId: user.userId });
    }
    for (const mapping of groups) {
      Object.assign(mapping, { status: 'ACTIVE', errorSummary: null });
      world.push({ kind: 'group', mappingId: mapping.id });
    }
    return c.json({ message: 'Retrying.', users: users.length, groups: groups.length });
  });
};
