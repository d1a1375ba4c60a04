/** `npm run offboard`: somebody leaves, or a file of them. */
import { readList } from '../cli/lib/list-file.js';
import { newCommand } from '../cli/lib/new-command.js';
import { usageError } from '../cli/lib/output-and-exit.js';
import { runCommand } from '../cli/lib/run-command.js';
import { leavingOnSignals } from './leaving.js';
import { RUN_ALSO, RUN_EXITS, type RunOptions, withRunFlags } from './options.js';

interface OffboardOptions extends RunOptions {
  reason?: string;
  ticket?: string;
  now: boolean;
  file?: string;
}

const command = newCommand(
  'offboard',
  "Take somebody's access to Kiro away: out of the groups, the applications and the subscription, with a certificate.",
  {
    examples: [
      'npm run offboard -- lena@example.com --reason "leaves on Friday" --ticket HR-4711',
      'npm run offboard -- lena@example.com --now',
      'npm run offboard -- --file leavers.csv',
    ],
    also: [
      'Nothing else of the person is touched: not their account, not their other applications. The Kiro admin is asked to delete the subscription, and the Okta admin for groups that a rule or a directory fills.',
      'A file has a header line with login, and if you like reason and ticket; or it lists a login a line. Each person has a run of their own, a few at a time. The same file again joins those that go on, and names those that are over.',
      'With --now a run that goes on without it is raised to it; there is no way back.',
      ...RUN_ALSO,
    ],
    exits: RUN_EXITS,
  },
);

function readOptions(): { options: OffboardOptions; login: string | undefined } {
  withRunFlags(command)
    .argument('[login]', "the person's login in Okta")
    .option('--reason <text>', 'why they leave, for the report')
    .option('--ticket <text>', 'number of a request, for the report')
    .option('--now', 'revoke their refresh tokens, instead of letting the next refresh fail', false)
    .option('--file <file>', 'a list of people who leave, as CSV')
    .parse(process.argv);
  const options = command.opts<OffboardOptions>();
  const [login, ...rest] = command.args;
  if (rest.length > 0)
    throw usageError(`One login at a time, or a --file of them: "${rest.join(' ')}" is one too many.`);
  if ((login === undefined) === (options.file === undefined))
    throw usageError('Name the login of the person who leaves, or a --file with several; see --help.');
  return { options, login };
}

function readFile(file: string): string {
  const list = readList(file);
  if ('problem' in list) throw usageError(list.problem);
  return list.csv;
}

async function main(): Promise<void> {
  const { options, login } = readOptions();
  const [{ offboardOne, offboardMany }, { readLeavers }] = await Promise.all([
    import('./offboard-runs.js'),
    import('./leavers-file.js'),
  ]);
  const { reason = null, ticket = null, now } = options;
  if (login !== undefined) {
    process.exitCode = await offboardOne(options, leavingOnSignals(), { login, reason, ticket, now });
    return;
  }
  const { leavers, problems } = readLeavers(readFile(options.file!));
  if (problems.length > 0) throw usageError(`${options.file}: ${problems.slice(0, 20).join('\n')}`);
  const abouts = leavers.map((one) => ({
    login: one.login,
    reason: one.reason ?? reason,
    ticket: one.ticket ?? ticket,
    now,
  }));
  process.exitCode = await offboardMany(options, leavingOnSignals(), abouts);
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
