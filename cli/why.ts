import { newCommand } from './lib/new-command.js';
import { EXIT, note, usageError, write, writeJson } from './lib/output-and-exit.js';
import { runCommand } from './lib/run-command.js';

/** `npm run why -- <login>`: why one person can or cannot work with Kiro, on both sides, without a write. */
async function main(): Promise<void> {
  const command = newCommand('why', 'Why one person can or cannot work with Kiro; reads only.', {
    examples: [
      'npm run why -- ana@example.com',
      'npm run why -- ana@example.com --subscriptions subscriptions.csv',
      'npm run why -- ana@example.com --scim-endpoint https://scim.example.com/1a2b/scim/v2 --scim-token-stdin < token',
      'npm -s run why -- "example/ana maria" --json | jq .answer',
    ],
    also: [
      'The first line is the answer, then what to do, then every check. At most 15 calls of Okta and 5 of Kiro. Without ' +
        'okta.logs.read it cannot say why a sign-in was refused, nor who took a group away.',
    ],
    exits:
      '0 nothing wrong, 3 something is wrong (also: nobody of that login), 1 Okta could not be looked at, 2 wrong usage or configuration',
  })
    .argument('<login>', "the person's Okta login; in quotes where it holds spaces")
    .option('--config <file>', 'configuration; default: onboarding.yaml')
    .option('--scim-endpoint <url>', "Kiro's SCIM endpoint: look there for the person and their groups, too")
    .option('--scim-token-stdin', 'read the SCIM token from stdin', false)
    .option('--subscriptions <file>', "the list from Kiro's Subscriptions tab (CSV, TSV): look for their seat, too")
    .option('--json', 'JSON alone on stdout', false)
    .allowExcessArguments(false)
    .parse();
  const options = command.opts<{
    config?: string;
    scimEndpoint?: string;
    scimTokenStdin: boolean;
    subscriptions?: string;
    json: boolean;
  }>();
  const login = (command.args[0] ?? '').trim();
  if (login === '') throw usageError('Name a login: npm run why -- ana@example.com');
  // Loaded only now, so that --help is quick.
  const [
    { requireConfig },
    { readScimAccess },
    { readSeats },
    { connectionAtHand, oktaAtHand },
    { whyPerson },
    { whyLines },
  ] = await Promise.all([
    import('./lib/config-file.js'),
    import('./lib/scim-access.js'),
    import('./verify/given-files.js'),
    import('./why/at-hand.js'),
    import('./why/why-person.js'),
    import('../runbook/person/why-text.js'),
  ]);
  const configured = await requireConfig(options.config, process.env, note);
  const scim = await readScimAccess(options, process.stdin);
  const seats = options.subscriptions === undefined ? null : readSeats(options.subscriptions);
  const { input, run } = await connectionAtHand(configured, process.env, note);
  const { why, isBlind } = await whyPerson(login, {
    input,
    okta: oktaAtHand(input, process.env, note),
    scim: scim === null ? { why: 'no SCIM token' } : { value: scim },
    seats: seats === null ? { why: 'no list of subscriptions' } : { value: seats },
    run,
  });
  if (options.json) writeJson(why);
  else whyLines(why).forEach(write);
  if (why.ok === false) process.exitCode = EXIT.notClean;
  else process.exitCode = isBlind ? EXIT.failed : EXIT.done;
}

await runCommand(main);
