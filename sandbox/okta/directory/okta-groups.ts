import { holds } from '../../kit/index-by.js';
import { type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { appView } from '../apps/apps.js';
import { membershipChanged } from '../apps/assignments.js';
import { now } from '../ids.js';
import { appOf, groupOf, userOf } from '../lookups.js';
import { invalid, notAllowed } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { param, predicate, readBody } from '../okta-requests.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { Group, PushMapping, User } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { applyRules, isByRule } from './group-rules.js';
import { groupView, newGroup, userView } from './users-and-groups.js';

/** Groups and their members. */
export const groupRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get('/api/v1/groups', (c) => {
    const q = (c.req.query('q') ?? '').toLowerCase();
    const searched = predicate(c.req.query('search'));
    const filtered = predicate(c.req.query('filter'));
    const found = state.groups.filter((group) => {
      const item = { ...group, source: { id: group.source?.appId ?? null } };
      return group.profile.name.toLowerCase().startsWith(q) && searched(item) && filtered(item);
    });
    return page(
      c,
      found,
      { standard: 300, max: 10_000 },
      ({ id }) => id,
      (group) => groupView(baseUrl(c), group),
    );
  });

  app.post('/api/v1/groups', async (c) => {
    const group = newGroup(checkedProfile(state, await readBody(c), null), {});
    state.groups.push(group);
    record(state, 'group.lifecycle.create', 'Create Okta group', [target(group.id, 'UserGroup', group.profile.name)]);
    return c.json(groupView(baseUrl(c), group));
  });

  app.get('/api/v1/groups/:id', (c) => c.json(groupView(baseUrl(c), groupOf(state, param(c, 'id')))));

  app.put('/api/v1/groups/:id', async (c) => {
    const group = changeable(groupOf(state, param(c, 'id')));
    group.profile = checkedProfile(state, await readBody(c), group.id);
    group.lastUpdated = now();
    for (const { id, sourceGroupId } of state.pushMappings) {
      if (sourceGroupId === group.id) world.push({ kind: 'group', mappingId: id });
    }
    return c.json(groupView(baseUrl(c), group));
  });

  app.delete('/api/v1/groups/:id', (c) => {
    const group = deletable(state.pushMappings, groupOf(state, param(c, 'id')));
    const members = group.members.splice(0);
    membershipChanged(world, group.id, members);
    state.groups = state.groups.filter((other) => other !== group);
    state.appGroups = state.appGroups.filter(({ groupId }) => groupId !== group.id);
    state.pushMappings = state.pushMappings.filter(({ sourceGroupId }) => sourceGroupId !== group.id);
    record(state, 'group.lifecycle.delete', 'Delete Okta group', [target(group.id, 'UserGroup', group.profile.name)]);
    return c.body(null, 204);
  });

  app.get('/api/v1/groups/:id/users', (c) => {
    const { members } = groupOf(state, param(c, 'id'));
    return page(
      c,
      members,
      { standard: 1000, max: 1000 },
      (id) => id,
      (id) => userView(baseUrl(c), userOf(state, id)),
    );
  });

  app.put('/api/v1/groups/:id/users/:userId', (c) => {
    const group = changeable(groupOf(state, param(c, 'id')));
    const user = userOf(state, param(c, 'userId'));
    if (!holds(group.members, user.id)) {
      group.members.push(user.id);
      group.lastMembershipUpdated = now();
      record(state, 'group.user_membership.add', 'Add user to group membership', membershipTargets(group, user));
      membershipChanged(world, group.id, [user.id]);
      applyRules(world, [user]);
    }
    return c.body(null, 204);
  });

  app.delete('/api/v1/groups/:id/users/:userId', (c) => {
    const group = changeable(groupOf(state, param(c, 'id')));
    const user = userOf(state, param(c, 'userId'));
    if (isByRule(state, group.id, user.id)) throw notAllowed(`A rule has put the user into "${group.profile.name}".`);
    if (group.members.includes(user.id)) {
      group.members = group.members.filter((id) => id !== user.id);
      group.lastMembershipUpdated = now();
      record(state, 'group.user_membership.remove', 'Remove user from group', membershipTargets(group, user));
      membershipChanged(world, group.id, [user.id]);
      applyRules(world, [user]);
    }
    return c.body(null, 204);
  });

  app.get('/api/v1/groups/:id/apps', (c) => {
    const group = groupOf(state, param(c, 'id'));
    const ids = state.appGroups.filter(({ groupId }) => groupId === group.id).map(({ appId }) => appId);
    const apps = ids.map((id) => appOf(state, id));
    return page(
      c,
      apps,
      { standard: 20, max: 200 },
      ({ id }) => id,
      (item) => appView(baseUrl(c), item),
    );
  });
};

/** Membership and name of BUILT_IN and APP_GROUP groups are not the API's to change. */
function changeable(group: Group): Group {
  if (group.type === 'OKTA_GROUP') return group;
  throw notAllowed(`The group "${group.profile.name}" is of type ${group.type}.`);
}

/** An app's own group may be deleted as long as no group is pushed to it (Okta's reference, "Delete a group"). */
function deletable(pushes: readonly PushMapping[], group: Group): Group {
  const isFree = !pushes.some(({ targetGroupId }) => targetGroupId === group.id);
  return group.type === 'APP_GROUP' && isFree ? group : changeable(group);
}

function checkedProfile(state: OktaState, body: JsonObject, ownId: string | null): Group['profile'] {
  const profile = objectAt(body, 'profile');
  const name = textAt(profile, 'name');
  if (name === null) throw invalid('name', 'The field cannot be left blank');
  const description = textAt(profile, 'description');
  for (const [field, text, most] of [
    ['name', name, 255],
    ['description', description ?? '', 1024],
  ] as const) {
    if (text.length > most) throw invalid(field, `The field is too long: the maximum length is ${most}`);
  }
  const taken = state.groups.some(
    (group) => group.id !== ownId && group.type !== 'APP_GROUP' && group.profile.name === name,
  );
  if (taken) throw invalid('name', 'An object with this field already exists in the current organization');
  return { ...profile, name, description };
}

function membershipTargets(group: Group, user: User): ReturnType<typeof target>[] {
  return [
    target(user.id, 'User', user.profile.login, user.profile.login),
    target(group.id, 'UserGroup', group.profile.name),
  ];
}
