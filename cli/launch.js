/**
 * Runs a command of package.json, as in `node cli/launch.js cli/status --json`: its compiled code where `npm run build` has
 * seen the newest source, which starts several times as fast; else the source itself.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Folders that no command is compiled from. */
const NO_SOURCES = new Set(['node_modules', 'dist', 'test', 'bench', 'docs', 'coverage']);

const [node, , command = '', ...args] = process.argv;
const compiled = join(root, 'dist', `${command}.js`);
// `npm run build` itself is never compiled.
const program = existsSync(compiled) && isBuildFresh() ? compiled : join(root, `${command}.ts`);
if (program.endsWith('.ts')) {
  // What reads TypeScript here takes all after it for the query of an address. Any other name will do.
  if (root.includes('?')) {
    process.stderr.write(
      `The name of this folder has a question mark, with which TypeScript cannot be read: ${root}. Rename it.\n`,
    );
    process.exit(1);
  }
  await import('tsx');
}
// The command sees itself as the program that was started.
process.argv = [node, program, ...args];
await import(pathToFileURL(program).href);

/** `npm run build` leaves this file, with the time at which it began, once all is compiled. */
function isBuildFresh() {
  const built = statSync(join(root, 'dist', '.built'), { throwIfNoEntry: false });
  return built !== undefined && isOlder(root, built.mtimeMs);
}

/** Whether all sources in a folder were last changed before that time, in milliseconds. */
function isOlder(folder, time) {
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') || NO_SOURCES.has(entry.name) || isOlder(path, time);
    return !/\.tsx?$|^(tsconfig.*|package)\.json$/.test(entry.name) || statSync(path).mtimeMs < time;
  });
}
