import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { checkForm } from '../runbook/answers/form.js';
import { MESSAGE_INFO } from '../runbook/messages/fields.js';
import { MESSAGE_NAMES, type MessageName } from '../runbook/messages/schemas.js';
import { sendAnswer } from './lib/ask-run.js';
import { runCommand, newCommand } from './lib/command.js';
import { CommandError, EXIT, usageError } from './lib/exit-codes.js';
import { flagOf, valueFrom } from './lib/field-flags.js';
import { reachTemporal, whichRun } from './lib/reach.js';
import { sealForRun } from './lib/seal-for-run.js';
import { askForFields, askForToken } from './lib/terminal-form.js';

interface Options extends Record<string, unknown> {
  workflowId?: string;
  config?: string;
  by?: string;
  tokenStdin?: boolean;
  csvFile?: string;
  json?: boolean;
}

/** `npm run answer -- <message>`: one subcommand a message; asks for what is missing where there is a terminal. */
async function main(): Promise<void> {
  const program = newCommand('answer', 'Answer a run. Each message is a subcommand; its fields are flags.');
  for (const name of MESSAGE_NAMES) addMessage(program, name);
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
    command.option('--token-stdin', 'read the token from stdin (it is sealed before it is sent)');
  if (name === 'subscriptionsListed') command.option('--csv-file <file>', 'read the list from a file');
  command
    .option('--by <who>', 'who answers', userInfo().username)
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--json', 'JSON alone on stdout', false)
    .action((options: Options) => send(name, options));
}

async function send(name: MessageName, options: Options): Promise<void> {
  const value: Record<string, unknown> = { by: options.by, via: 'cli' };
  for (const field of MESSAGE_INFO[name].fields) {
    const given = options[field.name];
    if (typeof given === 'string') value[field.name] = valueFrom(given, name, field.name);
  }
  if (options.csvFile !== undefined) value['csv'] = await readList(options.csvFile);
  if (process.stdin.isTTY) Object.assign(value, await askForFields(name, value));
  const secret = await tokenFor(name, options);
  // The form is checked before anything leaves this machine: a secret in a wrong field stays here.
  const form = checkForm(name, value);
  if (!form.ok) throw usageError(form.why.reason);

  const { client } = await reachTemporal(process.env);
  const workflowId = await whichRun(client, options, process.env);
  if (secret !== null) value['token'] = await sealForRun(client, workflowId, secret);
  const sent = await sendAnswer(client, workflowId, name, value);
  await client.connection.close();
  if (options.json === true) process.stdout.write(`${JSON.stringify(sent)}\n`);
  if (!sent.accepted) throw new CommandError(`Refused (${sent.why.code}): ${sent.why.reason}`, EXIT.failed);
  if (options.json !== true) process.stdout.write(['Taken.', ...sent.notes, ''].join('\n'));
}

async function tokenFor(name: MessageName, options: Options): Promise<string | null> {
  if (!MESSAGE_INFO[name].fields.some((field) => field.sealed)) return null;
  if (options.tokenStdin === true) {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    const token = Buffer.concat(chunks).toString('utf8').trim();
    if (token === '') throw usageError('--token-stdin: nothing came on stdin.');
    return token;
  }
  return process.stdin.isTTY ? askForToken() : null;
}

async function readList(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw usageError(`--csv-file ${file}: the file cannot be read.`);
  }
}

await runCommand(main);
