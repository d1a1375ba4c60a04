import type { Context } from 'hono';
import { type JsonObject, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { membershipChanged } from '../apps/assignments.js';
import { newId, now } from '../ids.js';
import { groupOf } from '../lookups.js';
import { invalid, notFound, OktaError } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { lifecycleRoutes, param, readBody, startsWith } from '../okta-requests.js';
import type { OktaState, Routes, World } from '../okta-state.js';
import type { GroupRule, User } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { readExpression } from './rule-expression.js';

/** Rules that put people into groups, and take those out again whom they do not fit any more. */
export const groupRuleRoutes: Routes = (app, world) => {
  const { state } = world;
  const ruleOf = (c: Context): GroupRule => {
    const id = param(c, 'ruleId');
    const found = state.groupRules.find((rule) => rule.id === id);
    if (found === undefined) throw notFound(id, 'GroupRule');
    return found;
  };

  app.get('/api/v1/groups/rules', (c) => {
    const search = c.req.query('search');
    const found = state.groupRules.filter(({ name }) => search === undefined || startsWith(search, name));
    return page(c, found, { standard: 50, max: 200 }, ({ id }) => id, ruleView);
  });

  app.post('/api/v1/groups/rules', async (c) => {
    const body = await readBody(c);
    if (body['type'] !== 'group_rule') throw invalid('type', 'The field must be group_rule');
    const groupIds = textsAt(objectAt(objectAt(body, 'actions'), 'assignUserToGroups'), 'groupIds') ?? [];
    if (groupIds.length === 0) throw invalid('actions', 'A rule needs a group to assign users to');
    for (const id of groupIds)
      if (groupOf(state, id).type !== 'OKTA_GROUP')
        throw invalid('groupIds', 'A rule assigns users to Okta groups only');
    const at = now();
    const rule: GroupRule = {
      id: newId('rule'),
      status: 'INACTIVE',
      name: checkedName(state, body, null),
      created: at,
      lastUpdated: at,
      expression: checkedExpression(state, body),
      exclude: excludedIn(body),
      groupIds,
      assigned: {},
    };
    state.groupRules.push(rule);
    return c.json(ruleView(rule));
  });

  app.get('/api/v1/groups/rules/:ruleId', (c) => c.json(ruleView(ruleOf(c))));

  // Its groups cannot be changed, and nothing of it while it is active.
  app.put('/api/v1/groups/rules/:ruleId', async (c) => {
    const rule = ruleOf(c);
    const body = await readBody(c);
    if (rule.status === 'ACTIVE') throw invalid('status', 'A rule can be changed only while it is inactive');
    rule.name = checkedName(state, body, rule.id);
    rule.expression = checkedExpression(state, body);
    rule.exclude = excludedIn(body);
    rule.lastUpdated = now();
    return c.json(ruleView(rule));
  });

  app.delete('/api/v1/groups/rules/:ruleId', (c) => {
    const rule = ruleOf(c);
    if (rule.status === 'ACTIVE') throw new OktaError('E0000038');
    state.groupRules = state.groupRules.filter((other) => other !== rule);
    if (c.req.query('removeUsers') === 'true')
      for (const [groupId, userIds] of Object.entries(rule.assigned)) takeOut(world, groupId, userIds);
    return c.body(null, 202);
  });

  lifecycleRoutes(app, '/api/v1/groups/rules/:ruleId', (c, { status }) => {
    const rule = ruleOf(c);
    rule.status = status;
    rule.lastUpdated = now();
    applyRules(world, state.users);
    return c.body(null, 204);
  });
};

/** Makes the groups follow their active rules, for these users. Who is in a group by hand stays in it. */
export function applyRules(world: World, users: readonly User[]): void {
  const { state } = world;
  for (const rule of state.groupRules.filter(({ status }) => status === 'ACTIVE')) {
    const fits = readExpression(state, rule.expression) ?? (() => false);
    for (const groupId of rule.groupIds) {
      for (const user of users) {
        const isWanted = user.status !== 'DEPROVISIONED' && !rule.exclude.includes(user.id) && fits(user);
        if (isWanted) putIn(world, rule, groupId, user.id);
        else dropFrom(world, rule, groupId, user.id);
      }
    }
  }
}

function putIn(world: World, { assigned }: GroupRule, groupId: string, userId: string): void {
  const { state } = world;
  const group = state.groups.find(({ id }) => id === groupId);
  const known = (assigned[groupId] ??= []);
  if (group === undefined || known.includes(userId)) return;
  const isMember = group.members.includes(userId);
  if (isMember && !isByRule(state, groupId, userId)) return;
  known.push(userId);
  if (isMember) return;
  group.members.push(userId);
  group.lastMembershipUpdated = now();
  membershipChanged(world, groupId, [userId]);
}

function dropFrom(world: World, { assigned }: GroupRule, groupId: string, userId: string): void {
  const known = assigned[groupId] ?? [];
  if (!known.includes(userId)) return;
  assigned[groupId] = known.filter((id) => id !== userId);
  if (!isByRule(world.state, groupId, userId)) takeOut(world, groupId, [userId]);
}

/** Whether an active rule has put the user into the group. */
export const isByRule = ({ groupRules }: OktaState, groupId: string, userId: string): boolean =>
  groupRules.some(({ assigned, status }) => status === 'ACTIVE' && assigned[groupId]?.includes(userId) === true);

function takeOut(world: World, groupId: string, userIds: readonly string[]): void {
  const { state } = world;
  const group = state.groups.find(({ id }) => id === groupId);
  if (group === undefined) return;
  const gone = group.members.filter((id) => userIds.includes(id));
  group.members = group.members.filter((id) => !userIds.includes(id));
  group.lastMembershipUpdated = now();
  for (const id of gone)
    record(state, 'group.user_membership.remove', 'Remove user from group', [
      target(id, 'User', id),
      target(group.id, 'UserGroup', group.profile.name),
    ]);
  membershipChanged(world, groupId, gone);
}

function checkedName({ groupRules }: OktaState, body: JsonObject, ownId: string | null): string {
  const name = textAt(body, 'name');
  if (name === null) throw invalid('name', 'The field cannot be left blank');
  if (name.length > 50) throw invalid('name', 'The field is too long: the maximum length is 50');
  if (groupRules.some((rule) => rule.id !== ownId && rule.name === name))
    throw invalid('name', 'An object with this field already exists in the current organization');
  return name;
}

function checkedExpression(state: OktaState, body: JsonObject): string {
  const expression = objectAt(objectAt(body, 'conditions'), 'expression');
  const value = textAt(expression, 'value') ?? '';
  if (expression['type'] !== 'urn:okta:expression:1.0' || readExpression(state, value) === null)
    throw invalid('conditions.expression', 'The expression could not be read; docs/sandbox.md says which can');
  return value;
}

const excludedIn = (body: JsonObject): string[] =>
  textsAt(objectAt(objectAt(objectAt(body, 'conditions'), 'people'), 'users'), 'exclude') ?? [];

const ruleView = ({
  id,
  status,
  name,
  created,
  lastUpdated,
  expression,
  exclude,
  groupIds,
}: GroupRule): JsonObject => ({
  type: 'group_rule',
  id,
  status,
  name,
  created,
  lastUpdated,
  conditions: {
    people: { users: { exclude }, groups: { exclude: [] } },
    expression: { value: expression, type: 'urn:okta:expression:1.0' },
  },
  actions: { assignUserToGroups: { groupIds } },
});
