import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { workFolder } from './run-cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const says = (text: string): string => `console.log('${text}', ...process.argv.slice(2));`;

let dir: string;

/** A project with one command, whose source and compiled code say what they are; built a minute ago. */
beforeEach(() => {
  dir = workFolder();
  for (const folder of ['cli', 'dist/cli', 'lib', 'test']) mkdirSync(join(dir, folder), { recursive: true });
  cpSync(join(ROOT, 'cli/launch.js'), join(dir, 'cli/launch.js'));
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  write('package.json', '{ "type": "module" }', 120);
  write('cli/hello.ts', `${says('source')} export type Nothing = null;`, 120);
  write('lib/part.ts', '', 120);
  write('dist/cli/hello.js', says('compiled'), 50);
  write('dist/.built', '', 60);
});

/** @param age of the file, in seconds */
function write(file: string, text: string, age: number): void {
  writeFileSync(join(dir, file), text);
  const time = Date.now() / 1000 - age;
  utimesSync(join(dir, file), time, time);
}

const launch = (...args: string[]): string =>
  execFileSync(process.execPath, [join(dir, 'cli/launch.js'), 'cli/hello', ...args], { encoding: 'utf8' }).trim();

it('runs the compiled code where all sources are older, with the arguments of the command', () => {
  write('test/some.test.ts', '', 0);
  expect(launch('--json', 'two words')).toBe('compiled --json two words');
});

it.each([
  ['a source has changed since', () => write('lib/part.ts', '', 10)],
  ['a source has changed during the build', () => write('lib/part.ts', '', 60)],
  ['a source is new', () => write('lib/other.ts', '', 10)],
  ['no build has come to its end', () => rmSync(join(dir, 'dist/.built'))],
])('runs the source where %s', (_, change) => {
  change();
  expect(launch('--json')).toBe('source --json');
});

/** The same project in a folder of that name. */
function movedTo(name: string): void {
  const moved = join(dir, '..', name);
  onTestFinished(() => rmSync(moved, { recursive: true, force: true }));
  renameSync(dir, moved);
  dir = moved;
}

// A backslash is too much for Node itself.
it.each(['a b%20c%', 'a#b!c', 'a\'b"c', 'a$b&c;d', 'é漢'])('runs the source in a folder named %s', (name) => {
  movedTo(`${name}-${process.pid}`);
  rmSync(join(dir, 'dist/.built'));
  expect(launch('x')).toBe('source x');
});

it('says in a sentence that a question mark in the name of the folder is too much for the source', () => {
  movedTo(`a?b-${process.pid}`);
  expect(launch('x')).toBe('compiled x');
  rmSync(join(dir, 'dist/.built'));
  const { status, stderr } = spawnSync(process.execPath, [join(dir, 'cli/launch.js'), 'cli/hello'], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([
    1,
    `The name of this folder has a question mark, with which TypeScript cannot be read: ${dir}. Rename it.\n`,
  ]);
});
