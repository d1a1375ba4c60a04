import { ANA, newcomer, outOf, type State, syncOf, WHEN } from './why-states.js';
import type { House } from './why-house.js';

const lifecycle =
  (...actions: string[]) =>
  async ({ org }: House) => {
    for (const action of actions) await org.call('POST', `/api/v1/users/${ANA}/lifecycle/${action}`);
  };

/** Of the account and the two applications. */
export const OKTA_STATES: State[] = [
  {
    name: 'an account that was never activated (STAGED)',
    plant: async (house) => {
      const { org, scimAppId, user, until } = house;
      await newcomer(house, false);
      await until(async () => (await syncOf(org, scimAppId, await user('new@example.com'))) === 'SYNCHRONIZED');
    },
    login: 'new@example.com',
    answer: /^new@example\.com has an Okta account that was never activated, so they cannot sign in/,
    cause: 'account',
    cure: /Activate/,
    follow: ['group'],
  },
  {
    name: 'an activation that was not finished (PROVISIONED)',
    plant: async (house) => {
      await newcomer(house, true);
      await house.arrived('new@example.com');
    },
    login: 'new@example.com',
    answer: /^new@example\.com has not finished activating their Okta account, so they cannot sign in\.$/,
    cause: 'account',
    cure: /Resend Activation Email/,
  },
  {
    name: 'a password reset that is under way (RECOVERY)',
    plant: lifecycle('reset_password?sendEmail=true'),
    answer: /^ana@example\.com is in the middle of a password reset/,
    cause: 'account',
    cure: /set a new password/,
  },
  {
    name: 'too many wrong passwords (LOCKED_OUT)',
    plant: ({ org }) => org.call('POST', `/console/users/${ANA}/wrong-passwords`),
    answer: /^ana@example\.com is locked out of Okta/,
    cause: 'account',
    cure: /Unlock/,
  },
  {
    name: 'an expired password (PASSWORD_EXPIRED)',
    plant: lifecycle('expire_password'),
    answer: /^ana@example\.com has an expired Okta password/,
    cause: 'account',
    cure: /Okta dashboard in a browser/,
  },
  {
    name: 'a suspended account (SUSPENDED)',
    plant: lifecycle('suspend'),
    answer: /^ana@example\.com is suspended in Okta, so they cannot sign in\.$/,
    cause: 'account',
    cure: /Unsuspend/,
  },
  {
    name: 'a deactivated account, which has lost its applications (DEPROVISIONED)',
    plant: lifecycle('deactivate'),
    answer: /^ana@example\.com is deactivated in Okta/,
    cause: 'account',
    cure: /If they have left, check that their seat in Kiro is deleted/,
    follow: ['sign-in', 'provisioning', 'kiro', 'group'],
  },
  {
    name: 'nobody of that login',
    plant: async () => undefined,
    login: 'nobody@example.com',
    answer: /^Nobody in Okta has the login "nobody@example\.com"\.$/,
    cause: 'account',
    cure: /Check the spelling/,
  },
  {
    name: 'nobody of that login, but somebody with that e-mail address',
    plant: ({ org }) => org.call('POST', `/api/v1/users/${ANA}`, { profile: { email: 'ana.ribeiro@example.com' } }),
    login: 'ana.ribeiro@example.com',
    answer: /^Nobody in Okta has the login "ana\.ribeiro@example\.com"\.$/,
    cause: 'account',
    cure: /Did you mean ana@example\.com\?/,
  },
  {
    name: 'several people of a short name',
    plant: async ({ org }) => {
      const profile = { login: 'ana@other.example', email: 'a@other.example', firstName: 'Ana', lastName: 'Lima' };
      await org.call('POST', '/api/v1/users', { profile });
    },
    login: 'ana',
    answer: /^Several people in Okta match "ana": ana@example\.com, ana@other\.example\.$/,
    cause: 'account',
    cure: /one whole login/,
  },
  {
    name: 'out of the group that gives both applications',
    plant: outOf('Kiro Users'),
    answer: new RegExp(
      `^ana@example\\.com cannot sign in to Kiro: they were taken out of the group "Kiro Users" on ${WHEN}\\.$`,
    ),
    cause: 'sign-in',
    cure: /Directory, Groups, "Kiro Users", Assign people/,
    follow: ['provisioning', 'kiro'],
  },
  {
    name: 'never in a group that gives the application',
    plant: async () => undefined,
    login: 'zoe@example.com',
    answer:
      /^zoe@example\.com cannot sign in to Kiro: "Kiro-OIDC" is not assigned to them, and they are in none of the groups that give it \("Kiro Users"\)\.$/,
    cause: 'sign-in',
    cure: /If they are meant to use Kiro: .*"Kiro Users", Assign people/,
    follow: ['provisioning', 'kiro'],
    also: ['group'],
  },
  {
    name: 'an assignment of their own that was removed',
    plant: async ({ org, signInAppId, user }) =>
      org.call('DELETE', `/api/v1/apps/${signInAppId}/users/${await user('yara@example.com')}`),
    login: 'yara@example.com',
    answer: new RegExp(
      `^yara@example\\.com cannot sign in to Kiro: their assignment to "Kiro-OIDC" was removed on ${WHEN}\\.$`,
    ),
    cause: 'sign-in',
    cure: /assign it again/,
    follow: ['provisioning', 'kiro'],
    also: ['group'],
  },
  {
    name: 'the sign-in application taken from their group',
    plant: async ({ org, signInAppId, group }) =>
      org.call('DELETE', `/api/v1/apps/${signInAppId}/groups/${await group('Kiro Users')}`),
    answer: new RegExp(
      `^ana@example\\.com cannot sign in to Kiro: the application "Kiro-OIDC" is not assigned to their group "Kiro Users" any more, since ${WHEN}\\.$`,
    ),
    cause: 'sign-in',
    cure: /Assign to Groups, "Kiro Users"/,
  },
  {
    name: 'an inactive sign-in application',
    plant: ({ org, signInAppId }) => org.call('POST', `/api/v1/apps/${signInAppId}/lifecycle/deactivate`),
    answer: /^ana@example\.com cannot sign in to Kiro, like everybody else: the application "Kiro-OIDC" is INACTIVE\.$/,
    cause: 'sign-in',
    cure: /Activate/,
  },
  {
    name: 'the SCIM application taken from their group',
    plant: async ({ org, scimAppId, group }) =>
      org.call('DELETE', `/api/v1/apps/${scimAppId}/groups/${await group('Kiro Users')}`),
    answer:
      /^ana@example\.com cannot get into Kiro: the application "AWS IAM Identity Center \(Kiro\)" is not assigned to their group "Kiro Users" any more, since /,
    cause: 'provisioning',
    cure: /Assign to Groups, "Kiro Users"/,
    follow: ['kiro'],
  },
  {
    name: 'a push that Kiro refuses',
    plant: async ({ org, scimAppId, until }) => {
      // The guide's pre-requisite undone: Kiro takes no department.
      const [mapping] = (await org.call('GET', `/api/v1/mappings?targetId=${scimAppId}`)) as { id: string }[];
      const department = { expression: 'user.department', pushStatus: 'PUSH' };
      await org.call('POST', `/api/v1/mappings/${mapping?.id}`, { properties: { department } });
      await org.call('POST', `/api/v1/users/${ANA}`, { profile: { firstName: 'Anna' } });
      const refused = async () => (await org.call('GET', `/api/v1/apps/${scimAppId}/users`)) as { syncState: string }[];
      // Everybody's: what Okta still sends would count as ours.
      await until(async () => (await refused()).every(({ syncState }) => syncState === 'ERROR'));
    },
    answer: /^Okta could not bring ana@example\.com to Kiro: .+violates schema/,
    cause: 'provisioning',
    follow: ['system-log'],
    cure: /names must be filled.*Retry selected/,
  },
  {
    name: 'assigned while provisioning was off',
    plant: async (house) => {
      const { org, scimAppId } = house;
      await org.call('POST', `/console/apps/${scimAppId}/to-app`, { createUsers: false, updateUserAttributes: false });
      await newcomer(house, true, true);
    },
    login: 'new@example.com',
    answer: /^Okta does not bring new@example\.com to Kiro: provisioning is off, or was off when they were assigned\.$/,
    cause: 'provisioning',
    cure: /switch on Create Users/,
    follow: ['kiro', 'group'],
  },
];
