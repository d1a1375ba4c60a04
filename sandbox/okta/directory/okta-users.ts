import { holds } from '../../kit/index-by.js';
import { asText, isObject, objectAt, textsAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { membershipChanged, profileChanged } from '../apps/assignments.js';
import { now } from '../ids.js';
import { groupOf, userOf } from '../lookups.js';
import { page, whole } from '../okta-paging.js';
import { param, predicate, readBody, searchPredicate, startsWith } from '../okta-requests.js';
import type { Routes } from '../okta-state.js';
import { record, target } from '../system-log.js';
import { checkedProfile } from './user-schema.js';
import { applyRules } from './group-rules.js';
import { groupView, newUser, userView } from './users-and-groups.js';

/** Users and their profiles. */
export const userRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get('/api/v1/users', (c) => {
    const { q, search, filter } = c.req.query();
    const searched = searchPredicate(search);
    const filtered = predicate(filter);
    // Without an expression Okta leaves out who has left; with one the caller must look at `status`.
    const plain = (search ?? '') === '' && (filter ?? '') === '';
    const found = state.users.filter((user) => {
      const { firstName, lastName, email } = user.profile;
      if (plain && user.status === 'DEPROVISIONED') return false;
      return startsWith(q, asText(firstName), asText(lastName), asText(email)) && searched(user) && filtered(user);
    });
    return page(
      c,
      found,
      { standard: 200, max: 200 },
      ({ id }) => id,
      (user) => userView(baseUrl(c), user),
    );
  });

  app.post('/api/v1/users', async (c) => {
    const body = await readBody(c);
    const activate = c.req.query('activate') !== 'false';
    const hasPassword = isObject(objectAt(body, 'credentials')['password']);
    const status = !activate ? 'STAGED' : hasPassword ? 'ACTIVE' : 'PROVISIONED';
    const user = newUser(state, checkedProfile(state, objectAt(body, 'profile'), null), status);
    const groups = (textsAt(body, 'groupIds') ?? []).map((id) => groupOf(state, id));
    state.users.push(user);
    const everyone = state.groups.find(({ type }) => type === 'BUILT_IN');
    for (const group of [...(everyone === undefined ? [] : [everyone]), ...groups]) {
      group.members.push(user.id);
      membershipChanged(world, group.id, [user.id]);
    }
    applyRules(world, [user]);
    record(state, 'user.lifecycle.create', 'Create Okta user', [
      target(user.id, 'User', user.profile.login, user.profile.login),
    ]);
    return c.json(userView(baseUrl(c), user));
  });

  app.get('/api/v1/users/me', (c) => {
    const [first] = state.users;
    return c.json(userView(baseUrl(c), first ?? userOf(state, 'me')));
  });

  app.get('/api/v1/users/:id', (c) => c.json(userView(baseUrl(c), userOf(state, param(c, 'id')))));

  for (const method of ['POST', 'PUT'] as const) {
    app.on(method, '/api/v1/users/:id', async (c) => {
      const user = userOf(state, param(c, 'id'));
      const asked = objectAt(await readBody(c), 'profile');
      const profile = method === 'POST' ? { ...user.profile, ...asked } : asked;
      user.profile = checkedProfile(state, profile, user.id);
      user.lastUpdated = now();
      profileChanged(world, user);
      applyRules(world, [user]);
      return c.json(userView(baseUrl(c), user));
    });
  }

  app.get('/api/v1/users/:id/groups', (c) => {
    const user = userOf(state, param(c, 'id'));
    const groups = state.groups.filter(({ members }) => holds(members, user.id));
    return whole(c, groups, (group) => groupView(baseUrl(c), group));
  });

  app.get('/api/v1/users/:id/appLinks', (c) => {
    const user = userOf(state, param(c, 'id'));
    const assigned = new Set(state.appUsers.filter(({ userId }) => userId === user.id).map(({ appId }) => appId));
    const shown = state.apps.filter(
      ({ id, visibility }) => assigned.has(id) && objectAt(visibility, 'hide')['web'] !== true,
    );
    return whole(c, shown, ({ id, name, label }) => ({
      id: `${user.id}${id}`,
      label,
      linkUrl: `${baseUrl(c)}/home/${name}/${id}/aln1`,
      logoUrl: `${baseUrl(c)}/logo.png`,
      appName: name,
      appInstanceId: id,
      appAssignmentId: `0ua${id.slice(3)}`,
      credentialsSetup: false,
      hidden: false,
      sortOrder: 0,
    }));
  });
};
