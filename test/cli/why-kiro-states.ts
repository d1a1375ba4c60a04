import { ANA, outOf, type State, WHEN } from './why-states.js';

const patch = (Operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });

/** Of the token, the System Log and Kiro's side. */
export const KIRO_STATES: State[] = [
  {
    name: 'an inactive authorization server',
    plant: ({ org, serverId }) => org.call('POST', `/api/v1/authorizationServers/${serverId}/lifecycle/deactivate`),
    answer:
      /^ana@example\.com gets no token for Kiro, like everybody else: the authorization server "Kiro" is INACTIVE\.$/,
    cause: 'token',
    cure: /Activate/,
  },
  {
    name: 'an inactive access policy',
    plant: ({ policy }) => policy({ status: 'INACTIVE' }),
    answer: /^ana@example\.com gets no token for Kiro, like everybody else: the access policy "Kiro" is INACTIVE\.$/,
    cause: 'token',
    cure: /Activate/,
  },
  {
    name: 'a policy for another client',
    plant: ({ policy }) => policy({ conditions: { clients: { include: ['0oaother'] } } }),
    answer: /^ana@example\.com gets no token for Kiro, like everybody else: no access policy serves the client\.$/,
    cause: 'token',
    cure: /npm run verify/,
  },
  {
    name: 'an inactive rule',
    plant: ({ rule }) => rule({ status: 'INACTIVE' }),
    answer:
      /^ana@example\.com gets no token for Kiro, like everybody else: the rule "Kiro" of the policy "Kiro" is INACTIVE\.$/,
    cause: 'token',
    cure: /npm run verify/,
  },
  {
    name: 'a rule that excludes them',
    plant: async ({ rule, user }) =>
      rule({
        conditions: { people: { groups: { include: ['EVERYONE'] }, users: { exclude: [await user(ANA)] } } },
      }),
    answer: /^ana@example\.com gets no token for Kiro: the rule "Kiro" of the policy "Kiro" excludes them\.$/,
    cause: 'token',
    cure: /Change the people of a rule/,
  },
  {
    name: 'a rule for a group that they are not in',
    plant: async ({ rule, group }) =>
      rule({ conditions: { people: { groups: { include: [await group('Facilities')] }, users: { include: [] } } } }),
    answer: /^ana@example\.com gets no token for Kiro: the rule "Kiro" of the policy "Kiro" is not for them\.$/,
    cause: 'token',
    cure: /Change the people of a rule/,
  },
  {
    name: 'a rule without a scope that Kiro asks for',
    plant: ({ rule }) => rule({ conditions: { scopes: { include: ['codewhisperer:completions', 'offline_access'] } } }),
    answer:
      /^ana@example\.com gets no token for Kiro, like everybody else: the rule "Kiro" of the policy "Kiro" does not allow codewhisperer:conversations\.$/,
    cause: 'token',
    cure: /npm run verify/,
  },
  {
    name: 'a rule without the grant that Kiro uses',
    plant: ({ rule }) => rule({ conditions: { grantTypes: { include: ['password'] } } }),
    answer: /does not allow the grant authorization_code\.$/,
    cause: 'token',
    cure: /npm run verify/,
  },
  {
    name: 'a scope that was deleted on the server',
    plant: async ({ org, serverId }) => {
      const path = `/api/v1/authorizationServers/${serverId}/scopes`;
      const scopes = (await org.call('GET', path)) as { id: string; name: string }[];
      const { id } = scopes.find(({ name }) => name === 'codewhisperer:completions')!;
      await org.call('DELETE', `${path}/${id}`);
    },
    answer: /the authorization server has no scope codewhisperer:completions\.$/,
    cause: 'token',
    cure: /npm run verify/,
  },
  {
    name: 'a refusal by Okta that nothing else explains',
    plant: ({ signIn }) => signIn(ANA, { code_challenge: '' }),
    answer:
      /^ana@example\.com was refused by Okta on \d{4}-\d\d-\d\d \d\d:\d\d UTC \(a sign-in\): PKCE code challenge is required/,
    cause: 'system-log',
    cure: /System Log/,
  },
  {
    name: 'deleted in Kiro while Okta says SYNCHRONIZED',
    plant: async ({ atKiro, inKiro }) => atKiro('DELETE', `/Users/${(await inKiro(ANA))!.id}`),
    answer: /^ana@example\.com is not in Kiro, although Okta says that it has pushed them\.$/,
    cause: 'kiro',
    cure: /assign them again.*Force Sync does not help/,
    follow: ['group'],
  },
  {
    name: 'made anew in Kiro under another id',
    plant: async ({ atKiro, inKiro }) => {
      const { id, ...user } = (await inKiro(ANA))!;
      await atKiro('DELETE', `/Users/${id}`);
      await atKiro('POST', '/Users', { ...user, groups: undefined, meta: undefined });
    },
    answer: /^ana@example\.com is in Kiro under another id than the one Okta writes to/,
    cause: 'kiro',
    cure: /assign them again/,
    follow: ['group'],
  },
  {
    name: 'another Kiro than the one Okta writes to',
    plant: async (house) => {
      const profile = { issuer: house.issuer, clientId: house.clientId };
      await house.atKiro('POST', '/console/profile', profile);
      await house.atKiro('DELETE', '/console/profile');
      await house.atKiro('POST', '/console/profile', profile);
      const { scimEndpoint, token } = await house.atKiro('POST', '/console/access-tokens', {});
      Object.assign(house.scim, { endpoint: scimEndpoint, token });
    },
    answer: /^ana@example\.com is not in Kiro, although Okta says that it has pushed them\.$/,
    cause: 'kiro',
    cure: /Okta writes to another Kiro than 127\.0\.0\.1:\d+: compare the Base URL/,
    follow: ['group'],
  },
  {
    name: 'inactive in Kiro',
    plant: async ({ atKiro, inKiro }) =>
      atKiro('PATCH', `/Users/${(await inKiro(ANA))!.id}`, patch([{ op: 'replace', path: 'active', value: false }])),
    answer: /^ana@example\.com is inactive in Kiro\.$/,
    cause: 'kiro',
    cure: /Force Sync/,
  },
  {
    name: 'renamed in Kiro',
    plant: async ({ atKiro, inKiro }) =>
      atKiro('PATCH', `/Users/${(await inKiro(ANA))!.id}`, patch([{ op: 'replace', path: 'userName', value: 'ana' }])),
    answer: /^ana@example\.com is in Kiro under the name ana, and Okta sends ana@example\.com\.$/,
    cause: 'kiro',
    cure: /Update User Attributes/,
  },
  {
    name: 'out of the pushed group alone',
    plant: outOf('Kiro Team'),
    answer: new RegExp(`they were taken out of the pushed group "Kiro Team" on ${WHEN}\\.$`),
    cause: 'group',
    cure: /put them back/,
  },
  {
    name: 'never in a pushed group',
    plant: async () => undefined,
    login: 'mira@example.com',
    answer:
      /^mira@example\.com is in none of the groups that are pushed to Kiro \("Kiro Team"\), so they get no seat through a group\.$/,
    cause: 'group',
    cure: /Directory, Groups, "Kiro Team", Assign people/,
  },
  {
    name: 'a push of the group that is switched off',
    plant: async ({ org, scimAppId }) => {
      const path = `/api/v1/apps/${scimAppId}/group-push/mappings`;
      const [mapping] = (await org.call('GET', path)) as { id: string }[];
      await org.call('PATCH', `${path}/${mapping?.id}`, { status: 'INACTIVE' });
    },
    answer: /^ana@example\.com is in "Kiro Team", but its push to Kiro is INACTIVE\.$/,
    cause: 'group',
    cure: /Activate group push/,
  },
  {
    name: 'out of the group in Kiro alone',
    plant: async ({ atKiro, inKiro }) => {
      const filter = encodeURIComponent('displayName eq "Kiro Team"');
      const { Resources } = (await atKiro('GET', `/Groups?filter=${filter}`)) as { Resources: { id: string }[] };
      const value = [{ value: (await inKiro(ANA))!.id }];
      await atKiro('PATCH', `/Groups/${Resources[0]?.id}`, patch([{ op: 'remove', path: 'members', value }]));
    },
    answer: /^ana@example\.com has not arrived in Kiro's group "Kiro Team", though they are in it in Okta\.$/,
    cause: 'group',
    cure: /Push now/,
  },
  {
    name: 'no seat though all else is right',
    plant: async () => undefined,
    login: 'ben@example.com',
    withSeats: true,
    answer: /^ben@example\.com has no seat in Kiro\.$/,
    cause: 'seat',
    cure: /wait up to 24 hours/,
  },
];
