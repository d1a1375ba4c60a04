import type { TestProject } from 'vitest/node';
import { findTemporalProgram, findTestServerProgram } from '../../temporal/program.js';
import { startDevServer } from './temporal.js';

/** Files that may need Temporal; all others do without (no-servers.ts). */
const MAY_NEED_SERVERS = /\.(server|browser)\.test\.ts$|\/test\/interop\//;

/** Where no file needs Temporal, nothing is fetched or started. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // What the command line asks for: Vitest has it, and does not declare it. Without it, all files are meant.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] };
  const { testFiles } = await project.globTestFiles(filenamePattern);
  return testFiles.some((file) => MAY_NEED_SERVERS.test(file)) ? startServers() : undefined;
}

/**
 * Both of Temporal's servers, fetched once, and a dev server that the test files share; the tests know them by these
 * variables. Gives back what ends the dev server.
 */
export async function startServers(): Promise<() => Promise<void>> {
  process.env['TEMPORAL_CLI_PATH'] = (await findTemporalProgram({ env: process.env })).path;
  process.env['KIRO_TEST_SERVER_PATH'] = (await findTestServerProgram({ env: process.env })).path;
  // It holds hundreds of runs in its memory: Go's collector would take a good part of a processor.
  process.env['GOGC'] = '400';
  const server = await startDevServer();
  delete process.env['GOGC'];
  process.env['KIRO_TEST_DEV_SERVER'] = server.address;
  return () => server.teardown();
}
