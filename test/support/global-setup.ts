import { findTemporalProgram, findTestServerProgram } from '../../temporal/program.js';
import { startDevServer } from './temporal.js';

/**
 * Both of Temporal's servers, fetched once, and a dev server that the test files share; the tests know them by these
 * variables. Gives back what ends the dev server.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env['TEMPORAL_CLI_PATH'] = (await findTemporalProgram({ env: process.env })).path;
  process.env['KIRO_TEST_SERVER_PATH'] = (await findTestServerProgram({ env: process.env })).path;
  // It holds hundreds of runs in its memory: Go's collector would take a good part of a processor.
  process.env['GOGC'] = '400';
  const server = await startDevServer();
  delete process.env['GOGC'];
  process.env['KIRO_TEST_DEV_SERVER'] = server.address;
  return () => server.teardown();
}
