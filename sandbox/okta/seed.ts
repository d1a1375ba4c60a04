import type { JWK } from 'jose';
import { newId, randomText } from './ids.js';
import { addMappings } from './provisioning/profile-mappings.js';
import { newApp } from './apps/new-app.js';
import { NEW_USER_SCHEMA } from './directory/user-schema.js';
import { newGroup, newUser } from './directory/users-and-groups.js';
import { newServer } from './servers/new-server.js';
import { type OktaState, SERVICE_CLIENT_ID } from './okta-state.js';
import type { Group, User } from './org-objects.js';

/** The people of the sandbox's org. Department and employee number are set, so that a missed mapping step shows. */
export interface SeedPerson {
  login: string;
  firstName: string;
  lastName: string;
  department: string;
  employeeNumber: string;
  groups: ('Kiro Users' | 'Kiro Team' | 'Facilities')[];
  left: boolean;
}

const TEAM =
  'Ana Ribeiro,Ben Okafor,Cem Yilmaz,Dee Larsen,Eva Novak,Finn Gallagher,Gita Raman,Hugo Lefevre,Ines Costa,Jon Aldous,Kaya Demir,Lena Vogt';
const USERS =
  'Mira Petrova,Noah Bennett,Olga Sidorova,Paul Mercier,Quinn Abara,Rosa Jimenez,Sam Whitfield,Tara Nair,Uma Krishnan,Viktor Hahn,Wen Li,Xavi Soler';
const OTHERS =
  'Yara Haddad,Zoe Lindqvist,Arun Mehta,Bea Fontana,Carl Jensen,Dora Szabo,Emil Horak,Fay Okoro,Gus Tremblay,Hana Sato,Ivo Marin';
const LEFT = 'Jill Archer';

const DEPARTMENTS = ['Engineering', 'Platform', 'Data', 'Security'];

function people(names: string, groups: SeedPerson['groups'], firstNumber: number, left = false): SeedPerson[] {
  return names.split(',').map((name, index) => {
    const [firstName = '', lastName = ''] = name.split(' ');
    const department = groups.includes('Facilities') ? 'Facilities' : (DEPARTMENTS[index % 4] ?? '');
    const employeeNumber = String(firstNumber + index);
    return { login: firstName.toLowerCase(), firstName, lastName, department, employeeNumber, groups, left };
  });
}

/** 36 people; everybody of "Kiro Team" is in "Kiro Users" too. The last one has left the company. */
export const PEOPLE: readonly SeedPerson[] = [
  ...people(TEAM, ['Kiro Users', 'Kiro Team'], 1001),
  ...people(USERS, ['Kiro Users'], 1013),
  ...people(OTHERS, ['Facilities'], 1025),
  ...people(LEFT, [], 1036, true),
];

const GRANTS = [
  'apps',
  'authorizationServers',
  'groups',
  'users',
  'userTypes',
  'profileMappings',
  'schemas',
  'logs',
  'roles',
  'policies',
];

/** Parts of the state that the state files of earlier versions lack. */
export const LATER_PARTS: Pick<OktaState, 'customDomain' | 'groupRules' | 'userSchema'> = {
  customDomain: null,
  groupRules: [],
  userSchema: NEW_USER_SCHEMA,
};

/** The org as it is at first: people, groups, the default server and the service app. */
export function initialState(serviceAppKey: JWK | null): OktaState {
  const state: OktaState = {
    ...structuredClone(LATER_PARTS),
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
  state.users = PEOPLE.map((person) => seedUser(state, person));
  const membersOf = (group: SeedPerson['groups'][number]): string[] =>
    PEOPLE.flatMap((person, index) => (person.groups.includes(group) ? [state.users[index]?.id ?? ''] : []));
  const seedGroup = (name: SeedPerson['groups'][number], description: string): Group =>
    newGroup({ name, description }, { members: membersOf(name) });
  const everyone = { name: 'Everyone', description: 'All users in your organization' };
  state.groups = [
    newGroup(everyone, { type: 'BUILT_IN', members: state.users.map(({ id }) => id) }),
    seedGroup('Kiro Users', 'May sign in to Kiro'),
    seedGroup('Kiro Team', 'Have a Kiro subscription'),
    seedGroup('Facilities', 'Buildings and travel'),
  ];
  newServer(state, { name: 'default', description: 'Default Authorization Server', audience: 'api://default' }, true);
  const serviceApp = seedServiceApp(state, serviceAppKey);
  state.apps.push(serviceApp);
  // No org is without mappings: Terraform's provider finds the user type in the first one.
  addMappings(state, serviceApp);
  return state;
}

function seedUser(state: OktaState, person: SeedPerson): User {
  const login = `${person.login}@example.com`;
  const { firstName, lastName, department, employeeNumber } = person;
  const displayName = `${firstName} ${lastName}`;
  const profile = { firstName, lastName, displayName, login, email: login, department, employeeNumber };
  return newUser(state, profile, person.left ? 'DEPROVISIONED' : 'ACTIVE');
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
