import { describe, expect, it } from 'vitest';
import { completeOrg } from './complete-org.js';
import { recordCleanRun } from './record.js';
import { removeObject } from './remove-object.js';
import { snapshot } from './snapshot.js';
import { wrongFields, writeWrong } from './wrong-fields.js';

const { expected } = await recordCleanRun();
const sample = await completeOrg();
const names = Object.keys(sample.objects);
const wrong = await wrongFields(sample);

describe('a run that finds', () => {
  it('everything there writes nothing', async () => {
    const org = await completeOrg();
    const before = await org.writes();
    await org.again();
    expect(await org.writes()).toEqual(before);
    expect(await snapshot(org)).toEqual(expected);
  });

  it('any one object missing makes that one', async () => {
    const removable = names.filter((name) => name !== 'attribute mapping');
    await Promise.all(
      removable.map(async (name) => {
        const org = await completeOrg();
        await removeObject(org, name);
        expect(await snapshot(org), `${name} was not removed`).not.toEqual(expected);
        await org.again();
        expect(await snapshot(org), name).toEqual(expected);
      }),
    );
  });

  it('any one field wrong writes that one', async () => {
    await Promise.all(
      wrong.map(async (field) => {
        const org = await completeOrg();
        await writeWrong(org, field);
        expect(await snapshot(org), `${field.name} was not changed`).not.toEqual(expected);
        await org.again();
        expect(await snapshot(org), field.name).toEqual(expected);
      }),
    );
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
