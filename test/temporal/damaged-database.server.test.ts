import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { checkDatabase } from '../../temporal/database.js';
import { type EmbeddedOptions, type EmbeddedTemporal, startEmbeddedTemporal } from '../../temporal/embedded.js';
import { tempDir } from '../support/temp-dir.js';
import { emptyDir, script } from './server-support.js';

/** A database that a server has made and closed. */
let whole: string;
beforeAll(async () => {
  const stateDir = await tempDir('kiro-test-');
  const server = await startEmbeddedTemporal({ stateDir });
  await server.close();
  whole = join(stateDir, 'temporal', 'temporal.db');
});

/** A state folder whose database `make` writes. */
function stateWith(make: (file: string) => void): { stateDir: string; file: string } {
  const stateDir = emptyDir();
  const dir = join(stateDir, 'temporal');
  mkdirSync(dir, { mode: 0o700 });
  const file = join(dir, 'temporal.db');
  make(file);
  return { stateDir, file };
}

async function start(options: EmbeddedOptions): Promise<EmbeddedTemporal> {
  const server = await startEmbeddedTemporal(options);
  onTestFinished(() => server.close());
  return server;
}

const copyOf = (change: (file: string, bytes: Buffer) => void) => (file: string) => {
  copyFileSync(whole, file);
  change(file, readFileSync(file));
};

test.each<[string, string, (file: string) => void]>([
  ['of no bytes', 'is empty', (file) => writeFileSync(file, '')],
  ['of garbage', 'is no SQLite database', (file) => writeFileSync(file, Buffer.alloc(8_192, 7))],
  ['of a few bytes', 'is no SQLite database', (file) => writeFileSync(file, 'hello')],
  ['that is cut off', 'is cut off', copyOf((file) => truncateSync(file, 40_000))],
  ['that is a folder', 'is a folder', (file) => mkdirSync(file)],
  [
    'that is damaged inside',
    'is damaged inside',
    copyOf((file, bytes) => writeFileSync(file, bytes.fill(0xa5, 3 * 4_096, 60 * 4_096))),
  ],
])('a database %s is reported with what is lost, and left as it is', async (_what, why, make) => {
  const { stateDir, file } = stateWith(make);
  const before = readdirSync(join(stateDir, 'temporal'));
  const said = await startEmbeddedTemporal({ stateDir }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  expect(said).toContain(`The database of the embedded Temporal is damaged: ${file} ${why}`);
  expect(said).toContain('Lost with it are the history and the progress of the runs, but nothing in Okta, Kiro or DNS');
  expect(said).toContain('`npm run temporal -- --move-database-aside`');
  expect(readdirSync(join(stateDir, 'temporal'))).toEqual(expect.arrayContaining(before));
});

test('a damaged database is moved aside on request, with what SQLite has beside it, and kept', async () => {
  const { stateDir, file } = stateWith((path) => {
    writeFileSync(path, 'not a database at all');
    writeFileSync(`${path}-journal`, 'of the damaged one');
  });
  const said: string[] = [];
  await start({ stateDir, movesDamagedAside: true, onProgress: (line) => void said.push(line) });
  const kept = readdirSync(join(stateDir, 'temporal')).filter((name) => name.includes('.damaged-'));
  expect(kept.map((name) => readFileSync(join(stateDir, 'temporal', name), 'utf8')).sort()).toEqual([
    'not a database at all',
    'of the damaged one',
  ]);
  expect(said.join()).toContain(`The damaged database is kept as ${file}.damaged-`);
});

test('one that is whole is never moved', async () => {
  const { stateDir } = stateWith(copyOf(() => undefined));
  await start({ stateDir, movesDamagedAside: true });
  expect(readdirSync(join(stateDir, 'temporal')).filter((name) => name.includes('damaged'))).toEqual([]);
});

test('a command says it in one sentence, with exit code 1', () => {
  const { stateDir, file } = stateWith((path) => writeFileSync(path, ''));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['cli/launch.js', 'cli/temporal'], {
    env: { ...process.env, KIRO_STATE_DIR: stateDir },
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`is damaged: ${file} is empty`)]);
});

test('a file that this user may not write is reported, and nothing is called lost', async () => {
  const { stateDir, file } = stateWith(copyOf((path) => chmodSync(path, 0o400)));
  const nobody = 65_534;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const path of [stateDir, join(stateDir, 'temporal'), file]) chownSync(path, nobody, nobody);
  // Everything is open to root, so the look itself is had as another user.
  const look = `import(${JSON.stringify(new URL('../../temporal/database.ts', import.meta.url).href)})`;
  if (!isRoot) {
    await expect(checkDatabase(join(stateDir, 'temporal'))).rejects.toThrow('cannot be read and written by this user');
    return;
  }
  const code = `process.setgid(${nobody}); process.setuid(${nobody}); (await m).checkDatabase(${JSON.stringify(join(stateDir, 'temporal'))}).catch((error) => console.log(error.message));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', `const m = ${look}; await m; ${code}`],
    { encoding: 'utf8' },
  );
  expect(stdout, stderr).toContain(`cannot be read and written by this user (EACCES): ${file}. Nothing is lost.`);
});

/** A process that has the file open, as a server has that nobody knows of. */
async function holder(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [
    '-e',
    `require('fs').openSync(${JSON.stringify(file)}, 'r'); console.log(1); setInterval(() => {}, 1e6)`,
  ]);
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return child;
}

test.skipIf(process.platform !== 'linux')(
  'a database that another process has open is left to it',
  async () => {
    const { stateDir, file } = stateWith(copyOf(() => undefined));
    const { pid } = await holder(file);
    await expect(startEmbeddedTemporal({ stateDir })).rejects.toThrow(
      `is in use by another program: ${file}; process ${pid} has it open: end it (kill ${pid}), and run the command again. Nothing is lost.`,
    );
  },
  30_000,
);

test.each([
  ['database is locked (5) (SQLITE_BUSY)', 'is in use by another program'],
  ['database or disk is full (13)', 'is full, or takes no more from this user'],
  ['no such table: namespaces (1)', 'lacks tables that a database of Temporal has'],
])('what the server says about its database is reported in plain words: %s', async (log, words) => {
  const stateDir = emptyDir();
  const file = join(stateDir, 'temporal', 'temporal.db');
  const path = script(
    emptyDir(),
    'temporal',
    `: > "${file}"; echo "Error: failed starting server: ${log}" >&2; exit 1`,
  );
  await expect(startEmbeddedTemporal({ stateDir, env: { TEMPORAL_CLI_PATH: path } })).rejects.toThrow(words);
  // What a full disk has left of a new one holds nothing, and would be in the way.
  expect(readdirSync(join(stateDir, 'temporal')).includes('temporal.db')).toBe(!log.includes('full'));
});

test.skipIf(process.platform !== 'linux')('the full disk of a real server is reported as that', async () => {
  const stateDir = emptyDir();
  const cli = String(process.env['TEMPORAL_CLI_PATH']);
  // No file may grow beyond 100 KB, which is what a full disk comes to.
  const path = script(emptyDir(), 'temporal', `ulimit -f 200; exec "${cli}" "$@"`);
  await expect(startEmbeddedTemporal({ stateDir, env: { TEMPORAL_CLI_PATH: path } })).rejects.toThrow(
    'is full, or takes no more from this user: the embedded Temporal cannot write its database. Nothing is lost.',
  );
  await start({ stateDir });
});
