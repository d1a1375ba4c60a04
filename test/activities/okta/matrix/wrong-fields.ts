import type { CompleteOrg } from './complete-org.js';

type Body = Record<string, unknown>;

/** One field of one object of a complete org, and the value that an admin may have put there by mistake. */
export interface WrongField {
  name: string;
  object: string;
  path: string;
  value: unknown;
}

/** The fields that the guide fixes, by what holds them; statuses have tests of their own. */
const FIELDS: Record<string, readonly string[]> = {
  'OIDC application': [
    'credentials.oauthClient.token_endpoint_auth_method',
    ...['redirect_uris', 'grant_types', 'post_logout_redirect_uris', 'initiate_login_uri'].map(
      (name) => `settings.oauthClient.${name}`,
    ),
    'settings.oauthClient.dpop_bound_access_tokens',
    'settings.implicitAssignment',
  ],
  'authorization server': ['audiences'],
  'completions scope': ['consent', 'metadataPublish', 'optional', 'default'],
  policy: ['conditions.clients.include'],
  rule: [
    'conditions.people.groups.include',
    'conditions.grantTypes.include',
    'conditions.scopes.include',
    ...['accessTokenLifetimeMinutes', 'refreshTokenLifetimeMinutes', 'refreshTokenWindowMinutes'].map(
      (name) => `actions.token.${name}`,
    ),
  ],
  'attribute mapping': ['properties.department', 'properties.employeeNumber'],
};

/** Values that Okta takes and the guide does not want. */
const WRONG: Record<string, unknown> = {
  'credentials.oauthClient.token_endpoint_auth_method': 'client_secret_basic',
  'settings.oauthClient.redirect_uris': ['http://localhost:2128/oauth/callback'],
  'settings.oauthClient.grant_types': ['authorization_code'],
  'settings.oauthClient.post_logout_redirect_uris': ['http://localhost:8080'],
  'settings.oauthClient.initiate_login_uri': 'https://example.com/sign-in',
  audiences: ['api://other'],
  consent: 'REQUIRED',
  metadataPublish: 'ALL_CLIENTS',
  'conditions.clients.include': ['ALL_CLIENTS'],
  'conditions.people.groups.include': [],
  'conditions.grantTypes.include': ['authorization_code', 'password'],
  'conditions.scopes.include': ['*'],
  'actions.token.accessTokenLifetimeMinutes': 1_440,
  'actions.token.refreshTokenLifetimeMinutes': 20_160,
  'actions.token.refreshTokenWindowMinutes': 20_160,
  'properties.department': { expression: 'user.department', pushStatus: 'PUSH' },
  'properties.employeeNumber': { expression: 'user.employeeNumber', pushStatus: 'PUSH' },
};

/** Every field that the guide fixes, with a wrong value: the opposite of a switch, else one of the list above. */
export async function wrongFields(org: CompleteOrg): Promise<WrongField[]> {
  const fields: WrongField[] = [];
  for (const [object, paths] of Object.entries(FIELDS)) {
    const body = (await org.call('GET', org.objects[object] ?? '')) as Body;
    for (const path of paths)
      fields.push({ name: `${path} of ${object}`, object, path, value: WRONG[path] ?? valueAt(body, path) !== true });
  }
  return fields;
}

/** Puts the wrong value there, as the Admin Console would: all else stays. */
export async function writeWrong(org: CompleteOrg, { object, path, value }: WrongField): Promise<void> {
  const address = org.objects[object] ?? '';
  const body = (await org.call('GET', address)) as Body;
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const holder = parts.reduce((current, part) => (current[part] ??= {}) as Body, body);
  holder[last] = value;
  await org.call(object === 'attribute mapping' ? 'POST' : 'PUT', address, body);
}

function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((current, part) => (current as Body | undefined)?.[part], body);
}
