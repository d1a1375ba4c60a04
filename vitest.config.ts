import { defineConfig } from 'vitest/config';

/** They need Temporal's servers, which the global set-up starts for them; all others find none (test/support/no-servers.ts). */
const SERVER_TESTS = 'test/**/*.server.test.ts';
/** They need no server either, but time: commands and bundlers, every fault at every call, every step redone, every key that may be missing, large lists. */
const LONG_TESTS = [
  'test/cli/*.test.ts',
  'test/activities/okta/matrix/**/*.test.ts',
  'test/activities/okta/{bad-hour,large-group,long-list,new-endpoint,old-pushes-faults,passing-refusals,preflight-findings}.test.ts',
  'test/activities/dns/transport.test.ts',
  'test/activities/echoes.test.ts',
  'test/runbook/{escape/forms,escape/large-texts,outside-text}.test.ts',
  'test/runbook/subscription-list.test.ts',
  'test/activities/offboard/faults.test.ts',
  'test/activities/scim/many-members.test.ts',
  'test/sandbox/{crowd,sandbox}.test.ts',
  'test/temporal/{wheel,workflow-bundle}.test.ts',
  'test/workflows/{another-kiro,audit-record,every-message,interrupted-steps,reprovision,reprovision-played,resumed-state,wrong-input}.test.ts',
  'test/workflows/rotate/{played-rotation,rotation-detours}.test.ts',
  'test/workflows/offboard/kinds-of-access.test.ts',
];
/** They need programs that a test may not download, such as Chromium: `npm run test:interop`. */
const INTEROP_TESTS = ['test/interop/**', 'test/**/*.browser.test.ts'];

/** `npm run test:unit` runs in the mode `unit`: what is quick and needs no server. */
export default defineConfig(({ mode }) => ({
  test: {
    reporters: ['default'],
    // What a passing test writes, such as the SDK's log of each failed try, is noise.
    silent: 'passed-only',
    experimental: { fsModuleCache: true },
    include: ['test/**/*.test.ts'],
    exclude: [...INTEROP_TESTS, ...(mode === 'unit' ? [SERVER_TESTS, ...LONG_TESTS] : [])],
    globalSetup: mode === 'unit' ? [] : ['test/support/global-setup.ts'],
    setupFiles: ['test/support/end-what-began.ts', 'test/support/no-servers.ts'],
    // The files of a worker share its modules: loading Okta's and Temporal's packages for each file took half of the time.
    // So a test puts back what it changes in a module or in the process.
    isolate: false,
    // While some files wait for their servers, others compute. Where none waits, more workers only load the packages again.
    maxWorkers: mode === 'unit' ? 3 : 4,
    // Four files share two processors, and what is quick alone may take ten times as long on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // Most of a test's objects live as long as one request: with a larger nursery the collector copies few of them.
    execArgv: ['--max-semi-space-size=64'],
  },
}));
