import { kiroGroup, kiroUser, patch, stranger, userId } from './acts.js';
import type { Fault } from './fault.js';
import type { House } from './finished-house.js';

const ofKiro = [/^kiro\/(?!scim-)/, /^people\/(?!seat|not-provisioned)/, /^okta\/provisioning\/endpoint/];

/** What can go wrong on Kiro's side: the endpoint, the people there, their seats, and the TXT record. */
export const PEOPLE_FAULTS: Fault[] = [
  {
    name: 'the profile was made anew',
    plant: async (house) => void (await anew(house)),
    isLast: true,
    finds: { 'kiro/scim-endpoint/record': /is not the one that the run has recorded/ },
    hides: ofKiro,
    also: ['the same people under other ids', 'the token was revoked', 'the profile is empty'],
  },
  {
    name: 'the same people under other ids',
    edit: ({ kiro }) => {
      const [users, groups] = [kiro.users, kiro.groups];
      for (const user of users) user.id = user.id.replace(/^./, (first) => (first === 'f' ? 'e' : 'f'));
      for (const group of groups)
        for (const member of group.members)
          member.userId = member.userId.replace(/^./, (first) => (first === 'f' ? 'e' : 'f'));
    },
    finds: { 'okta/provisioning/endpoint': /24 .*under other ids/ },
    hides: ofKiro,
    also: ['the token was revoked', 'the profile is empty'],
  },
  {
    name: 'the profile is empty',
    plant: async ({ scim }) => {
      for (const kind of ['Users', 'Groups']) {
        const { Resources } = await scim<{ Resources: { id: string }[] }>('GET', `/${kind}?count=100`);
        for (const { id } of Resources) await scim('DELETE', `/${kind}/${id}`);
      }
    },
    isLast: true,
    finds: { 'okta/provisioning/endpoint': /is empty/ },
    hides: ofKiro,
    also: ['the token was revoked'],
  },
  {
    name: 'the token was revoked',
    plant: async ({ kiro }) => {
      for (const { id } of await kiro<{ id: string }[]>('GET', '/console/access-tokens'))
        await kiro('DELETE', `/console/access-tokens/${id}`);
    },
    isLast: true,
    finds: { 'kiro/scim-token/endpoint': /does not accept the token/ },
    hides: ofKiro,
  },
  {
    name: 'a user was deleted in Kiro',
    plant: async (house) => void (await house.scim('DELETE', `/Users/${await kiroUser(house, 'mira')}`)),
    finds: { 'people/gone-in-kiro/mira%40example.com': /mira@example\.com .*has no user of the id/ },
  },
  {
    name: 'a member of the team was deleted in Kiro',
    plant: async (house) => void (await house.scim('DELETE', `/Users/${await kiroUser(house, 'kaya')}`)),
    finds: { 'people/gone-in-kiro/kaya%40example.com': /kaya@example\.com .*has no user of the id/ },
    hides: [/^people\/[^/]+\/kaya%40/],
  },
  {
    name: 'a user was made anew in Kiro',
    plant: async (house) => {
      const old = await house.scim<Record<string, unknown>>('GET', `/Users/${await kiroUser(house, 'noah')}`);
      await house.scim('DELETE', `/Users/${String(old['id'])}`);
      const { id: _id, meta: _meta, ...body } = old;
      await house.scim('POST', '/Users', body);
    },
    finds: { 'people/gone-in-kiro/noah%40example.com': /noah@example\.com .*under another id/ },
  },
  {
    name: 'a user in Kiro whom nobody knows',
    plant: async (house) => void (await stranger(house, 'zed@other.org')),
    finds: { 'people/orphan/zed%40other.org': /zed@other\.org is in Kiro, but Okta/ },
  },
  {
    name: 'a leaver who is still in Kiro',
    plant: async (house) => {
      const users = (await house.okta<{ id: string }[]>('GET', '/api/v1/groups?q=Kiro%20'))[0]!.id;
      await house.okta('DELETE', `/api/v1/groups/${users}/users/${await userId(house, 'xavi')}`);
      await house.settled();
    },
    finds: { 'people/orphan/xavi%40example.com': /xavi@example\.com is in Kiro, but Okta/ },
  },
  {
    name: 'somebody who left the company is still in Kiro',
    plant: async (house) => {
      await house.okta('POST', `/api/v1/users/${await userId(house, 'wen')}/lifecycle/deactivate`);
      await house.settled();
    },
    finds: { 'people/orphan/wen%40example.com': /wen@example\.com is in Kiro.*DEPROVISIONED/ },
  },
  {
    name: 'a suspended member of the team',
    plant: async (house) => {
      await house.okta('POST', `/api/v1/users/${await userId(house, 'eva')}/lifecycle/suspend`);
      await house.settled();
    },
    finds: { 'people/seat-unintended/eva%40example.com': /eva@example\.com has a subscription.*SUSPENDED/ },
  },
  {
    name: 'a stranger in the team',
    plant: async (house) => {
      const value = [{ value: await stranger(house, 'yves@other.org') }];
      await patch(house, `/Groups/${await kiroGroup(house, 'Kiro Team')}`, { op: 'add', path: 'members', value });
    },
    finds: { 'people/stranger/yves%40other.org': /yves@other\.org is in Kiro's group Kiro Team/ },
  },
  {
    name: 'a member of the team is inactive in Kiro',
    plant: async (house) =>
      void (await patch(house, `/Users/${await kiroUser(house, 'gita')}`, { op: 'replace', value: { active: false } })),
    finds: { 'people/inactive-in-kiro/gita%40example.com': /gita@example\.com is active in Okta, but inactive/ },
  },
  {
    name: 'somebody outside the team is inactive in Kiro',
    plant: async (house) =>
      void (await patch(house, `/Users/${await kiroUser(house, 'rosa')}`, { op: 'replace', value: { active: false } })),
    finds: { 'people/inactive-in-kiro/rosa%40example.com': /rosa@example\.com is active in Okta, but inactive/ },
  },
  {
    name: 'somebody has another name in Kiro',
    plant: async (house) =>
      void (await patch(house, `/Users/${await kiroUser(house, 'sam')}`, {
        op: 'replace',
        path: 'name.familyName',
        value: 'Old',
      })),
    finds: { 'people/differs/sam%40example.com': /familyName is Old instead of Whitfield/ },
  },
  {
    name: 'somebody has another external id in Kiro',
    edit: ({ kiro }) =>
      void (kiro.users.find(({ attributes }) => attributes['userName'] === 'tara@example.com')!.attributes[
        'externalId'
      ] = '00uOther'),
    finds: { 'people/differs/tara%40example.com': /externalId is 00uOther/ },
  },
  {
    name: 'somebody has another login in Okta by now',
    edit: ({ okta }) => {
      const user = okta.users.find(({ profile }) => profile.login === 'olga@example.com')!;
      user.profile.login = 'olga.new@example.com';
    },
    finds: { 'people/differs/olga.new%40example.com': /userName is olga@example\.com instead of olga\.new@/ },
  },
  {
    name: 'a member has not arrived',
    plant: async (house) => {
      const path = `members[value eq "${await kiroUser(house, 'dee')}"]`;
      await patch(house, `/Groups/${await kiroGroup(house, 'Kiro Team')}`, { op: 'remove', path });
    },
    finds: { 'people/not-arrived/dee%40example.com': /dee@example\.com has not arrived in Kiro's group Kiro Team/ },
  },
  {
    name: 'somebody could not be provisioned',
    edit: ({ okta }, { scimAppId }) => {
      const user = okta.users.find(({ profile }) => profile.login === 'paul@example.com')!;
      const item = okta.appUsers.find(({ appId, userId: id }) => appId === scimAppId && id === user.id)!;
      const reason = 'Automatic provisioning of user paul@example.com to app failed: Matching user not found';
      Object.assign(item, { syncState: 'ERROR', failure: reason });
      okta.events.push({
        ...okta.events.at(-1)!,
        uuid: 'planted',
        published: new Date().toISOString(),
        eventType: 'application.provision.user.push_profile',
        outcome: { result: 'FAILURE', reason },
        target: [
          { id: user.id, type: 'User', alternateId: 'paul@example.com', displayName: 'Paul' },
          { id: scimAppId, type: 'AppInstance', alternateId: 'x', displayName: 'x' },
        ],
      });
    },
    finds: {
      'people/not-provisioned/paul%40example.com': /Matching user not found.* Create Users is off: switch it on/,
    },
  },
  {
    name: 'a seat for somebody who is not meant to have one',
    plant: async ({ given }) => void given.seats!.push({ ...given.seats![0]!, names: ['quinn@example.com'] }),
    finds: { 'people/seat-unintended/quinn%40example.com': /quinn@example\.com has a subscription/ },
  },
  {
    name: 'a seat of somebody whom nobody knows',
    plant: async (house) => {
      await stranger(house, 'mo@other.org');
      house.given.seats!.push({ ...house.given.seats![0]!, names: ['mo@other.org'] });
    },
    finds: { 'people/seat-unintended/mo%40other.org': /mo@other\.org has a subscription/ },
  },
  {
    name: 'a seat is missing',
    plant: async ({ given }) =>
      void (given.seats = given.seats!.filter(({ names }) => names[0] !== 'finn@example.com')),
    finds: { 'people/seat-missing/finn%40example.com': /finn@example\.com should have/ },
  },
  {
    name: 'a seat is cancelled',
    plant: async ({ given }) => void (seatOf(given, 'hugo').status = 'canceled'),
    finds: { 'people/seat-cancelled/hugo%40example.com': /is cancelled/ },
  },
  {
    name: 'a seat is pending',
    plant: async ({ given }) => void (seatOf(given, 'jon').status = 'pending'),
    finds: { 'people/seat-pending/jon%40example.com': /is pending/ },
  },
  {
    name: 'a seat of another tier',
    plant: async ({ given }) => void (seatOf(given, 'ines').tier = 'Kiro Power'),
    finds: { 'people/seat-tier/ines%40example.com': /Kiro Power instead of Kiro Pro/ },
  },
  {
    name: 'the TXT record is gone',
    plant: async ({ given }) => void (given.txt = ['v=spf1 -all']),
    finds: { 'dns/txt/example.com': /is gone/ },
    also: ['the TXT record holds another value'],
  },
  {
    name: 'the TXT record holds another value',
    plant: async ({ given }) => void (given.txt = ['kiro-site-verification=99999999-1234-1234-1234-123456789abc']),
    finds: { 'dns/txt/example.com': /another value/ },
  },
];

const seatOf = ({ seats }: House['given'], name: string) =>
  seats!.find(({ names }) => names[0] === `${name}@example.com`)!;

/** The Kiro admin deletes the profile and makes it anew; verify is given the new access. */
async function anew(house: House): Promise<void> {
  const profile = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
  await house.kiro('DELETE', '/console/profile');
  await house.kiro('POST', '/console/profile', profile);
  const made = await house.kiro<{ scimEndpoint: string; token: string }>('POST', '/console/access-tokens', {});
  house.given.scim = { endpoint: made.scimEndpoint, token: made.token };
}
