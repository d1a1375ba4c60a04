import { describe, expect, it } from 'vitest';
import type { User } from '../../../activities/okta/directory.js';
import type { Check, Facts } from '../../../activities/okta/preflight-audiences.js';
import { names, plainLogins, sharedAddresses, statuses } from '../../../activities/okta/preflight-people.js';
import type { Session } from '../../../activities/okta/session.js';
import { consolePages } from '../../../runbook/model/okta-console.js';

const person = (login: string, more: Partial<User> = {}): User => ({
  id: login,
  login,
  email: login,
  status: 'ACTIVE',
  firstName: 'Ana',
  lastName: 'Bell',
  displayName: 'Ana Bell',
  givenDisplayName: 'Ana Bell',
  typeId: null,
  ...more,
});
/** What the check says of these people. */
function said(check: Check, ...users: User[]): string[] {
  const people = { signIn: [], provision: users };
  const facts = { people, pushed: [], names: { signIn: null, provision: null } } as unknown as Facts;
  const session = { pages: consolePages('https://example.okta.com') } as Session;
  return check(session, facts).map(({ severity, problem, fix }) => `${severity}: ${problem} ${fix}`);
}

describe('before anything is written', () => {
  it('says nothing of people who fit', () => {
    for (const check of [statuses, names, sharedAddresses, plainLogins])
      expect(said(check, person('ana@example.com'), person('ben@example.com'))).toEqual([]);
  });

  it.each(['DEPROVISIONED', 'SUSPENDED', 'STAGED', 'PROVISIONED', 'LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY'])(
    'names everybody who is %s once, with a cure for many',
    (status) => {
      const [one, ...rest] = said(statuses, person('a@x.org', { status }), person('b@x.org', { status }));
      expect(rest).toEqual([]);
      expect(one).toMatch(
        new RegExp(`^warning: 2 people of the configuration are ${status} in Okta .*: a@x\\.org, b@x\\.org\\.`),
      );
      expect(one).toMatch(/Directory, People|groups/);
    },
  );

  it.each([
    ['first name', { firstName: '' }, 'blocking'],
    ['last name', { lastName: ' ' }, 'blocking'],
    ['display name', { givenDisplayName: '' }, 'warning'],
  ])('names who has no %s', (part, lacking, severity) => {
    const [one, ...rest] = said(names, person('a@x.org', lacking), person('b@x.org'));
    expect(rest).toEqual([]);
    expect(one).toContain(
      `${severity}: 1 person to be provisioned has no ${part}, which Kiro's SCIM asks for: a@x.org.`,
    );
  });

  it.each(['<', '>', ';', ':', '%'])('names who has %s in a name', (character) => {
    for (const key of ['firstName', 'lastName', 'givenDisplayName'])
      expect(said(names, person('a@x.org', { [key]: `A${character}B` }))[0]).toMatch(
        /^blocking: 1 person .* a@x\.org\./,
      );
  });

  it('asks nothing of the names of people who are not provisioned anyway', () => {
    expect(said(names, person('a@x.org', { status: 'SUSPENDED', firstName: '' }))).toEqual([]);
  });

  it('names people with one address, in whatever case, and tells to delete nobody', () => {
    const both = [person('ana@x.org', { email: 'Team@x.org' }), person('ben@x.org', { email: 'team@X.org' })];
    const [one] = said(sharedAddresses, ...both, person('eve@x.org'));
    expect(one).toContain('1 e-mail address is used by more than one person to be provisioned');
    expect(one).toContain('team@x.org (ana@x.org, ben@x.org)');
    expect(one).toContain('Delete nobody');
  });

  it('names logins that are no e-mail address, with the one setting that serves all', () => {
    const [one] = said(plainLogins, person('abell', { email: 'a@x.org' }), person('x/y', { email: 'b@x.org' }));
    expect(one).toMatch(/^warning: 2 people to be provisioned have a login that is no e-mail address: abell, x\/y\./);
    expect(one).toContain('Application username format to Email');
  });
});
