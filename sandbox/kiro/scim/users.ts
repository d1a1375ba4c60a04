import type { JsonObject } from '../../kit/json.js';
import { scimJson } from '../frame.js';
import type { KiroState, ScimUser } from '../state.js';
import type { Routes } from '../world.js';
import { ENTERPRISE, textOf, userAttributes } from './attributes.js';
import { conflict, invalid } from './errors.js';
import { parseFilter, type Conditions } from './filter.js';
import { page } from './paging.js';
import { patchUser } from './patch-user.js';
import { operationsOf } from './patch.js';
import { newResource, readBody, scimBase, touch, userOf } from './resources.js';
import { userView } from './views.js';

const FILTERS = { old: [['userName'], ['externalId'], ['id', 'manager']], new: [['groups.value']] };

/** AWS's CreateUser, ListUsers, GetUser, PutUser, PatchUser, DeleteUser. */
export const userRoutes: Routes = (app, { state, settings }) => {
  const allowed = [...FILTERS.old, ...(settings.generation === 'new' ? FILTERS.new : [])].map(lowerCase);

  app.post('/:tenant/scim/v2/Users', async (c) => {
    const body = await readBody(c);
    if (Array.isArray(body['groups']) && body['groups'].length > 0) throw invalid();
    const attributes = userAttributes(body, settings.refuseAttributes);
    checkUnique(state, attributes, null);
    const user: ScimUser = { ...newResource(state), attributes };
    state.users.push(user);
    const base = scimBase(c);
    c.header('Location', `${base}/Users/${user.id}`);
    return scimJson(c, userView(user, base), 201);
  });

  app.get('/:tenant/scim/v2/Users', (c) => {
    const { filter = '', count, cursor } = c.req.query();
    const found = filter === '' ? state.users : usersWith(state, parseFilter(filter, allowed));
    return scimJson(
      c,
      page(found, { filter, count, cursor }, settings, (user) => userView(user, scimBase(c))),
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
    const { id } = userOf(state, c.req.param('id'));
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
    checkUnique(state, attributes, user.id);
    user.attributes = attributes;
    touch(user);
  }
};

function usersWith(state: KiroState, wanted: Conditions): ScimUser[] {
  const group = state.groups.find(({ id }) => id === wanted['groups.value']);
  const members = new Set(group?.members.map(({ userId }) => userId));
  return state.users.filter(({ id, attributes }) =>
    Object.entries(wanted).every(([name, value]) => {
      if (name === 'groups.value') return members.has(id);
      if (name === 'id') return id === value;
      if (name === 'externalid') return attributes['externalId'] === value;
      if (name === 'manager') return textOf(manager(attributes), 'value') === value;
      return textOf(attributes, 'userName').toLowerCase() === value.toLowerCase();
    }),
  );
}

/** By hand: the name of the extension holds dots. */
function manager(attributes: JsonObject): JsonObject {
  const extension = attributes[ENTERPRISE] as JsonObject | undefined;
  return (extension?.['manager'] as JsonObject | undefined) ?? {};
}

/** `userName`, the e-mail address and `externalId` are each one user's. */
function checkUnique(state: KiroState, attributes: JsonObject, except: string | null): void {
  const keys = (of: JsonObject) =>
    ['userName', 'emails.0.value', 'externalId'].map((name) => textOf(of, name).toLowerCase());
  const wanted = keys(attributes);
  const taken = state.users.some(
    (user) => user.id !== except && keys(user.attributes).some((key, index) => key !== '' && key === wanted[index]),
  );
  if (taken) throw conflict('User already exists');
}

const lowerCase = (names: string[]): string[] => names.map((name) => name.toLowerCase());
