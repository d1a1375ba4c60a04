import { findTemporalProgram, findTestServerProgram } from '../../temporal/program.js';

/** Both of Temporal's servers, fetched once; the tests run them, and know them by these variables. */
export default async function setup(): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const [cli, testServer] = await Promise.all([
    findTemporalProgram(process.env, say),
    findTestServerProgram(process.env, say),
  ]);
  process.env['TEMPORAL_CLI_PATH'] = cli.path;
  process.env['KIRO_TEST_SERVER_PATH'] = testServer;
}
