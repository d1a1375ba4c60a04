import type { SandboxInfo } from '../../sandbox/start.js';
import { type Call, caller } from '../support/console-call.js';

const at = (name: string): string => `${name}@example.com`;
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

/** What planting a fault needs: calls of Okta, of Kiro's SCIM, and of the sandbox's own routes. */
export interface Consoles {
  okta: Call;
  scim: Call;
  kiro: Call;
}

/** With a SCIM token of its own, as an administrator's tool has one. */
export async function consolesOf({ okta, kiro }: SandboxInfo): Promise<Consoles> {
  const json = { 'content-type': 'application/json' };
  const consoles = caller(kiro.consoleUrl, json);
  const access = await consoles<{ scimEndpoint: string; token: string }>('POST', '/console/access-tokens', {});
  const bearer = { authorization: `Bearer ${access.token}`, 'content-type': 'application/scim+json' };
  return {
    okta: caller(okta.orgUrl, { ...json, authorization: `SSWS ${okta.token}` }),
    scim: caller(access.scimEndpoint, bearer),
    kiro: consoles,
  };
}

const oktaUser = async ({ okta }: Consoles, name: string): Promise<string> =>
  (await okta<{ id: string }[]>('GET', `/api/v1/users?q=${name}`))[0]!.id;
const oktaGroup = async ({ okta }: Consoles, name: string): Promise<string> =>
  (await okta<{ id: string }[]>('GET', `/api/v1/groups?q=${encodeURIComponent(name)}`))[0]!.id;

async function scimId({ scim }: Consoles, kind: 'Users' | 'Groups', filter: string): Promise<string> {
  const found = await scim<{ Resources: { id: string }[] }>('GET', `/${kind}?filter=${encodeURIComponent(filter)}`);
  return found.Resources[0]!.id;
}
const kiroUser = (consoles: Consoles, name: string): Promise<string> =>
  scimId(consoles, 'Users', `userName eq "${at(name)}"`);
const kiroGroup = (consoles: Consoles, name: string): Promise<string> =>
  scimId(consoles, 'Groups', `displayName eq "${name}"`);

/** What goes wrong from the beginning. */
export async function plantBefore(consoles: Consoles): Promise<void> {
  const { okta, kiro } = consoles;
  const extra = await okta('POST', '/api/v1/groups', { profile: { name: 'Kiro Extra' } });
  await okta('PUT', `/api/v1/groups/${extra.id}/users/${await oktaUser(consoles, 'finn')}`);
  // One to three: of the twelve of Kiro Team the fourth, the eighth and the twelfth never arrive.
  await kiro('POST', '/sandbox/settings', { loseEveryMember: 4 });
}

/** What goes wrong after the first push, until the Subscriptions tab is looked at; gives the list that is pasted. */
export async function plantDuring(consoles: Consoles): Promise<string> {
  const { okta, scim, kiro } = consoles;
  const patch = (path: string, ...Operations: object[]) => scim('PATCH', path, { schemas: PATCH, Operations });
  await kiro('POST', '/sandbox/settings', { loseEveryMember: null });
  const team = `/Groups/${await kiroGroup(consoles, 'Kiro Team')}`;

  // Four: somebody whom Okta does not know is in the group, and so gets a seat.
  const zed = { userName: 'zed@other.org', externalId: 'x1', displayName: 'Zed', active: true };
  const { id } = await scim('POST', '/Users', { ...zed, name: { givenName: 'Z', familyName: 'D' } });
  await patch(team, { op: 'add', path: 'members', value: [{ value: id }] });
  // Five and six: one is inactive in Kiro, one has another name there.
  await patch(`/Users/${await kiroUser(consoles, 'gita')}`, { op: 'replace', value: { active: false } });
  await patch(`/Users/${await kiroUser(consoles, 'kaya')}`, { op: 'replace', path: 'name.familyName', value: 'Old' });
  // Seven and eight: a seat for somebody who should have none, and a second one for somebody who has one.
  const seats = { groups: [], users: [at('mira'), at('ines')], tier: 'Kiro Pro' };
  await kiro('POST', '/console/subscriptions', seats);
  // Nine: a member is suspended in Okta, and keeps the seat. Ten: another group has the OIDC application.
  const oidc = (await okta<{ id: string; label: string }[]>('GET', '/api/v1/apps')).find(
    ({ label }) => label === 'Kiro-OIDC',
  );
  await okta('POST', `/api/v1/users/${await oktaUser(consoles, 'eva')}/lifecycle/suspend`);
  await okta('PUT', `/api/v1/apps/${oidc?.id}/groups/${await oktaGroup(consoles, 'Facilities')}`, {});
  // Eleven: from now on Kiro refuses every change of a group, and one is due.
  const refused = { method: 'PATCH', path: `/*/Groups/${await kiroGroup(consoles, 'Kiro Extra')}`, kind: 'status' };
  await kiro('POST', '/sandbox/faults', { ...refused, status: 400, times: 100 });
  const extra = await oktaGroup(consoles, 'Kiro Extra');
  await okta('PUT', `/api/v1/groups/${extra}/users/${await oktaUser(consoles, 'ana')}`);
  await pushHasFailed(consoles, extra);
  // Twelve: a seat stays pending.
  const csv = await kiro<string>('GET', '/console/subscriptions?format=csv');
  return csv.replace(`${at('jon')},Active`, `${at('jon')},Pending`);
}

async function pushHasFailed({ okta }: Consoles, group: string): Promise<void> {
  const apps = await okta<{ id: string; name: string }[]>('GET', '/api/v1/apps');
  for (;;) {
    for (const { id } of apps) {
      const path = `/api/v1/apps/${id}/group-push/mappings`;
      const mappings = await okta<{ sourceGroupId: string; status: string }[]>('GET', path).catch(() => []);
      if (mappings.some(({ sourceGroupId, status }) => sourceGroupId === group && status === 'ERROR')) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
