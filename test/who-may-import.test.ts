import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A small tree with one forbidden import of each kind, and some that are allowed. */
const FILES: Record<string, string> = {
  'runbook/state.ts': 'export interface State { a: string }\nexport const blank = 1;\n',
  'activities/okta/index.ts': 'export const call = 1;\nexport interface Proof { b: string }\n',
  'cli/status.ts': 'export const status = 1;\n',
  'worker.ts': "import { worker } from './start/run-worker.js';\nexport const a = worker;\n",
  'start/run-worker.ts': "import { call } from '../activities/okta/index.js';\nexport const worker = call;\n",

  'runbook/by-value.ts': "import { call } from '../activities/okta/index.js';\nexport const a = call;\n",
  'runbook/by-type.ts': "import type { Proof } from '../activities/okta/index.js';\nexport type A = Proof;\n",
  'runbook/by-import-type.ts': "export type A = import('../activities/okta/index.js').Proof;\n",
  'runbook/by-import-call.ts': "export const a = () => import('../activities/okta/index.js');\n",
  'runbook/by-export-from.ts': "export { call } from '../activities/okta/index.js';\n",
  'runbook/by-export-type-from.ts': "export type * from '../activities/okta/index.js';\n",
  'runbook/by-side-effect.ts': "import '../worker.js';\n",
  'starter.ts': "import { call } from './activities/okta/index.js';\nexport const a = call;\n",
  'start/follow.ts': "export const a = () => import('../activities/okta/index.js');\n",
  'sandbox/okta/apps.ts': "import { call } from '../../activities/okta/index.js';\nexport const a = call;\n",
  'drawer/lost.ts': "import { blank } from '../runbook/state.js';\nexport const a = blank;\n",

  'workflows/value-of-activities.ts': "import { call } from '../activities/okta/index.js';\nexport const a = call;\n",
  'workflows/call-of-activities.ts': "export const a = () => import('../activities/okta/index.js');\n",
  'workflows/type-of-activities.ts':
    "import type { Proof } from '../activities/okta/index.js';\nexport type A = Proof;\n",
  'workflows/import-type-of-activities.ts': "export type A = import('../activities/okta/index.js').Proof;\n",

  'config/one.ts': "import type { Two } from './two.js';\nexport interface One { two: Two }\n",
  'config/two.ts': "import type { Three } from './three.js';\nexport interface Two { three: Three }\n",
  'config/three.ts': "export interface Three { one: import('./one.js').One }\n",
};

const dir = mkdtempSync(join(tmpdir(), 'who-may-import-'));
let said = '';

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  // As `npm run lint:imports` calls it.
  const args = ['--config', join(ROOT, '.dependency-cruiser.js'), '--output-type', 'err-long', '.'];
  const run = promisify(execFile)(join(ROOT, 'node_modules/.bin/depcruise'), args, { cwd: dir });
  said = await run.then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
});

afterAll(() => rmSync(dir, { recursive: true }));

/** What was said of a file's imports, on one line. */
const from = (file: string): string =>
  (said.split('\n\n').find((part) => part.includes(`: ${file} →`)) ?? '').replace(/\s+/g, ' ').trim();

it.each([
  'runbook/by-value.ts',
  'runbook/by-type.ts',
  'runbook/by-import-type.ts',
  'runbook/by-import-call.ts',
  'runbook/by-export-from.ts',
  'runbook/by-export-type-from.ts',
  'runbook/by-side-effect.ts',
])('refuses what %s imports, and says who may', (file) => {
  expect(from(file)).toContain('runbook/ may import from itself alone');
  expect(from(file)).toContain('CONTRIBUTING.md, "Who may import whom"');
});

it.each(['starter.ts', 'start/follow.ts', 'sandbox/okta/apps.ts'])('refuses what %s imports of activities/', (file) => {
  expect(from(file)).toContain('activities/okta/index.ts');
  expect(from(file)).toContain('may import from itself and ');
});

it('lets workflows/ import types of activities/ and nothing else', () => {
  expect(from('workflows/value-of-activities.ts')).toContain('write `import type`');
  expect(from('workflows/call-of-activities.ts')).toContain('write `import type`');
  expect(from('workflows/type-of-activities.ts')).toBe('');
  // Written in place it counts as a value: `import type` shows at the top of the file what comes from there.
  expect(from('workflows/import-type-of-activities.ts')).toContain('write `import type`');
});

it('refuses a circle that types alone close', () => {
  expect(said).toMatch(/no-circles: config\/(one|two|three)\.ts →/);
});

it('refuses a file that is in no room', () => {
  expect(from('drawer/lost.ts')).toContain('Add a row');
});

it('takes what the table allows', () => {
  expect(from('worker.ts')).toBe('');
  expect(from('start/run-worker.ts')).toBe('');
});
