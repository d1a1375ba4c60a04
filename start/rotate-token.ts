/** `npm run rotate-token`: give the connection another SCIM token, planned or after a leak. */
import { newCommand } from '../cli/lib/new-command.js';
import { usageError } from '../cli/lib/output-and-exit.js';
import { runCommand } from '../cli/lib/run-command.js';
import { leavingOnSignals } from './leaving.js';
import { RUN_ALSO, RUN_EXITS, type RunOptions, withRunFlags } from './options.js';

interface RotateOptions extends RunOptions {
  compromised: boolean;
}

function readOptions(argv: string[]): RotateOptions {
  const command = newCommand('rotate-token', 'Replace the SCIM token of the connection, or join the run that does.', {
    examples: ['npm run rotate-token', 'npm run rotate-token -- --compromised'],
    also: [
      'Planned: the old token stays until Okta pushes with the new one. With --compromised it is deleted first.',
      ...RUN_ALSO,
    ],
    exits: RUN_EXITS,
  });
  withRunFlags(command).option('--compromised', 'the old token has leaked: delete it at once', false).parse(argv);
  if (command.args.length > 0)
    throw usageError(`"${command.args.join(' ')}" is not an option of this command; see --help.`);
  return command.opts<RotateOptions>();
}

async function main(): Promise<void> {
  const { compromised, ...options } = readOptions(process.argv);
  const leaving = leavingOnSignals();
  // Loaded only now, so that --help is quick.
  const [{ runDayTwo }, names, { leakWhilePlanned, rotationFor }] = await Promise.all([
    import('./day-two.js'),
    import('../runbook/model/names.js'),
    import('../runbook/rotate/rotation.js'),
  ]);
  const about = { compromised };
  const rotation = rotationFor(about);
  process.exitCode = await runDayTwo(options, leaving, {
    type: names.ROTATE_TYPE,
    workflowId: names.dayTwoIds.rotate,
    about,
    completed: (given) => rotation.completedInput(given),
    refusal: (other, workflowId) => leakWhilePlanned(about, other, workflowId),
    firstStep: rotation.steps.ids[0] ?? '',
    summary: ({ okta, domain }) =>
      `${compromised ? 'Replace the leaked SCIM token' : 'Replace the SCIM token'} of ${names.oktaHost(okta.orgUrl)} for ${domain}`,
    details: [
      compromised
        ? 'The leaked token is deleted first; what failed meanwhile is retried, and everything in Kiro is compared with Okta.'
        : 'The old token stays until Okta is seen to push with the new one.',
    ],
  });
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
