/** `npm run review-access`: review who has access, or write the list of a review to fill it in. */
import { newCommand } from '../cli/lib/new-command.js';
import { usageError } from '../cli/lib/output-and-exit.js';
import { runCommand } from '../cli/lib/run-command.js';
import { leavingOnSignals } from './leaving.js';
import { RUN_ALSO, RUN_EXITS, type RunOptions, withRunFlags } from './options.js';

interface ReviewOptions extends RunOptions {
  subscriptions?: string;
  list?: string;
}

const command = newCommand(
  'review-access',
  'Review who has access to Kiro: the reviewers keep or remove each person, and the removals are carried out.',
  {
    examples: [
      'npm run review-access -- 2026-Q4',
      'npm run review-access -- 2026-Q4 --subscriptions subscriptions.csv',
      'npm run review-access -- 2026-Q4 --list decisions.csv',
      'npm run answer -- accessReviewed --csv-file decisions.csv',
    ],
    also: [
      'The reviewers are people.reviewers of the configuration; without any the Kiro admin is asked. --list writes the list with the decisions so far, and starts nothing.',
      'Somebody on whom nobody decides keeps their access, and the report names them.',
      ...RUN_ALSO,
    ],
    exits: RUN_EXITS,
  },
);

function readOptions(): { options: ReviewOptions; name: string } {
  withRunFlags(command)
    .argument('<name>', 'what the review is called, such as 2026-Q4')
    .option('--subscriptions <file>', "the list of Kiro's Subscriptions tab (CSV): who has a seat is reviewed, too")
    .option('--list <file>', 'write the list of a review, with what was decided so far, to this file')
    .parse(process.argv);
  const options = command.opts<ReviewOptions>();
  const [name = '', ...rest] = command.args;
  if (rest.length > 0) throw usageError(`"${rest.join(' ')}" is one name too many; see --help.`);
  if (options.list !== undefined && options.subscriptions !== undefined)
    throw usageError('--list writes the list of a review that was begun, so --subscriptions has no place there.');
  return { options, name };
}

async function main(): Promise<void> {
  const { options, name } = readOptions();
  if (options.list !== undefined) {
    const { writeAccessList } = await import('./access-list-file.js');
    return writeAccessList(name, options.list, options);
  }
  const leaving = leavingOnSignals();
  const { reviewAccess } = await import('./review-run.js');
  process.exitCode = await reviewAccess(options, leaving, { name, subscriptions: options.subscriptions ?? null });
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
