import { newCommand } from './lib/new-command.js';
import { CommandError, EXIT, usageError, write, writeJson } from './lib/output-and-exit.js';
import { runCommand } from './lib/run-command.js';

interface Options {
  via: string;
  people: string;
  json: boolean;
}

/** `npm run sender-key`: the key that a front end signs answers with, and the line by which a worker trusts it. */
async function main(): Promise<void> {
  const options = newCommand('sender-key', 'Show the key that answers are signed with, and how a worker trusts it.', {
    examples: [
      'npm run sender-key',
      'npm run sender-key -- --via slack',
      'npm run sender-key -- --via hr-bot --people ana@example.com',
    ],
    also: [
      'The key is made on first use and kept under .state/senders/, for this account alone; KIRO_SENDER_KEY or KIRO_SENDER_KEY_FILE (a private Ed25519 JWK) is used instead where it is set.',
      'Put the line into the list that KIRO_SENDERS_FILE of the worker names. docs/trust.md says what it is for, docs/bots.md how a program signs.',
    ],
    exits: '0 shown, 1 failed, 2 wrong usage',
  })
    .option('--via <front end>', 'through what it answers: cli, terminal, slack, page, or the name of a bot', 'cli')
    .option('--people <addresses>', 'for whom it may speak, with commas between; * is everybody', '*')
    .option('--json', 'JSON alone on stdout', false)
    .parse()
    .opts<Options>();
  const people = options.people.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
  if (people.length === 0) throw usageError('--people: name at least one address, or * for everybody.');
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(options.via))
    throw usageError('--via: write a short name of small letters, digits and hyphens, such as slack or hr-bot.');
  const [{ loadSigningKey }, { stateDir }] = await Promise.all([
    import('../sealing/signing.js'),
    import('../temporal/folders.js'),
  ]);
  const own = await loadSigningKey({ env: process.env, stateDir: stateDir(process.env), via: options.via }).catch(
    (error: unknown) => {
      throw new CommandError(error instanceof Error ? error.message : String(error), EXIT.failed);
    },
  );
  const line = { key: own.key, via: options.via, people };
  if (options.json) return writeJson({ kid: own.kid, key: own.key, sender: line });
  write(
    [
      `Public key:  ${own.key}`,
      `Thumbprint:  ${own.kid}`,
      '',
      'For the list in the file that KIRO_SENDERS_FILE of the worker names:',
      `  ${JSON.stringify(line)}`,
    ].join('\n'),
  );
}

await runCommand(main);
