import { ensureGroup, groupNamed, type Onboarded, type Seat, until } from './onboarded.js';

/** People whom the drill adds to the org: one for each way in which somebody can have Kiro. */
const NEWCOMERS = [
  { login: 'nina@example.com', firstName: 'Nina', lastName: 'Falk', department: 'Legal', employeeNumber: '2001' },
  { login: 'otto@example.com', firstName: 'Otto', lastName: 'Brandt', department: 'Platform', employeeNumber: '2002' },
  {
    login: 'petra@example.com',
    firstName: 'Petra',
    lastName: 'Lang',
    department: 'Contractors',
    employeeNumber: '2003',
  },
  { login: 'rui@example.com', firstName: 'Rui', lastName: 'Santos', department: 'Design', employeeNumber: '2004' },
] as const;
const [NINA, OTTO, PETRA, RUI] = NEWCOMERS.map(({ login }) => login) as [string, string, string, string];
const LENA = 'lena@example.com';

/** Who leaves, with the reason: what HR says. */
export const LEAVERS = [LENA, NINA, OTTO, PETRA, RUI];

const RULE = 'Contractors use Kiro';
const DIRECTORY = 'Active Directory';

/** Somebody has left, and so have four people who have Kiro in other ways. */
export async function plantLeavers(house: Onboarded): Promise<string[]> {
  const { okta } = house;
  for (const person of NEWCOMERS) await ensureUser(house, person);
  const [users, team] = [await need(house, 'Kiro Users'), await need(house, 'Kiro Team')];
  for (const group of [users, team]) {
    await join(house, group, LENA);
    await join(house, group, OTTO);
  }
  for (const { id } of [house.signInApp, house.scimApp]) await assignAlone(house, id, NINA);

  const beta = await ensureGroup(house, 'Kiro Beta', 'Try new versions of Kiro');
  await okta('PUT', `/api/v1/apps/${house.signInApp.id}/groups/${beta}`, {});
  await join(house, beta, OTTO);

  const contractors = await ensureGroup(house, 'Kiro Contractors', 'Contractors who work with Kiro');
  for (const { id } of [house.signInApp, house.scimApp])
    await okta('PUT', `/api/v1/apps/${id}/groups/${contractors}`, {});
  await ensureRule(house, [contractors]);

  const imported = await okta<{ groups: { id: string }[] }>(
    'POST',
    `/console/directories/${encodeURIComponent(DIRECTORY)}/import`,
    { groups: [{ name: 'Designers', members: [RUI] }] },
  );
  for (const { id } of imported.groups)
    for (const { id: app } of [house.signInApp, house.scimApp])
      await okta('PUT', `/api/v1/apps/${app}/groups/${id}`, {});

  await giveSeats(house);
  // Each has a refresh token from it. Rui has no seat: Kiro tells him so, but he gets the token anyway.
  for (const email of LEAVERS) await house.kiro('POST', '/sign-in', { email }).catch(() => undefined);
  return [
    `${LENA} has left, says HR: in the groups "Kiro Users" and "Kiro Team", with a refresh token and a seat.`,
    `${NINA} has left, too: assigned to both applications by name, in no group of theirs.`,
    `${OTTO} as well: in "Kiro Users", and in "Kiro Beta", which gives the sign-in application, too.`,
    `${PETRA} as well: the group rule "${RULE}" puts her into "Kiro Contractors", which gives both applications.`,
    `${RUI} as well: the group "Designers" of the directory "${DIRECTORY}" gives him both applications; he has no seat.`,
  ];
}

interface Person {
  login: string;
  firstName: string;
  lastName: string;
}

/** Somebody who was hired, has a password, and has not left yet as far as Okta knows. */
async function ensureUser({ okta }: Onboarded, person: Person): Promise<void> {
  const known = await okta<unknown[]>(
    'GET',
    `/api/v1/users?filter=${encodeURIComponent(`profile.login eq "${person.login}"`)}`,
  );
  if (known.length > 0) return;
  const profile = { ...person, email: person.login, displayName: `${person.firstName} ${person.lastName}` };
  await okta('POST', '/api/v1/users?activate=true', { profile });
  await okta('POST', `/console/users/${person.login}/new-password`);
}

async function need(house: Onboarded, group: string): Promise<string> {
  const id = await groupNamed(house, group);
  if (id === null) throw new Error(`The group "${group}" is gone: start the sandbox with --fresh.`);
  return id;
}

const idOf = async ({ okta }: Onboarded, login: string): Promise<string> =>
  (await okta<{ id: string }>('GET', `/api/v1/users/${login}`)).id;

const join = async (house: Onboarded, groupId: string, login: string): Promise<unknown> =>
  house.okta('PUT', `/api/v1/groups/${groupId}/users/${await idOf(house, login)}`);

async function assignAlone(house: Onboarded, appId: string, login: string): Promise<void> {
  const id = await idOf(house, login);
  const assigned = await house.okta('GET', `/api/v1/apps/${appId}/users/${id}`).catch(() => null);
  if (assigned === null) await house.okta('POST', `/api/v1/apps/${appId}/users`, { id, scope: 'USER' });
}

async function ensureRule({ okta }: Onboarded, groupIds: string[]): Promise<void> {
  const rules = await okta<{ id: string; name: string; status: string }[]>('GET', '/api/v1/groups/rules');
  const known = rules.find(({ name }) => name === RULE);
  const body = {
    type: 'group_rule',
    name: RULE,
    conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.department=="Contractors"' } },
    actions: { assignUserToGroups: { groupIds } },
  };
  // Who was excluded in a rehearsal before is in again.
  if (known?.status === 'ACTIVE') await okta('POST', `/api/v1/groups/rules/${known.id}/lifecycle/deactivate`);
  const path = known === undefined ? '/api/v1/groups/rules' : `/api/v1/groups/rules/${known.id}`;
  const { id } = await okta<{ id: string }>(known === undefined ? 'POST' : 'PUT', path, body);
  await okta('POST', `/api/v1/groups/rules/${id}/lifecycle/activate`);
}

/** Lena and Otto by their group, the others alone; a seat that was canceled in a rehearsal before is given again. */
async function giveSeats({ kiro }: Onboarded): Promise<void> {
  const seats = (): Promise<Seat[]> => kiro('GET', '/console/subscriptions');
  const byGroup = [LENA, OTTO];
  await until(`${byGroup.join(', ')} have a seat`, async () => {
    const found = await seats();
    return byGroup.every((login) => found.some(({ User }) => User === login));
  });
  const listed = await seats();
  const isActive = (login: string): boolean => listed.some(({ User, Status }) => User === login && Status === 'Active');
  const tier = listed[0]?.Plan ?? 'Kiro Pro';
  if (!byGroup.every(isActive)) await kiro('POST', '/console/subscriptions', { groups: ['Kiro Team'], tier });
  const users = [NINA, PETRA].filter((login) => !isActive(login));
  if (users.length === 0) return;
  await until(`${users.join(', ')} can be subscribed`, () =>
    kiro('POST', '/console/subscriptions', { users, tier }).then(
      () => true,
      () => false,
    ),
  );
}
