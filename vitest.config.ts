import { defineConfig } from 'vitest/config';

/** They need Temporal's servers, which the global set-up fetches; the other two projects do without. */
const SERVER_TESTS = 'test/**/*.server.test.ts';
/** They run commands as processes of their own, each of which loads all its code again. */
const COMMAND_TESTS = 'test/cli/*.test.ts';
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
          exclude: [SERVER_TESTS, COMMAND_TESTS, INTEROP_TESTS],
        },
      },
      { test: { ...withoutServers, name: 'commands', include: [COMMAND_TESTS], exclude: [SERVER_TESTS] } },
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
