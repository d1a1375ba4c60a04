import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../runbook/outside.js';
import type { OnboardingInput } from '../../../runbook/onboarding/input.js';
import { failureOf, startOrg, type Org } from './support.js';

const problemsOf = async (org: Org) => {
  const failure = (await failureOf(org.okta.preflight(org.task))) as { type: string; details: [Trouble] };
  expect(failure).toMatchObject({ type: 'PreflightFailed', nonRetryable: true });
  return failure.details[0].findings.map(({ problem }) => problem);
};
const groups = (...names: string[]) => ({ groups: names, users: [] });

describe('preflight', () => {
  it('passes the example, reads only, and warns of nothing it should not', async () => {
    const org = await startOrg();
    const { evidence, warnings } = await org.okta.preflight(org.task);
    expect(await org.writes()).toEqual([]);
    expect(warnings).toEqual([]);
    expect(evidence).toContainEqual({ label: 'People who may sign in', value: '25', url: null });
  });

  it('gives all problems at once', async () => {
    const org = await startOrg({}, {
      signIn: { groups: ['kiro users'], users: ['nobody@example.com', 'jill@example.com'], test: 'off' },
      push: { groups: ['No such group'] },
      provision: groups('Facilities'),
    } satisfies Partial<OnboardingInput>);
    await org.call('POST', '/api/v1/users?activate=true', {
      profile: { login: 'x@example.com', email: 'x@example.com', firstName: 'A:B', lastName: 'C' },
    });
    const user = (await org.call('GET', '/api/v1/users/x@example.com')) as { id: string };
    const [facilities] = (await org.call('GET', '/api/v1/groups?q=Facilities')) as { id: string }[];
    await org.call('PUT', `/api/v1/groups/${facilities?.id}/users/${user.id}`);
    expect(await problemsOf(org)).toEqual([
      'There is no Okta group "kiro users", but one written "Kiro Users".',
      'There is no Okta user with the login nobody@example.com.',
      'The Okta user jill@example.com is deactivated.',
      'There is no Okta group "No such group".',
      '1 person of the configuration is PROVISIONED in Okta and must finish activating their account before they can sign in: x@example.com.',
      "1 person to be provisioned has one of < > ; : % in the first name, which Kiro's SCIM refuses: x@example.com.",
      "1 person to be provisioned has no display name, which Kiro's SCIM asks for: x@example.com.",
    ]);
  });

  it('warns of a group both assigned and pushed, and of pushed people who are not provisioned', async () => {
    const org = await startOrg({}, { push: { groups: ['Kiro Users', 'Facilities'] } });
    const { warnings } = await org.okta.preflight(org.task);
    expect(warnings).toEqual([
      expect.stringContaining('"Kiro Users" is both assigned to the SCIM application and pushed'),
      expect.stringContaining('11 members of the pushed group "Facilities" are not in the provision audience'),
    ]);
  });

  it('names the licence that is missing before anything is made', async () => {
    const org = await startOrg({ apiAccessManagement: false });
    const [problem] = await problemsOf(org);
    expect(problem).toContain('authorization servers');
  });
});
