import { defineConfig } from 'vitest/config';

/** They need Temporal's servers, which the global set-up fetches; all others do without. */
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

/**
 * The files of a worker share its modules: loading Okta's and Temporal's packages for each file took half of the time.
 * So a test puts back what it changes in a module or in the process.
 */
const limits = {
  // Four files share two processors, and what is quick alone may take ten times as long on a busy machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
  isolate: false,
  setupFiles: ['test/support/end-what-began.ts'],
  // Most of a test's objects live as long as one request: with a larger nursery the collector copies few of them.
  execArgv: ['--max-semi-space-size=64'],
};

/** `npm run test:unit` runs in the mode `unit`: what is quick and needs no server. */
export default defineConfig(({ mode }) => ({
  test: {
    reporters: ['default'],
    // What a passing test writes, such as the SDK's log of each failed try, is noise.
    silent: 'passed-only',
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          ...limits,
          name: 'unit',
          // One more than the processors of a small machine: each worker loads Okta's and Temporal's packages anew.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          setupFiles: [...limits.setupFiles, 'test/support/no-servers.ts'],
          include: ['test/**/*.test.ts'],
          exclude: [SERVER_TESTS, ...INTEROP_TESTS, ...(mode === 'unit' ? LONG_TESTS : [])],
        },
      },
      {
        test: {
          ...limits,
          name: 'server',
          // Begun first. While some files wait for their servers, others compute.
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
          include: mode === 'unit' ? [] : [SERVER_TESTS],
          exclude: INTEROP_TESTS,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
}));
