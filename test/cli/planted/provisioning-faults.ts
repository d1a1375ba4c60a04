import { changeApp, groupId, kiroGroup, mappings, teamMapping, userId } from './acts.js';
import type { Fault } from './fault.js';
import type { House } from './finished-house.js';

const SCIM_APP = 'AWS-IAM-Identity-Center-(Kiro)';

/** What can go wrong with the SCIM application and its pushes. */
export const PROVISIONING_FAULTS: Fault[] = [
  {
    name: 'the SCIM application is inactive',
    plant: async ({ okta, scimAppId }) => void (await okta('POST', `/api/v1/apps/${scimAppId}/lifecycle/deactivate`)),
    finds: { [`okta/object/SCIM-application-${SCIM_APP}`]: /status is "INACTIVE"/ },
  },
  {
    name: 'the application user name is another one than the login',
    edit: ({ okta }, { scimAppId }) =>
      void (okta.apps.find(({ id }) => id === scimAppId)!.credentials['userNameTemplate'] = {
        template: '${source.email}',
        type: 'BUILT_IN',
      }),
    finds: { [`okta/user-name/${SCIM_APP}`]: /\$\{source\.email\} instead of \$\{source\.login\}/ },
  },
  {
    name: 'another group is provisioned',
    plant: async (house) => {
      await house.okta('PUT', `${app(house)}/groups/${await groupId(house, 'Facilities')}`, {});
      await house.settled();
    },
    finds: { [`okta/extra-group/${SCIM_APP}-Facilities`]: /"Facilities" has "AWS IAM/ },
  },
  {
    name: 'a single user is provisioned',
    plant: async (house) => {
      await house.okta('POST', `${app(house)}/users`, { id: await userId(house, 'hana'), scope: 'USER' });
      await house.settled();
    },
    finds: { [`okta/extra-user/${SCIM_APP}-hana@example.com`]: /hana@example\.com alone/ },
  },
  {
    name: 'everybody is provisioned',
    plant: (house) => changeApp(house, 'scim', 'settings.implicitAssignment', () => true),
    finds: { [`okta/implicit-assignment/${SCIM_APP}`]: /Everybody of the org/ },
  },
  {
    name: 'the group is no longer assigned for provisioning',
    plant: async (house) =>
      void (await house.okta('DELETE', `${app(house)}/groups/${await groupId(house, 'Kiro Users')}`)),
    finds: { [`okta/object/assignment-of-group-Kiro-Users-to-${SCIM_APP}`]: /There is no/ },
    // Nobody is left whom Okta could have pushed.
    hides: [/^okta\/provisioning\//, /^people\/(?!seat|stranger|not-arrived|orphan\/.*other\.org)/],
  },
  {
    name: 'department is mapped again',
    edit: ({ okta }, { scimAppId }) => {
      const mapping = okta.mappings.find(({ target, source }) => target.id === scimAppId && source.type === 'user')!;
      mapping.properties['department'] = { expression: 'user.department', pushStatus: 'PUSH' };
    },
    finds: { 'okta/object/attribute-mapping-of-user-type-user': /properties\.department/ },
  },
  {
    name: 'Create Users is off',
    plant: ({ okta, scimAppId }) => toApp(okta, scimAppId, { createUsers: false }),
    finds: { 'okta/provisioning/create-users': /Create Users was on, now unknown/ },
    also: ['Update User Attributes is off', 'provisioning is off'],
  },
  {
    name: 'Update User Attributes is off',
    plant: ({ okta, scimAppId }) => toApp(okta, scimAppId, { updateUserAttributes: false }),
    finds: { 'okta/provisioning/update-user-attributes': /Update User Attributes was on, now unknown/ },
    also: ['provisioning is off'],
  },
  {
    name: 'provisioning is off',
    edit: ({ okta }, { scimAppId }) =>
      void (okta.apps.find(({ id }) => id === scimAppId)!.connection!.status = 'DISABLED'),
    finds: { 'okta/provisioning/connection': /was on, now unknown/ },
  },
  {
    name: 'another group is pushed',
    plant: async (house) => {
      await house.okta('POST', mappings(house), {
        sourceGroupId: await groupId(house, 'Facilities'),
        targetGroupName: 'Facilities',
        status: 'ACTIVE',
      });
      await house.settled();
    },
    finds: { 'okta/extra-push/Facilities': /"Facilities" is pushed/ },
    also: ['another group was pushed once'],
  },
  {
    name: 'another group was pushed once',
    edit: (states, { scimAppId }) => {
      const { okta } = states;
      const source = okta.groups.find(({ profile }) => profile.name === 'Facilities')!;
      const [team] = okta.pushMappings;
      okta.pushMappings.push({
        ...team!,
        id: 'gPmLeftover',
        appId: scimAppId,
        sourceGroupId: source.id,
        targetGroupId: 'gone',
        status: 'INACTIVE',
        pushedMembers: [],
      });
    },
    finds: { 'okta/extra-push/Facilities': /"Facilities" .*inactive/ },
  },
  {
    name: 'the push of the team is off',
    plant: async (house) => void (await house.okta('PATCH', await teamMapping(house), { status: 'INACTIVE' })),
    finds: { 'okta/object/group-push-of-Kiro-Team': /status is "INACTIVE"/ },
    also: [
      'two groups are pushed into one',
      'the pushed group was renamed',
      'the push of the team has failed',
      'a leaver whose removal from the team failed',
    ],
  },
  {
    name: 'two groups are pushed into one',
    edit: ({ okta }) => {
      const source = okta.groups.find(({ profile }) => profile.name === 'Facilities')!;
      const [team] = okta.pushMappings;
      okta.pushMappings.push({ ...team!, id: 'gPmShared', sourceGroupId: source.id, pushedMembers: [] });
    },
    finds: { 'okta/shared-target/Kiro-Team': /"Kiro Team" and "Facilities" are pushed into one group/ },
    also: ['another group is pushed', 'another group was pushed once'],
  },
  {
    name: 'the group of the application is pushed onto itself',
    edit: ({ okta }) => {
      const [team] = okta.pushMappings;
      okta.pushMappings.push({ ...team!, id: 'gPmItself', sourceGroupId: team!.targetGroupId, pushedMembers: [] });
    },
    finds: { 'okta/pushed-onto-itself/Kiro-Team': /pushed onto itself/ },
    also: ['two groups are pushed into one', 'the push of the team is off'],
  },
  {
    name: 'the push of the team has failed',
    edit: ({ okta }) => {
      Object.assign(okta.pushMappings[0]!, { status: 'ERROR', errorSummary: 'No group returned for group Kiro Team' });
    },
    finds: { 'okta/push/Kiro-Team': /could not push the group "Kiro Team": No group returned/ },
    also: [
      'a leaver whose removal from the team failed',
      'the pushed group was renamed',
      'two groups are pushed into one',
      'the group of the application is pushed onto itself',
    ],
    // Who has not arrived in the group can have no seat by it.
    hides: [/^kiro\/group\/Kiro%20Team/, /^people\/not-arrived/, /^people\/seat-missing/],
  },
  {
    name: 'a leaver whose removal from the team failed',
    edit: ({ okta }) => {
      Object.assign(okta.pushMappings[0]!, { status: 'ERROR', errorSummary: 'Bad Request. Unauthorized' });
      const team = okta.groups.find(({ profile, type }) => profile.name === 'Kiro Team' && type === 'OKTA_GROUP')!;
      const lena = okta.users.find(({ profile }) => profile.login.startsWith('lena'))!;
      team.members = team.members.filter((id) => id !== lena.id);
    },
    plant: async ({ given }) =>
      void (given.seats = given.seats?.filter(({ names }) => !names[0]!.startsWith('lena')) ?? null),
    finds: {
      'okta/push/Kiro-Team': /could not push/,
      'people/stranger/lena%40example.com': /lena@example\.com is in Kiro's group Kiro Team, but not in the Okta group/,
    },
    also: [
      'the pushed group was renamed',
      'two groups are pushed into one',
      'the group of the application is pushed onto itself',
    ],
    hides: [/^kiro\/group\/Kiro%20Team/, /^people\/not-arrived/, /^people\/seat-missing/],
  },
  {
    name: 'the pushed group was renamed',
    plant: async (house) => {
      const id = await groupId(house, 'Kiro Team');
      await house.okta('PUT', `/api/v1/groups/${id}`, { profile: { name: 'Kiro Staff' } });
      await house.settled();
    },
    finds: { 'okta/renamed-group/Kiro-Team': /"Kiro Team" was renamed to "Kiro Staff"/ },
    also: ['two groups are pushed into one', 'the group of the application is pushed onto itself'],
  },
  {
    name: 'the team is pushed into a group of another name',
    edit: ({ okta, kiro }) => {
      okta.groups.find(({ id }) => id === okta.pushMappings[0]!.targetGroupId)!.profile.name = 'Old Team';
      kiro.groups.find(({ displayName }) => displayName === 'Kiro Team')!.displayName = 'Old Team';
    },
    finds: { 'okta/push-target/Kiro-Team': /"Kiro Team" is pushed into "Old Team"/ },
    also: [
      'two groups are pushed into one',
      'the group of the application is pushed onto itself',
      'the pushed group was renamed',
      'the team is gone from Kiro',
      'the push of the team has failed',
      'a leaver whose removal from the team failed',
    ],
  },
  {
    name: 'the team is gone from Kiro',
    plant: async (house) => void (await house.scim('DELETE', `/Groups/${await kiroGroup(house, 'Kiro Team')}`)),
    finds: { 'kiro/group/Kiro%20Team': /"Kiro Team" is not in Kiro/ },
    hides: [/^people\/(stranger|not-arrived)\//],
  },
  {
    name: 'a group in Kiro that nobody pushes',
    plant: async ({ scim }) => void (await scim('POST', '/Groups', { displayName: 'Old Pilots', members: [] })),
    finds: { 'kiro/extra-group/Old%20Pilots': /"Old Pilots"/ },
  },
];

const app = ({ scimAppId }: House): string => `/api/v1/apps/${scimAppId}`;

const toApp = async (okta: House['okta'], appId: string, switches: object): Promise<void> =>
  void (await okta('POST', `/console/apps/${appId}/to-app`, switches));
