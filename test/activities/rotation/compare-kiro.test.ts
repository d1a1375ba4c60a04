import { describe, expect, it } from 'vitest';
import { asTemporal } from '../okta/drive.js';
import { rotationHouse } from './house.js';

describe('everything in Kiro against Okta', () => {
  it('shows what somebody with the token has planted, and nothing in a clean house', async () => {
    const { rotation, kiro, task } = await rotationHouse();
    const clean = await asTemporal(async () => rotation.compareKiro(await task(kiro.token)));
    expect([clean.findings, clean.unseen]).toEqual([[], []]);
    expect(clean.evidence.map(({ label }) => label)).toContain('Everybody in Kiro');
    const mallory = await kiro.user('mallory@evil.example', { externalId: '00unobody' });
    await kiro.group('Admins of mallory', [mallory]);
    const { findings } = await asTemporal(async () => rotation.compareKiro(await task(kiro.token)));
    expect(findings.map(({ problem }) => problem).join('\n')).toMatch(/mallory@evil\.example is in Kiro/);
    expect(findings.map(({ problem }) => problem).join('\n')).toMatch(/The group "Admins of mallory" is in Kiro/);
    expect(findings).toHaveLength(2);
    const blind = await asTemporal(async () => rotation.compareKiro(await task('nobody-made-this-token')));
    expect(blind.findings).toHaveLength(1);
    expect(blind.unseen).toEqual(
      expect.arrayContaining(['Everybody in Kiro', 'Groups in Kiro that Okta does not push']),
    );
  });

  it('goes by the ids of the record where the objects have other names and no mark of ours', async () => {
    const { org, rotation, kiro, task, known } = await rotationHouse();
    const { serverId, signInAppId, scimAppId } = known;
    for (const [id, label] of [
      [signInAppId, 'Sign-in for Kiro'],
      [scimAppId, 'Kiro people'],
    ]) {
      const app = (await org.call('GET', `/api/v1/apps/${id}`)) as { settings: object };
      await org.call('PUT', `/api/v1/apps/${id}`, {
        ...app,
        label,
        settings: { ...app.settings, notes: { admin: 'By Dee' } },
      });
    }
    const server = (await org.call('GET', `/api/v1/authorizationServers/${serverId}`)) as object;
    const renamed = { ...server, name: 'Sign-in for Kiro', description: 'By Dee' };
    await org.call('PUT', `/api/v1/authorizationServers/${serverId}`, renamed);
    await kiro.user('mallory@evil.example', { externalId: '00unobody' });
    const compared = await asTemporal(async () => rotation.compareKiro({ ...(await task(kiro.token)), known }));
    expect(compared.findings).toMatchObject([{ problem: expect.stringMatching(/^mallory@evil/) as string }]);
    expect(compared.unseen).toEqual([]);
    // By the names of the configuration the pushes would not be seen.
    const byNames = await asTemporal(async () => rotation.compareKiro(await task(kiro.token)));
    expect(byNames.findings.map(({ problem }) => problem).join()).toContain('Okta pushes no group of that name');
  });
});
