import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
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
