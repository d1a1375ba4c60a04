import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clusterSettings, connectClient, connectWorker, workflowUrl } from '../../temporal/connect.js';
import { TemporalError } from '../../temporal/error.js';
import { emptyDir, takenPort, unusedPort } from './support.js';

/** A config folder with this temporal.toml, and nothing of the real environment. */
function withFile(toml: string): NodeJS.ProcessEnv {
  const file = join(emptyDir(), 'temporal.toml');
  writeFileSync(file, toml);
  return { TEMPORAL_CONFIG_FILE: file };
}

describe('which cluster', () => {
  test('none is named: the embedded one is meant', () => {
    expect(clusterSettings(withFile(''))).toBeNull();
    expect(
      clusterSettings({ ...withFile('[profile.other]\naddress = "other:7233"'), TEMPORAL_ADDRESS: '' }),
    ).toBeNull();
  });

  test('by variables', () => {
    const env = { ...withFile(''), TEMPORAL_ADDRESS: 'here:7233', TEMPORAL_NAMESPACE: 'ours', TEMPORAL_API_KEY: 'key' };
    const settings = clusterSettings({ ...env, TEMPORAL_UI_URL: 'https://ui' });
    expect(settings).toMatchObject({ namespace: 'ours', uiUrl: 'https://ui' });
    expect(settings?.connectionOptions).toMatchObject({ address: 'here:7233', apiKey: 'key', tls: true });
  });

  test('by the default profile of a file, and by a named one', () => {
    const env = withFile('[profile.default]\naddress = "a:1"\n[profile.b]\naddress = "b:2"\nnamespace = "nb"\n');
    expect(clusterSettings(env)).toMatchObject({ connectionOptions: { address: 'a:1' }, namespace: 'default' });
    expect(clusterSettings({ ...env, TEMPORAL_PROFILE: 'b' })).toMatchObject({
      connectionOptions: { address: 'b:2' },
      namespace: 'nb',
    });
  });

  test('a file that cannot be read is told without its content', () => {
    const env = withFile('[profile.default]\napi_key = "secret" oops\n');
    expect(() => clusterSettings(env)).toThrow(/cannot be used: (?!.*secret)/);
  });

  test('a profile or a file that is not there is told', () => {
    expect(() => clusterSettings({ ...withFile(''), TEMPORAL_PROFILE: 'nope' })).toThrow(
      "Temporal's settings (TEMPORAL_* variables, temporal.toml) cannot be used: the file holds no profile.",
    );
    expect(() => clusterSettings({ ...withFile('[profile.default]\n'), TEMPORAL_PROFILE: 'nope' })).toThrow(
      "Profile 'nope' not found",
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
  test('nobody is there', async () => {
    const address = `127.0.0.1:${await unusedPort()}`;
    const failure = connect({ connectionOptions: { address }, namespace: 'default', uiUrl: null });
    await expect(failure).rejects.toThrow(TemporalError);
    await expect(failure).rejects.toThrow(
      new RegExp(
        `^Temporal at ${address} cannot be reached: .+\\. Check TEMPORAL_ADDRESS, and that the server is up\\.$`,
      ),
    );
  });

  test('who is there is not Temporal', async () => {
    const address = `127.0.0.1:${await takenPort()}`;
    await expect(connect({ connectionOptions: { address }, namespace: 'default', uiUrl: null })).rejects.toThrow(
      `Temporal at ${address} cannot be reached`,
    );
  });
});

test('the page of a run: its id may hold slashes', () => {
  expect(workflowUrl('http://127.0.0.1:8233', 'default', 'kiro-okta/acme.okta.com/example.com')).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/kiro-okta%2Facme.okta.com%2Fexample.com',
  );
});
