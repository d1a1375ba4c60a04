import { afterAll, beforeAll, expect } from 'vitest';

const NO_PROGRAM = '/none (a test that needs Temporal is named *.server.test.ts)';
const PROGRAMS = ['TEMPORAL_CLI_PATH', 'KIRO_TEST_SERVER_PATH'];
let before: [name: string, value: string | undefined][] = [];

/**
 * Set-up of every file (vitest.config.ts): in one that is not named `*.server.test.ts`, whatever looks for Temporal's programs,
 * also in a command that a test runs, finds nothing, on every machine.
 */
beforeAll(() => {
  if (expect.getState().testPath?.endsWith('.server.test.ts') === true) return;
  before = PROGRAMS.map((name) => [name, process.env[name]]);
  for (const name of PROGRAMS) process.env[name] = NO_PROGRAM;
});
afterAll(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});
