import type { JWK } from 'jose';
import type { Group, User } from './entities.js';
import { newId, now, randomText } from './ids.js';
import { newApp } from './new-app.js';
import { newServer } from './new-server.js';
import { PEOPLE, type SeedPerson } from './people.js';
import { SERVICE_CLIENT_ID } from './settings.js';
import type { OktaState } from './state.js';

const GRANTS = [
  'apps',
  'authorizationServers',
  'groups',
  'users',
  'userTypes',
  'profileMappings',
  'schemas',
  'logs',
  'policies',
];

/** The org as it is before anybody has done anything: people, groups, the default server and the service app. */
export function initialState(serviceAppKey: JWK | null): OktaState {
  const at = now();
  const state: OktaState = {
    orgId: newId('org'),
    userTypeId: newId('userType'),
    accessPolicyId: newId('accessPolicy'),
    signingKey: null,
    signingKid: randomText(43),
    users: [],
    groups: [],
    apps: [],
    appGroups: [],
    appUsers: [],
    appAttributes: {},
    servers: [],
    scopes: [],
    claims: [],
    policies: [],
    rules: [],
    mappings: [],
    pushMappings: [],
    jobs: [],
    events: [],
    codes: [],
    refreshTokens: [],
    revoked: [],
  };
  state.users = PEOPLE.map((person) => seedUser(person, state.userTypeId, at));
  const membersOf = (group: SeedPerson['groups'][number]): string[] =>
    PEOPLE.flatMap((person, index) => (person.groups.includes(group) ? [state.users[index]?.id ?? ''] : []));
  state.groups = [
    seedGroup(
      'Everyone',
      'All users in your organization',
      'BUILT_IN',
      state.users.map(({ id }) => id),
      at,
    ),
    seedGroup('Kiro Users', 'May sign in to Kiro', 'OKTA_GROUP', membersOf('Kiro Users'), at),
    seedGroup('Kiro Team', 'Have a Kiro subscription', 'OKTA_GROUP', membersOf('Kiro Team'), at),
    seedGroup('Facilities', 'Buildings and travel', 'OKTA_GROUP', membersOf('Facilities'), at),
  ];
  newServer(state, { name: 'default', description: 'Default Authorization Server', audience: 'api://default' }, true);
  state.apps.push(seedServiceApp(state, serviceAppKey));
  return state;
}

function seedUser(person: SeedPerson, typeId: string, at: string): User {
  const login = `${person.login}@example.com`;
  const { firstName, lastName, department, employeeNumber } = person;
  return {
    id: newId('user'),
    status: person.left ? 'DEPROVISIONED' : 'ACTIVE',
    created: at,
    activated: at,
    statusChanged: at,
    lastLogin: null,
    lastUpdated: at,
    typeId,
    profile: {
      firstName,
      lastName,
      displayName: `${firstName} ${lastName}`,
      login,
      email: login,
      secondEmail: null,
      mobilePhone: null,
      department,
      employeeNumber,
    },
  };
}

function seedGroup(name: string, description: string, type: Group['type'], members: string[], at: string): Group {
  const id = newId('group');
  const dates = { created: at, lastUpdated: at, lastMembershipUpdated: at };
  return { id, type, profile: { name, description }, ...dates, members, source: null };
}

function seedServiceApp(state: OktaState, key: JWK | null): OktaState['apps'][number] {
  const app = newApp(state, {
    name: 'oidc_client',
    label: 'Runbook service app',
    signOnMode: 'OPENID_CONNECT',
    credentials: {
      oauthClient: { client_id: SERVICE_CLIENT_ID, token_endpoint_auth_method: 'private_key_jwt' },
    },
    settings: {
      oauthClient: {
        application_type: 'service',
        grant_types: ['client_credentials'],
        response_types: ['token'],
        jwks: { keys: key === null ? [] : [{ ...key }] },
      },
    },
  });
  app.grants = GRANTS.flatMap((family) => [`okta.${family}.read`, `okta.${family}.manage`]);
  return app;
}
