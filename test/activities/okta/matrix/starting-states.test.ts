import { describe, expect, it } from 'vitest';
import { completeOrg } from './complete-org.js';
import { recordCleanRun } from './record.js';
import { snapshot } from './snapshot.js';

const { expected } = await recordCleanRun();

/** One object missing or one field wrong: `plan.test.ts`, where what is planned is looked at, too. */
describe('a run that finds', { timeout: 240_000 }, () => {
  it('everything there writes nothing', async () => {
    const org = await completeOrg();
    const before = await org.writes();
    await org.again();
    expect(await org.writes()).toEqual(before);
    expect(await snapshot(org)).toEqual(expected);
  });

  it.each(['OIDC application', 'authorization server', 'policy', 'rule', 'SCIM application'])(
    'the %s switched off switches it on',
    async (name) => {
      const org = await completeOrg();
      await org.call('POST', `${org.objects[name]}/lifecycle/deactivate`, {});
      expect(await snapshot(org)).not.toEqual(expected);
      await org.again();
      expect(await snapshot(org)).toEqual(expected);
    },
  );

  it('what an older version of the guide asked for puts port and scheme right', async () => {
    const org = await completeOrg();
    const path = org.objects['OIDC application'] ?? '';
    const app = (await org.call('GET', path)) as { settings: { oauthClient: { redirect_uris: string[] } } };
    const client = app.settings.oauthClient;
    client.redirect_uris = client.redirect_uris
      .filter((uri) => !uri.startsWith('kiro:'))
      .map((uri) => uri.replace(':3128', ':2128'));
    await org.call('PUT', path, app);
    await org.again();
    expect(await snapshot(org)).toEqual(expected);
  });

  it('a foreign policy before its own puts its own first, and leaves the other', async () => {
    const org = await completeOrg();
    const policies = `${org.objects['authorization server']}/policies`;
    await org.call('POST', policies, {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'Everybody',
      description: 'of somebody else',
      priority: 1,
      status: 'ACTIVE',
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    });
    await org.again();
    const after = (await org.call('GET', policies)) as { name: string; priority: number }[];
    expect(after.map(({ name, priority }) => [name, priority])).toEqual(
      expect.arrayContaining([
        ['Kiro', 1],
        ['Everybody', 2],
      ]),
    );
  });
});
