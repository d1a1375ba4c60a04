import { z } from 'zod';
import { byId, indexBy } from '../../kit/index-by.js';
import { type JsonObject, textOf } from '../../kit/json-values.js';
import type { Routes, ScimUser, World } from '../kiro-state.js';
import { operationsOf, patchUser } from './patch-operations.js';
import { conflict, invalid, scimJson } from './scim-answers.js';
import { type Conditions, type Found, page, parseFilter } from './scim-lists.js';
import { newResource, readBody, scimBase, showsMember, touch, userOf, userView } from './scim-resources.js';
import { ENTERPRISE, userAttributes } from './user-attributes.js';

const OF_OLD = [['username'], ['externalid'], ['id', 'manager']];
const FILTERS = { old: OF_OLD, new: [...OF_OLD, ['groups.value']] };

/** AWS's CreateUser, ListUsers, GetUser, PutUser, PatchUser, DeleteUser. */
export const userRoutes: Routes = (app, world) => {
  const { state, settings, keys } = world;

  app.post('/:tenant/scim/v2/Users', async (c) => {
    const body = await readBody(c);
    if (Array.isArray(body['groups']) && body['groups'].length > 0) throw invalid();
    const attributes = userAttributes(body, settings.refuseAttributes);
    if (keys.taken(attributes, null)) throw duplicate();
    const user: ScimUser = { ...newResource(state), attributes };
    state.users.push(user);
    keys.add(user);
    const base = scimBase(c);
    c.header('Location', `${base}/Users/${user.id}`);
    return scimJson(c, userView(user, base), 201);
  });

  app.get('/:tenant/scim/v2/Users', (c) => {
    const { filter = '', count, cursor } = c.req.query();
    return scimJson(
      c,
      page(
        usersWith(world, filter === '' ? {} : parseFilter(filter, FILTERS[settings.generation])),
        { filter, count, cursor },
        settings,
        (user) => userView(user, scimBase(c)),
      ),
    );
  });

  app.get('/:tenant/scim/v2/Users/:id', (c) => scimJson(c, userView(userOf(state, c.req.param('id')), scimBase(c))));

  app.put('/:tenant/scim/v2/Users/:id', async (c) => {
    const user = userOf(state, c.req.param('id'));
    const body = await readBody(c);
    change(user, userAttributes({ externalId: user.attributes['externalId'], ...body }, settings.refuseAttributes));
    return scimJson(c, userView(user, scimBase(c)));
  });

  app.patch('/:tenant/scim/v2/Users/:id', async (c) => {
    const user = userOf(state, c.req.param('id'));
    const patched = patchUser(user.attributes, operationsOf(await readBody(c)));
    change(user, userAttributes(patched, settings.refuseAttributes));
    return scimJson(c, userView(user, scimBase(c)));
  });

  app.delete('/:tenant/scim/v2/Users/:id', (c) => {
    const gone = userOf(state, c.req.param('id'));
    const { id } = gone;
    keys.remove(gone);
    state.users = state.users.filter((user) => user.id !== id);
    for (const group of state.groups) group.members = group.members.filter(({ userId }) => userId !== id);
    return c.body(null, 204);
  });

  /** IAM Identity Center lets `externalId` change; Kiro does not (kirodotdev/Kiro#9582). */
  function change(user: ScimUser, attributes: JsonObject): void {
    const had = textOf(user.attributes, 'externalId');
    if (had !== '' && had !== textOf(attributes, 'externalId')) {
      throw invalid('The attribute externalId does not satisfy the mutability validation.');
    }
    if (keys.taken(attributes, user)) throw duplicate();
    keys.remove(user);
    user.attributes = attributes;
    keys.add(user);
    touch(user);
  }
};

/** Whom a filter may find, and the test that says so; the keys of a user need no search. */
function usersWith(world: World, wanted: Conditions): Found<ScimUser> {
  const { state, keys } = world;
  const { id, manager, username, externalid } = wanted;
  if (username !== undefined) return one(keys.holder('userName', username));
  if (externalid !== undefined) return one(keys.holder('externalId', externalid), 'externalId', externalid);
  if (wanted['groups.value'] !== undefined) {
    const group = indexBy(state.groups, byId).get(wanted['groups.value']);
    return { candidates: state.users, matches: (user) => group !== undefined && showsMember(world, group, user.id) };
  }
  const matches = (user: ScimUser): boolean =>
    (id ?? user.id) === user.id && (manager === undefined || managerOf(user.attributes) === manager);
  return { candidates: state.users, matches };
}

/** An external id differs from another one by its case, too. */
function one(user: ScimUser | undefined, name?: string, value?: string): Found<ScimUser> {
  const candidates = user === undefined ? [] : [user];
  return { candidates, matches: ({ attributes }) => name === undefined || attributes[name] === value };
}

/** By hand: the name of the extension holds dots. */
function managerOf(attributes: JsonObject): string {
  const extension = attributes[ENTERPRISE] as JsonObject | undefined;
  return textOf((extension?.['manager'] as JsonObject | undefined) ?? {}, 'value');
}

const duplicate = (): Error => conflict('User already exists');

const manyUsersForm = z.strictObject({
  people: z.array(z.strictObject({ userName: z.string().min(1), externalId: z.string().min(1) })),
});

/** Thousands of users at once, as if they had been pushed one by one; Kiro itself has no such call (docs/sandbox.md). */
export const manyUsersRoutes: Routes = (app, { state, store, keys }) => {
  app.post('/sandbox/people', async (c) => {
    const asked = manyUsersForm.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    const users = asked.data.people.map(({ userName, externalId }) => {
      const name = { givenName: userName.split('@')[0] ?? userName, familyName: 'Person' };
      const emails = [{ value: userName, type: 'work', primary: true }];
      const attributes = { userName, externalId, name, displayName: userName, emails, active: true };
      if (keys.taken(attributes, null)) throw conflict(`${userName} exists already`);
      return { ...newResource(state), attributes };
    });
    for (const user of users) keys.add(user);
    state.users = [...state.users, ...users];
    store.save();
    return c.json({ people: users.map(({ id, attributes }) => ({ id, userName: attributes.userName })) }, 201);
  });
};
