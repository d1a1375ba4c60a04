import type { Fault } from './fault.js';
import { changeApp, groupId, policyPath, rulePath, userId } from './acts.js';
import type { House } from './finished-house.js';

const OIDC = 'okta/object/OIDC-application-Kiro-OIDC';
const SERVER = 'okta/object/authorization-server-Kiro';
const POLICY = 'okta/object/access-policy-Kiro';
const RULE = 'okta/object/access-policy-rule-Kiro';
const CLIENT = 'settings.oauthClient';

/** What can go wrong with the sign-in application, the authorization server and its policies. */
export const SIGN_IN_FAULTS: Fault[] = [
  {
    name: 'the sign-in application is inactive',
    plant: async ({ okta, oidcAppId }) => void (await okta('POST', `/api/v1/apps/${oidcAppId}/lifecycle/deactivate`)),
    finds: { [OIDC]: /status is "INACTIVE"/ },
  },
  {
    name: 'the old redirect URI is there, too',
    plant: (house) =>
      changeApp(house, 'oidc', `${CLIENT}.redirect_uris`, (uris) => [
        ...(uris as string[]),
        'http://localhost:2128/oauth/callback',
      ]),
    finds: { [OIDC]: /redirect_uris/ },
  },
  {
    name: 'a redirect URI is missing',
    plant: (house) => changeApp(house, 'oidc', `${CLIENT}.redirect_uris`, (uris) => (uris as string[]).slice(1)),
    finds: { [OIDC]: /redirect_uris/ },
  },
  {
    name: 'the sign-in application allows another grant',
    plant: (house) =>
      changeApp(house, 'oidc', `${CLIENT}.grant_types`, (types) => [...(types as string[]), 'implicit']),
    finds: { [OIDC]: /grant_types/ },
  },
  {
    name: 'the sign-in application has a client secret',
    plant: (house) =>
      changeApp(house, 'oidc', 'credentials.oauthClient.token_endpoint_auth_method', () => 'client_secret_basic'),
    finds: { [OIDC]: /token_endpoint_auth_method/ },
  },
  {
    name: 'the sign-in application is a web application',
    plant: (house) => changeApp(house, 'oidc', `${CLIENT}.application_type`, () => 'web'),
    finds: { [OIDC]: /application_type/ },
  },
  {
    name: 'refresh tokens rotate',
    plant: (house) => changeApp(house, 'oidc', `${CLIENT}.refresh_token.rotation_type`, () => 'ROTATE'),
    finds: { [OIDC]: /rotation_type is "ROTATE" instead of "STATIC"/ },
  },
  {
    name: 'consent is trusted',
    plant: (house) => changeApp(house, 'oidc', `${CLIENT}.consent_method`, () => 'TRUSTED'),
    finds: { [OIDC]: /consent_method is "TRUSTED"/ },
  },
  {
    name: 'the sign-in application is shown to users',
    plant: (house) => changeApp(house, 'oidc', 'visibility.hide.web', () => false),
    finds: { [OIDC]: /visibility\.hide\.web/ },
  },
  {
    name: 'everybody may sign in',
    plant: (house) => changeApp(house, 'oidc', 'settings.implicitAssignment', () => true),
    finds: { [OIDC]: /implicitAssignment/ },
  },
  {
    name: 'the sign-in application was made anew with another client id',
    plant: async ({ given }) => void (given.run!.clientId = '0oaFromBefore'),
    finds: { 'okta/client-id/Kiro-OIDC': /client id .* instead of 0oaFromBefore/ },
  },
  {
    name: 'another group may sign in',
    plant: async (house) =>
      void (await house.okta(
        'PUT',
        `/api/v1/apps/${house.oidcAppId}/groups/${await groupId(house, 'Facilities')}`,
        {},
      )),
    finds: { 'okta/extra-group/Kiro-OIDC-Facilities': /"Facilities" has "Kiro-OIDC"/ },
  },
  {
    name: 'the whole org may sign in by its group',
    plant: async (house) =>
      void (await house.okta('PUT', `/api/v1/apps/${house.oidcAppId}/groups/${await groupId(house, 'Everyone')}`, {})),
    finds: { 'okta/extra-group/Kiro-OIDC-Everyone': /the whole org/ },
    // Then a leaver who is in Kiro may sign in by that group, and is no orphan until it is taken away.
    hides: [/^people\/orphan\/xavi%40/],
  },
  {
    name: 'a single user may sign in',
    plant: async (house) =>
      void (await house.okta('POST', `/api/v1/apps/${house.oidcAppId}/users`, {
        id: await userId(house, 'zoe'),
        scope: 'USER',
      })),
    finds: { 'okta/extra-user/Kiro-OIDC-zoe@example.com': /zoe@example\.com alone/ },
  },
  {
    name: 'the group is no longer assigned for sign-in',
    plant: async (house) =>
      void (await house.okta('DELETE', `/api/v1/apps/${house.oidcAppId}/groups/${await groupId(house, 'Kiro Users')}`)),
    finds: { 'okta/object/assignment-of-group-Kiro-Users-to-Kiro-OIDC': /There is no/ },
  },
  {
    name: 'a user is no longer assigned for sign-in',
    plant: async (house) =>
      void (await house.okta('DELETE', `/api/v1/apps/${house.oidcAppId}/users/${await userId(house, 'yara')}`)),
    finds: { 'okta/object/assignment-of-user-yara@example.com-to-Kiro-OIDC': /There is no/ },
  },
  {
    name: 'the authorization server is inactive',
    plant: async ({ okta, serverId }) =>
      void (await okta('POST', `/api/v1/authorizationServers/${serverId}/lifecycle/deactivate`)),
    finds: { [SERVER]: /status is "INACTIVE"/ },
  },
  {
    name: 'the audience is another one',
    edit: ({ okta }, { serverId }) =>
      void (okta.servers.find(({ id }) => id === serverId)!.audiences = ['api://other']),
    finds: { [SERVER]: /audiences/ },
  },
  {
    name: 'the issuer mode is another one',
    edit: ({ okta }, { serverId }) => void (okta.servers.find(({ id }) => id === serverId)!.issuerMode = 'CUSTOM_URL'),
    finds: { 'okta/issuer/Kiro': /CUSTOM_URL/ },
    also: ['the issuer is not the one that Kiro was given'],
  },
  {
    name: 'the issuer is not the one that Kiro was given',
    plant: async ({ given }) => void (given.run!.issuer = 'https://example.okta.com/oauth2/ausBefore'),
    finds: { 'okta/issuer/Kiro': /ausBefore/ },
  },
  {
    name: 'the signing keys rotate by hand',
    edit: ({ okta }, { serverId }) => void (okta.servers.find(({ id }) => id === serverId)!.rotationMode = 'MANUAL'),
    finds: { [SERVER]: /rotationMode/ },
  },
  {
    name: 'a scope asks for consent',
    edit: ({ okta }, { serverId }) =>
      void (okta.scopes.find((one) => one.serverId === serverId && one.name === 'codewhisperer:completions')!.consent =
        'REQUIRED'),
    finds: { 'okta/object/scope-codewhisperer:completions': /consent is "REQUIRED"/ },
  },
  {
    name: 'a scope is gone',
    edit: ({ okta }, { serverId }) =>
      void (okta.scopes = okta.scopes.filter(
        (one) => one.serverId !== serverId || one.name !== 'codewhisperer:conversations',
      )),
    finds: { 'okta/object/scope-codewhisperer:conversations': /There is no scope/ },
  },
  {
    name: 'the policy is inactive',
    plant: async (house) => void (await house.okta('POST', `${await policyPath(house)}/lifecycle/deactivate`)),
    finds: { [POLICY]: /status is "INACTIVE"/ },
  },
  {
    name: 'the policy is gone',
    plant: async (house) => void (await house.okta('DELETE', await policyPath(house))),
    finds: { [POLICY]: /There is no access policy/ },
    hides: [/^okta\/object\/access-policy-rule-Kiro/, /^okta\/extra-rule\//],
  },
  {
    name: 'the rule is inactive',
    plant: async (house) => void (await house.okta('POST', `${await rulePath(house)}/lifecycle/deactivate`)),
    finds: { [RULE]: /status is "INACTIVE"/ },
  },
  {
    name: 'the rule is gone',
    plant: async (house) => void (await house.okta('DELETE', await rulePath(house))),
    finds: { [RULE]: /There is no access policy rule/ },
  },
  {
    name: 'the rule grants any scope and longer tokens',
    edit: ({ okta }) =>
      void Object.assign(
        okta.rules.find(({ name }) => name === 'Kiro')!,
        { scopes: ['*'], accessMinutes: 1440 },
      ),
    finds: { [RULE]: /scopes.*accessTokenLifetimeMinutes is 1440 instead of 60/ },
  },
  {
    name: 'a policy for all clients comes first',
    plant: (house) => addPolicy(house, 'All', ['ALL_CLIENTS'], 1),
    finds: { 'okta/extra-policy/All': /"All" .*all clients/ },
  },
  {
    name: 'a policy serves another client, too',
    plant: (house) => addPolicy(house, 'Payroll', ['0oaPayroll'], 2),
    finds: { 'okta/extra-policy/Payroll': /"Payroll" .*0oaPayroll/ },
  },
  {
    name: 'a leftover rule before ours grants all scopes and passwords',
    plant: (house) => addRule(house, 'Default Policy Rule', 1),
    finds: { 'okta/extra-rule/Default-Policy-Rule': /any scope.*password/ },
  },
  {
    name: 'a leftover rule after ours',
    plant: (house) => addRule(house, 'Old rule', 2),
    finds: { 'okta/extra-rule/Old-rule': /any scope.*password/ },
  },
  {
    name: 'the group for sign-in was renamed',
    plant: async (house) => {
      const id = await groupId(house, 'Kiro Users');
      await house.okta('PUT', `/api/v1/groups/${id}`, { profile: { name: 'Kiro People' } });
    },
    finds: { 'okta/renamed-group/Kiro-Users': /"Kiro Users" .* "Kiro People" now/ },
    // Its assignments stay under the new name.
    renames: { 'Kiro-Users': 'Kiro-People' },
  },
];

async function addPolicy(house: House, name: string, include: string[], priority: number) {
  const base = { type: 'OAUTH_AUTHORIZATION_POLICY', description: 'x', status: 'ACTIVE' };
  const policy = await house.okta('POST', `/api/v1/authorizationServers/${house.serverId}/policies`, {
    ...base,
    name,
    priority,
    conditions: { clients: { include } },
  });
  await house.okta(
    'POST',
    `/api/v1/authorizationServers/${house.serverId}/policies/${policy.id}/rules`,
    openRule(name, 1),
  );
}

const openRule = (name: string, priority: number): object => ({
  type: 'RESOURCE_ACCESS',
  name,
  priority,
  status: 'ACTIVE',
  conditions: {
    people: { groups: { include: ['EVERYONE'] } },
    grantTypes: { include: ['authorization_code', 'password'] },
    scopes: { include: ['*'] },
  },
});

async function addRule(house: House, name: string, priority: number): Promise<void> {
  await house.okta('POST', `${await policyPath(house)}/rules`, openRule(name, priority));
}
