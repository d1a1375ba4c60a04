import { type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { invalid, notFound } from '../okta-errors.js';
import { param, readBody } from '../okta-requests.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { User, UserSchema } from '../org-objects.js';

/** As every org begins. */
export const NEW_USER_SCHEMA: UserSchema = { loginPattern: null, optional: [] };

/** Lengths of base attributes (Okta's OpenAPI document, `UserProfile`). */
const LENGTHS: Record<string, [least: number, most: number]> = {
  login: [5, 100],
  email: [5, 100],
  firstName: [1, 50],
  lastName: [1, 50],
  secondEmail: [5, 100],
};
const REQUIRED = ['login', 'email', 'firstName', 'lastName'];
const NULLABLE = ['firstName', 'lastName'];

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** The user schema, which every user type of the sandbox shares. */
export const userSchemaRoutes: Routes = (app, { state }) => {
  const path = '/api/v1/meta/schemas/user/:id';
  const known = (id: string): void => {
    if (id !== 'default' && id !== schemaId(state)) throw notFound(id, 'UserSchema');
  };

  app.get(path, (c) => {
    known(param(c, 'id'));
    return c.json(schemaView(baseUrl(c), state));
  });

  // Partial: what the body leaves out stays
  app.post(path, async (c) => {
    known(param(c, 'id'));
    const base = objectAt(objectAt(objectAt(await readBody(c), 'definitions'), 'base'), 'properties');
    const login = objectAt(base, 'login');
    if ('pattern' in login) state.userSchema.loginPattern = checkedPattern(login);
    for (const name of NULLABLE) {
      const { required } = objectAt(base, name);
      if (typeof required !== 'boolean') continue;
      const others = state.userSchema.optional.filter((other) => other !== name);
      state.userSchema.optional = required ? others : [...others, name];
    }
    return c.json(schemaView(baseUrl(c), state));
  });
};

/** Okta takes these forms of a pattern only. */
function checkedPattern(login: JsonObject): string | null {
  if (login['pattern'] === null) return null;
  const pattern = textAt(login, 'pattern') ?? '';
  if (pattern !== '.+' && (!/^\[.+\]\+$/.test(pattern) || !isExpression(pattern))) {
    throw invalid('pattern', 'The login pattern must be null, ".+" or of the form "[...]+".');
  }
  return pattern;
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== '';
  } catch {
    return false;
  }
}

const schemaId = ({ userTypeId }: OktaState): string => `osc${userTypeId.slice(3)}`;

function schemaView(base: string, state: OktaState): JsonObject {
  const { loginPattern, optional } = state.userSchema;
  const attribute = (name: string): JsonObject => {
    const [minLength, maxLength] = LENGTHS[name] ?? [];
    const pattern = name === 'login' ? { pattern: loginPattern } : {};
    const required = REQUIRED.includes(name) && !optional.includes(name);
    return { title: name, type: 'string', required, minLength, maxLength, ...pattern, mutability: 'READ_WRITE' };
  };
  const names = [...Object.keys(LENGTHS), 'displayName', 'department', 'employeeNumber'];
  return {
    id: `${base}/meta/schemas/user/${schemaId(state)}`,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: 'user',
    title: 'User',
    type: 'object',
    definitions: {
      base: {
        id: '#base',
        type: 'object',
        properties: Object.fromEntries(names.map((name) => [name, attribute(name)])),
        required: REQUIRED.filter((name) => !optional.includes(name)),
      },
      custom: { id: '#custom', type: 'object', properties: {}, required: [] },
    },
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
  };
}

/** A profile as the schema wants it; a login is unique in the org. `ownId` is the user's own id on a change. */
export function checkedProfile(state: OktaState, profile: JsonObject, ownId: string | null): User['profile'] {
  const { loginPattern, optional } = state.userSchema;
  for (const name of REQUIRED) {
    if (textAt(profile, name) === null && !optional.includes(name)) {
      throw invalid(name, 'The field cannot be left blank');
    }
  }
  for (const [name, [least, most]] of Object.entries(LENGTHS)) checkLength(profile, name, least, most, loginPattern);
  const login = textAt(profile, 'login') ?? '';
  checkLogin(login, loginPattern);
  if (!ADDRESS.test(textAt(profile, 'email') ?? '')) {
    throw invalid('email', 'Email address is invalid');
  }
  const taken = state.users.some(
    (user) => user.id !== ownId && user.profile.login.toLowerCase() === login.toLowerCase(),
  );
  if (taken) throw invalid('login', 'An object with this field already exists in the current organization');
  return { secondEmail: null, mobilePhone: null, ...profile, login };
}

function checkLength(profile: JsonObject, name: string, least: number, most: number, pattern: string | null): void {
  const value = profile[name];
  if (!isText(value)) return;
  if (value.length > most) throw invalid(name, `The field is too long: the maximum length is ${most}`);
  const free = name === 'login' && pattern === '.+';
  if (value.length < least && !free) throw invalid(name, `The field is too short: the minimum length is ${least}`);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function checkLogin(login: string, pattern: string | null): void {
  if (pattern === null) {
    if (!ADDRESS.test(login)) throw invalid('login', 'Username must be in the form of an email address');
  } else if (!new RegExp(`^${pattern}$`, 's').test(login)) {
    throw invalid('login', 'Username does not match the pattern of the org');
  }
}
