import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findTemporalProgram, findTestServerProgram } from '../../temporal/program.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** They start a server of Temporal's, or a command that starts one. */
const STARTERS = ['test/support/temporal.ts', 'test/e2e/support.ts', 'test/e2e/terminal.ts', 'temporal/embedded.ts'];
const STARTS = /TestWorkflowEnvironment\.create|process\.env\['(TEMPORAL_CLI_PATH|KIRO_TEST_SERVER_PATH)'\]/;

const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file}`)
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/interop/') && !file.endsWith('lanes.test.ts'));

const known = new Map<string, string[]>();

/** What a file imports of ours; types do not count. */
function importsOf(file: string): string[] {
  const found = known.get(file) ?? readImports(file);
  known.set(file, found);
  return found;
}

function readImports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const imports = text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)';|import\('(\.[^']+)'\)/gms);
  return [...imports]
    .map(([, fixed, late]) => join(dirname(file), fixed ?? late ?? '').replace(/\.js$/, '.ts'))
    .filter((path) => existsSync(join(ROOT, path)));
}

function allBehind(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of importsOf(file)) allBehind(next, seen);
  return seen;
}

function startsServer(file: string): boolean {
  const behind = allBehind(file);
  return STARTERS.some((starter) => behind.has(starter)) || STARTS.test(readFileSync(join(ROOT, file), 'utf8'));
}

it('names every test that starts a server *.server.test.ts, and no other', () => {
  const named = tests.filter((file) => file.endsWith('.server.test.ts'));
  expect(named.length).toBeGreaterThan(20);
  expect(tests.filter(startsServer).sort()).toEqual(named.sort());
});

it('finds no program of Temporal in a file that is not named so', async () => {
  await expect(findTemporalProgram({ env: process.env })).rejects.toThrow('named *.server.test.ts');
  await expect(findTestServerProgram({ env: process.env })).rejects.toThrow('named *.server.test.ts');
});

it('looks longer, in `npm run test:deep`, at every property that has a number for it', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { 'test:deep': string };
  };
  const named = scripts['test:deep']
    .replace(/^.* vitest run/, '')
    .trim()
    .split(/\s+/);
  const deep = tests.filter((file) => allBehind(file).has('test/support/how-often.ts'));
  expect(deep.filter((file) => !named.some((name) => file.includes(name)))).toEqual([]);
  expect(named.filter((name) => !deep.some((file) => file.includes(name)))).toEqual([]);
});
