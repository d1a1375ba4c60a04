/** `npm run reprovision`: connect Okta to a Kiro profile that was deleted and made anew. */
import { newCommand } from '../cli/lib/new-command.js';
import { usageError } from '../cli/lib/output-and-exit.js';
import { runCommand } from '../cli/lib/run-command.js';
import { leavingOnSignals } from './leaving.js';
import { RUN_ALSO, RUN_EXITS, type RunOptions, withRunFlags } from './options.js';

function readOptions(argv: string[]): RunOptions {
  const command = newCommand(
    'reprovision',
    'After a Kiro profile was deleted: connect Okta to the new one, or join the run that does.',
    {
      examples: ['npm run reprovision', 'npm run reprovision -- --config other.yaml --no-wait'],
      also: [
        'Nothing is taken off in Okta without the consent of the Okta admin, and the sign-in application is not touched.',
        ...RUN_ALSO,
      ],
      exits: RUN_EXITS,
    },
  );
  withRunFlags(command).parse(argv);
  if (command.args.length > 0)
    throw usageError(`"${command.args.join(' ')}" is not an option of this command; see --help.`);
  return command.opts<RunOptions>();
}

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  const leaving = leavingOnSignals();
  // Loaded only now, so that --help is quick.
  const [{ runDayTwo }, names, { REPROVISION }] = await Promise.all([
    import('./day-two.js'),
    import('../runbook/model/names.js'),
    import('../runbook/reprovision/reprovision.js'),
  ]);
  process.exitCode = await runDayTwo(options, leaving, {
    type: names.REPROVISION_TYPE,
    workflowId: names.dayTwoIds.reprovision,
    about: {},
    completed: (given) => REPROVISION.completedInput(given),
    firstStep: 'find',
    summary: ({ okta, domain }) => `Connect ${names.oktaHost(okta.orgUrl)} to the new Kiro profile of ${domain}`,
    details: ['From a Kiro profile that was made anew to the last person who has arrived in it.'],
  });
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
