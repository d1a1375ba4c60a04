import { defineConfig } from 'vitest/config';

/** They need Temporal's servers, which the global set-up fetches; the other two projects do without. */
const SERVER_TESTS = 'test/**/*.server.test.ts';
/** They need no server either, but time: commands as processes of their own, every fault at every call, large lists. */
const LONG_TESTS = [
  'test/cli/*.test.ts',
  'test/activities/okta/matrix/**/*.test.ts',
  'test/activities/okta/{bad-hour,large-group}.test.ts',
  'test/activities/scim/many-members.test.ts',
  'test/sandbox/crowd.test.ts',
];
/** They need programs that a test may not download: `npm run test:interop`. */
const INTEROP_TESTS = 'test/interop/**';

const limits = { testTimeout: 60_000, hookTimeout: 120_000 };
const withoutServers = { ...limits, setupFiles: ['test/support/no-servers.ts'] };

export default defineConfig({
  test: {
    reporters: ['default'],
    // Many files start servers of their own; more than two at once only slow a small machine down.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...withoutServers,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [SERVER_TESTS, ...LONG_TESTS, INTEROP_TESTS],
        },
      },
      { test: { ...withoutServers, name: 'long', include: LONG_TESTS, exclude: [SERVER_TESTS] } },
      {
        test: {
          ...limits,
          name: 'server',
          include: [SERVER_TESTS],
          exclude: [INTEROP_TESTS],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
});
