/**
 * Set-up of the lanes without Temporal (vitest.config.ts): whatever looks for its programs, also in a command that a test
 * runs, finds nothing, on every machine. A test that needs them is named `*.server.test.ts`.
 */
const NO_PROGRAM = '/none (a test that needs Temporal is named *.server.test.ts)';

process.env['TEMPORAL_CLI_PATH'] = NO_PROGRAM;
process.env['KIRO_TEST_SERVER_PATH'] = NO_PROGRAM;
