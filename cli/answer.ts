import type { Command } from 'commander';
import { terminalText } from '../runbook/escape/plain-text.js';
import { MESSAGE_INFO } from '../runbook/messages/fields.js';
import { valueFromText } from '../runbook/messages/value-from-text.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import { readDecisions } from '../runbook/roster/decision-rows.js';
import { helpEnd, newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { CommandError, EXIT, note, usageError, write, writeJson } from './lib/output-and-exit.js';
import { flagOf, whoAmI } from './lib/flag-values.js';
import { readList, readSeatList } from './lib/list-file.js';
import { tokenFrom } from './lib/scim-access.js';
import type { Filled } from '../client/send-answer.js';

/** Without their schemas, which `--help` does not need. */
const MESSAGE_NAMES = Object.keys(MESSAGE_INFO) as MessageName[];

interface Options extends Record<string, unknown> {
  workflowId?: string;
  config?: string;
  by?: string;
  tokenStdin?: boolean;
  acceptKey?: string;
  csvFile?: string;
  json?: boolean;
}

/** `npm run answer -- <message>`: one subcommand a message; asks for what is missing where there is a terminal. */
async function main(): Promise<void> {
  const program = newCommand('answer', 'Answer a run. Each message is a subcommand; its fields are flags.', {
    examples: [
      'npm run answer -- domainVerified',
      'npm run answer -- scimAccessIssued --endpoint https://scim.example.com/1a2b/scim/v2',
      'npm run answer -- subscriptionsListed --csv-file subscriptions.csv',
      'npm run answer -- accessReviewed --csv-file decisions.csv',
      'npm run answer -- domainAdded --help',
    ],
    also: [
      'At a terminal, what is missing is asked for: the SCIM token without echo, and sealed before it is sent.',
      'It goes to the run that waits for it, of the connection of the configuration (or of any, without one); where several ' +
        'wait, they are named. Where none waits, it goes to the onboarding, which takes some answers early.',
    ],
    exits: EXITS,
  });
  // All of them are for the help and for names that are none: to build them takes longer than to send an answer.
  const named = MESSAGE_NAMES.filter((name) => name === process.argv[2]);
  for (const name of named.length > 0 ? named : MESSAGE_NAMES) addMessage(program, name);
  if (process.argv.length < 3)
    throw usageError(`Name the message to send, one of: ${MESSAGE_NAMES.join(', ')}. See --help.`);
  await program.parseAsync();
}

function addMessage(program: Command, name: MessageName): void {
  const { description, fields } = MESSAGE_INFO[name];
  const command = program.command(name).description(description).exitOverride();
  for (const field of fields.filter((one) => !one.sealed)) {
    command.option(`${flagOf(field.name)} <${field.name}>`, `${field.rule} Example: ${field.example.split('\n')[0]}`);
  }
  if (fields.some((field) => field.sealed))
    command
      .option('--token-stdin', 'read the token from stdin (it is sealed before it is sent)')
      .option('--accept-key <thumbprint>', "seal to a worker's key that has changed, once you have compared it");
  if (name === 'subscriptionsListed') command.option('--csv-file <file>', 'read the list from a file');
  if (name === 'accessReviewed')
    command.option('--csv-file <file>', 'read the rows from a file with the columns user, decision and note');
  command
    .option('--by <who>', 'who answers', whoAmI())
    .option('--workflow-id <id>', 'which run; default: the one that waits for this message')
    .option('--config <file>', 'the configuration of the connection whose runs are meant')
    .option('--json', 'JSON alone on stdout', false)
    .addHelpText('after', () => helpEnd({ examples: [exampleOf(name)], exits: EXITS }))
    .action((options: Options) => send(name, options));
}

/** With the fields that it cannot do without. */
function exampleOf(name: MessageName): string {
  const needed = MESSAGE_INFO[name].fields.filter((field) => !field.optional && !field.sealed);
  return [`npm run answer -- ${name}`, ...needed.map(({ name, example }) => `${flagOf(name)} '${example}'`)].join(' ');
}

const EXITS = '0 taken, 1 refused or failed, 2 wrong usage or configuration, 3 nothing was sent';

async function send(name: MessageName, options: Options): Promise<void> {
  const filled = await fill(name, options);
  // A wrong form needs no run to be refused.
  const { checkForm } = await import('../runbook/messages/form.js');
  const form = checkForm(name, filled.value);
  if (!form.ok) throw usageError(form.why.reason);
  const [{ withRunFor }, { submit }, { signerFor }, { keyCheckFor }] = await Promise.all([
    import('./lib/reach-run.js'),
    import('../client/send-answer.js'),
    import('../client/signer.js'),
    import('./lib/known-sealing-keys.js'),
  ]);
  const sign = await signerFor('cli', process.env);
  const checkKey = keyCheckFor(options);
  const { step } = filled.value;
  const sending = { message: name, step: typeof step === 'string' ? step : null };
  const [sent, seen] = await withRunFor(sending, options, async (reached) => {
    const sent = await submit(name, filled, { ...reached, sign, checkKey });
    const isLook = name === 'dnsRecordPublished' && sent.accepted && options.json !== true;
    if (!isLook) return [sent, []] as const;
    const { lookAfterPublished } = await import('./lib/print-status.js');
    return [sent, await lookAfterPublished(reached)] as const;
  });
  if (options.json === true) writeJson(sent);
  if (!sent.accepted)
    throw new CommandError(terminalText(`Refused (${sent.why.code}): ${sent.why.reason}`), EXIT.failed);
  if (options.json !== true) write(['Taken.', ...[...sent.notes, ...seen].map(terminalText)].join('\n'));
}

/** The fields from the flags; at a terminal what is missing is asked for. */
async function fill(name: MessageName, options: Options): Promise<Filled> {
  const given: Record<string, unknown> = { by: options.by, via: 'cli' };
  for (const field of MESSAGE_INFO[name].fields) {
    const text = options[field.name];
    if (typeof text === 'string') given[field.name] = valueFromText(text, field.name);
  }
  if (options.csvFile !== undefined) {
    if (name === 'accessReviewed') given['rows'] = decisionsIn(options.csvFile, options);
    else given['csv'] = seatsIn(options.csvFile, options);
  }
  if (options.tokenStdin === true) return { value: given, secret: await tokenFrom(process.stdin, '--token-stdin') };
  if (!process.stdin.isTTY) return { value: given, secret: null };
  const { askForm } = await import('./lib/ask-form.js');
  const filled = await askForm(name, { given, candidates: [] });
  if (filled === null) throw new CommandError('Nothing was sent.', EXIT.notClean);
  return filled;
}

/** The text of a list of seats; what was understood is said before it is sent. @throws CommandError (2) */
function seatsIn(file: string, { json }: Options): string {
  // The run knows whether nobody may be in it.
  const list = readSeatList(file, { mayBeEmpty: true });
  if ('problem' in list) throw usageError(`--csv-file ${list.problem}`);
  // Its doubts come back with the answer.
  if (json !== true) note(terminalText(list.understood));
  return list.csv;
}

/** Rows without a decision are for later. @throws CommandError (2) */
function decisionsIn(file: string, { json }: Options): unknown[] {
  const list = readList(file);
  if ('problem' in list) throw usageError(`--csv-file ${list.problem}`);
  const { rows, open, problems } = readDecisions(list.csv);
  if (problems.length > 0) throw usageError(`--csv-file ${file}: ${problems.join(' ')}`);
  if (rows.length === 0)
    throw usageError(`--csv-file ${file}: no row has a decision: write keep or remove into the column decision.`);
  if (open > 0 && json !== true) note(`${open} rows have no decision yet, and are left for later.`);
  return rows;
}

await runCommand(main);
