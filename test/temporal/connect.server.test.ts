import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clusterSettings, connectionSettings } from '../../temporal/cluster-settings.js';
import { connectClient, connectWorker, workflowUrl } from '../../temporal/connect.js';
import { TemporalError } from '../../temporal/temporal-errors.js';
import { devServerAddress } from '../support/temporal.js';
import { emptyDir, takenPort, unusedPort } from './server-support.js';

/** A config folder with this temporal.toml, and nothing of the real environment. */
function withFile(toml: string): NodeJS.ProcessEnv {
  const file = join(emptyDir(), 'temporal.toml');
  writeFileSync(file, toml);
  return { TEMPORAL_CONFIG_FILE: file };
}

describe('which cluster', () => {
  test('none is named: the embedded one is meant', () => {
    expect(clusterSettings({ HOME: emptyDir() })).toBeNull();
    // Temporal's own places on Linux and macOS, with a profile for another program.
    const home = emptyDir();
    for (const folder of ['.config', 'Library/Application Support']) {
      const dir = join(home, folder, 'temporalio');
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, 'temporal.toml'), '[profile.other]\naddress = "other:7233"');
    }
    expect(clusterSettings({ HOME: home, TEMPORAL_ADDRESS: '' })).toBeNull();
  });

  test('by variables', () => {
    const env = { ...withFile(''), TEMPORAL_ADDRESS: 'here:7233', TEMPORAL_NAMESPACE: 'ours', TEMPORAL_API_KEY: 'key' };
    const settings = clusterSettings({ ...env, TEMPORAL_UI_URL: 'https://ui' });
    expect(settings).toMatchObject({ namespace: 'ours', uiUrl: 'https://ui' });
    expect(settings?.options.open()).toMatchObject({ address: 'here:7233', apiKey: 'key', tls: true });
  });

  test('by the default profile of a file, and by a named one', () => {
    const env = withFile('[profile.default]\naddress = "a:1"\n[profile.b]\naddress = "b:2"\nnamespace = "nb"\n');
    expect(clusterSettings(env)).toMatchObject({ address: 'a:1', namespace: 'default' });
    expect(clusterSettings({ ...env, TEMPORAL_PROFILE: 'b' })).toMatchObject({
      address: 'b:2',
      namespace: 'nb',
    });
  });

  test('a file that cannot be read is reported without its content', () => {
    const env = withFile('[profile.default]\napi_key = "secret" oops\n');
    expect(() => clusterSettings(env)).toThrow(/cannot be used: (?!.*secret)/);
  });

  test('a profile or a file that is not there is reported', () => {
    expect(() => clusterSettings({ ...withFile(''), TEMPORAL_PROFILE: 'nope' })).toThrow(
      'cannot be used: it has no [profile.nope], which TEMPORAL_PROFILE asks for.',
    );
    expect(() => clusterSettings({ ...withFile('[profile.default]\n'), TEMPORAL_PROFILE: 'nope' })).toThrow(
      'it has no [profile.nope]',
    );
    expect(() => clusterSettings({ TEMPORAL_CONFIG_FILE: '/nowhere.toml' })).toThrow(
      'TEMPORAL_CONFIG_FILE is /nowhere.toml, and there is no such file',
    );
  });
});

describe.each([
  ['client', connectClient],
  ['worker', connectWorker],
] as const)('a %s says in one sentence that', (_, connect) => {
  const to = (address: string, tls = false): Promise<unknown> =>
    connect(
      connectionSettings({ address, ...(tls === undefined ? {} : { tls }) }, { namespace: 'default', uiUrl: null }),
    );

  test('nobody is there', async () => {
    const address = `127.0.0.1:${await unusedPort()}`;
    await expect(to(address)).rejects.toThrow(TemporalError);
    await expect(to(address)).rejects.toThrow(`Temporal at ${address} cannot be reached: nothing listens there. Check`);
  });

  test('the address is none', async () => {
    await expect(to('host:99999')).rejects.toThrow(
      'Temporal at host:99999 cannot be reached: it is no address; one is',
    );
  });

  test('who is there speaks no TLS', async () => {
    const address = `127.0.0.1:${await takenPort()}`;
    await expect(to(address, true)).rejects.toThrow(`Temporal at ${address} cannot be reached: it does not speak TLS`);
  });

  test('who is there is not Temporal', async () => {
    const address = `127.0.0.1:${await takenPort()}`;
    await expect(to(address)).rejects.toThrow(`Temporal at ${address} does not take the connection: `);
  });
});

test('a namespace that is not there is reported', async () => {
  const address = devServerAddress();
  const settings = connectionSettings({ address }, { namespace: 'nope', uiUrl: null });
  await expect(connectClient(settings)).rejects.toThrow(`Temporal at ${address} has no namespace "nope": create it`);
});

test('the page of a run: its id may hold slashes', () => {
  expect(workflowUrl('http://127.0.0.1:8233', 'default', 'kiro-okta/acme.okta.com/example.com')).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/kiro-okta%2Facme.okta.com%2Fexample.com',
  );
});
