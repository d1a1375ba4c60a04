import { findTemporalProgram, findTestServerProgram } from '../../temporal/program.js';

/** Both of Temporal's servers, fetched once; the tests run them, and know them by these variables. */
export default async function setup(): Promise<void> {
  process.env['TEMPORAL_CLI_PATH'] = (await findTemporalProgram({ env: process.env })).path;
  process.env['KIRO_TEST_SERVER_PATH'] = (await findTestServerProgram({ env: process.env })).path;
}
