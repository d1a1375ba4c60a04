import { textOf } from '../../kit/json-values.js';
import type { Routes, ScimGroup, World } from '../kiro-state.js';
import {
  checkMemberCount,
  type GroupChange,
  memberIds,
  operationsOf,
  readGroupChange,
  replacedAsOfOld,
} from './patch-operations.js';
import { conflict, constraint, scimJson } from './scim-answers.js';
import { type Conditions, type Found, page, parseFilter } from './scim-lists.js';
import {
  addMember,
  groupOf,
  groupView,
  newResource,
  readBody,
  removeMember,
  scimBase,
  showsMember,
  touch,
  userOf,
} from './scim-resources.js';
import { checkIdentifier, checkReserved, checkSpoken } from './user-attributes.js';

/** AWS writes `member` in one place and `members` in another. */
const OF_OLD = [['displayname'], ['externalid'], ['id', 'member'], ['id', 'members']];
const FILTERS = { old: OF_OLD, new: [...OF_OLD, ['members.value']] };

/** AWS's CreateGroup, ListGroups, GetGroup, PatchGroup, DeleteGroup; there is no PutGroup. Members are never told. */
export const groupRoutes: Routes = (app, world) => {
  const { state, settings } = world;
  app.post('/:tenant/scim/v2/Groups', async (c) => {
    const body = await readBody(c);
    const displayName = textOf(body, 'displayName');
    if (displayName.trim() === '') throw constraint('displayName', 'not be null');
    const ids = memberIds(body['members'] ?? []);
    checkMemberCount(ids.length);
    const externalId = textOf(body, 'externalId');
    const group: ScimGroup = { ...newResource(state), displayName, externalId: externalId || null, members: [] };
    apply(world, group, { displayName, externalId: group.externalId, members: ids.map(added) });
    state.groups.push(group);
    const base = scimBase(c);
    c.header('Location', `${base}/Groups/${group.id}`);
    return scimJson(c, groupView(group, base), 201);
  });

  app.get('/:tenant/scim/v2/Groups', (c) => {
    const { filter = '', count, cursor } = c.req.query();
    return scimJson(
      c,
      page(
        groupsWith(world, filter === '' ? {} : parseFilter(filter, FILTERS[settings.generation])),
        { filter, count, cursor },
        settings,
        (group) => groupView(group, scimBase(c)),
      ),
    );
  });

  app.get('/:tenant/scim/v2/Groups/:id', (c) => scimJson(c, groupView(groupOf(state, c.req.param('id')), scimBase(c))));

  app.patch('/:tenant/scim/v2/Groups/:id', async (c) => {
    const group = groupOf(state, c.req.param('id'));
    const operations = operationsOf(await readBody(c));
    const asOfOld = settings.generation === 'old' && replacedAsOfOld(group, operations);
    if (!asOfOld) apply(world, group, readGroupChange(operations));
    return c.body(null, 204);
  });

  app.delete('/:tenant/scim/v2/Groups/:id', (c) => {
    const { id } = groupOf(state, c.req.param('id'));
    state.groups = state.groups.filter((group) => group.id !== id);
    state.subscriptions = state.subscriptions.filter((subscription) => subscription.id !== id);
    return c.body(null, 204);
  });
};

const added = (userId: string): GroupChange['members'][number] => ({ change: 'add', userId });

/** All of the change or, where a part of it is wrong, none. */
function apply(world: World, group: ScimGroup, change: GroupChange): void {
  const { state } = world;
  const { displayName = group.displayName, externalId = group.externalId } = change;
  checkSpoken('displayName', displayName);
  checkReserved(displayName);
  if (externalId !== null) checkIdentifier('externalId', externalId, 256);
  const others = state.groups.filter(({ id }) => id !== group.id);
  const taken = others.some(
    (other) =>
      other.displayName.toLowerCase() === displayName.toLowerCase() ||
      (externalId !== null && other.externalId === externalId),
  );
  if (taken) throw conflict('Duplicate GroupDisplayName');
  // All ids are looked at before the first change.
  for (const { change: what, userId } of change.members) if (what === 'add') userOf(state, userId);
  for (const { change: what, userId } of change.members) {
    if (what === 'remove') removeMember(group, userId);
    else addMember(world, group, userId);
  }
  Object.assign(group, { displayName, externalId });
  touch(group);
}

function groupsWith(world: World, wanted: Conditions): Found<ScimGroup> {
  const { state } = world;
  const member = wanted['members.value'] ?? wanted['members'] ?? wanted['member'];
  // 404 for a user who does not exist.
  if (member !== undefined) userOf(state, member);
  const matches = (group: ScimGroup): boolean => {
    const { id, displayName, externalId } = group;
    return (
      (wanted['id'] ?? id) === id &&
      (wanted['displayname'] ?? displayName).toLowerCase() === displayName.toLowerCase() &&
      (wanted['externalid'] ?? externalId) === externalId &&
      (member === undefined || showsMember(world, group, member))
    );
  };
  return { candidates: state.groups, matches };
}
