import type { PersonCheckId } from '../../runbook/person/verdict.js';
import type { House } from './why-house.js';

export const ANA = 'ana@example.com';
/** `2026-11-26 12:00 UTC, by Sandbox Admin (admin@example.com)`: who the sandbox says it was. */
export const WHEN = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d UTC, by Sandbox Admin \(admin@example\.com\)`;

/** A state of one person on a finished onboarding, and what is said of it. */
export interface State {
  name: string;
  /** Brings the person into the state. */
  plant: (house: House) => Promise<unknown>;
  login?: string;
  answer: RegExp;
  /** The check that is the cause. */
  cause: PersonCheckId;
  cure: RegExp;
  /** Checks that are not right because of it. */
  follow?: PersonCheckId[];
  /** Checks that are not right for a reason of their own, which shows once the cause is out of the way. */
  also?: PersonCheckId[];
  /** With the subscription list. */
  withSeats?: boolean;
}

/** Out of a group, and whatever follows from it has come. */
export const outOf = (name: string) => async (house: House) =>
  house.org.call('DELETE', `/api/v1/groups/${await house.group(name)}/users/${await house.user(ANA)}`);

/** Somebody new in both groups. */
export const newcomer = async ({ org, group }: House, activate: boolean, hasPassword = false) => {
  const profile = {
    login: 'new@example.com',
    email: 'new@example.com',
    firstName: 'New',
    lastName: 'Person',
    displayName: 'New Person',
  };
  const groupIds = [await group('Kiro Users'), await group('Kiro Team')];
  const credentials = hasPassword ? { credentials: { password: { value: 'secret' } } } : {};
  const body = { profile, ...credentials, groupIds };
  await org.call('POST', `/api/v1/users?activate=${activate}`, body);
};

/** Okta's sync state of an assignment. */
export const syncOf = async (org: House['org'], appId: string, userId: string): Promise<unknown> =>
  ((await org.call('GET', `/api/v1/apps/${appId}/users/${userId}`)) as { syncState: unknown }).syncState;
