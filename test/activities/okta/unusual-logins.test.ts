import { describe, expect, it } from 'vitest';
import { startOrg } from './support.js';

// "Logins with a / character can only be fetched by id" (Okta's reference, Retrieve a user).
describe('a user is found by a login', () => {
  it.each(['corp/ana', 'ana#1', '100%', 'ana?x=1', '"ana"', '..ana', 'a;b=c', 'ana&b+c'])(
    '%s@example.com',
    async (name) => {
      const login = `${name}@example.com`;
      const org = await startOrg({}, { signIn: { groups: [], users: [login], test: 'off' } });
      const profile = { login, email: 'ana@example.com', firstName: 'Ana', lastName: 'Bell', displayName: 'Ana Bell' };
      const credentials = { password: { value: 'Long-enough-1' } };
      const { id } = (await org.call('POST', '/api/v1/users', { profile, credentials })) as { id: string };
      await org.okta.preflight(org.task);
      const { appId } = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
      const { evidence } = await org.okta.ensureSignInAssignments({ ...org.task, appId });
      expect(evidence).toContainEqual(expect.objectContaining({ label: `Assigned user ${login}`, value: id }));
      const paths = (await org.requests()).map(({ path }) => path);
      expect(paths.filter((path) => path.includes('%2F') && path.startsWith('/api/v1/users/'))).toEqual([]);
    },
  );

  it('in whatever case, and no other user for it', async () => {
    const org = await startOrg({}, { signIn: { groups: [], users: ['corp/ANA@example.com', 'yara'], test: 'off' } });
    const profile = {
      login: 'corp/ana@example.com',
      email: 'ana@example.com',
      firstName: 'Ana',
      lastName: 'B',
      displayName: 'A B',
    };
    await org.call('POST', '/api/v1/users', { profile, credentials: { password: { value: 'Long-enough-1' } } });
    await expect(org.okta.preflight(org.task)).rejects.toThrow('There is no Okta user with the login yara.');
    await expect(org.okta.preflight(org.task)).rejects.not.toThrow('corp/ANA');
  });
});
