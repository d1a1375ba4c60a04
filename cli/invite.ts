import { Option } from 'commander';
import { ROLE_WORDS } from '../runbook/words/phrases.js';
import type { InviteOptions } from './invite/make-links.js';
import { linkHours } from './lib/flag-values.js';
import { newCommand } from './lib/new-command.js';
import { usageError } from './lib/output-and-exit.js';
import { runCommand } from './lib/run-command.js';

/** `npm run invite`: a link by which one person opens the page, to hand over. */
async function main(): Promise<void> {
  const command = newCommand('invite', 'Make a link by which a person opens the page, to hand over to them.', {
    examples: [
      'npm run invite -- ana@example.com',
      'npm run invite -- ana@example.com --role dns-admin --hours 24',
      'npm run invite -- --role operator',
    ],
    also: [
      'The person must be one of those whom the run names; somebody with several roles gets a link for each. A link makes its holder that person: send it to nobody else.',
      'KIRO_WEB_URL is the address of the page that others can reach; without it the link leads to the page on this machine (npm run web). docs/page.md says more.',
    ],
    exits: '0 made, 1 failed, 2 wrong usage',
  })
    .argument('[address]', 'e-mail address of the person; for the operator a name, by default yours')
    .addOption(new Option('--role <role>', 'one of their roles alone, or operator').choices(Object.keys(ROLE_WORDS)))
    .option('--hours <number>', 'how long it counts, 1 to 8760; default: web.linkHours of the run', linkHours)
    .option('--workflow-id <id>', 'which run; default: that of the configuration, else the only one')
    .option('--config <file>', 'configuration of the run; default: onboarding.yaml, if there is one')
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const options = command.opts<InviteOptions>();
  const [address] = command.args;
  if (command.args.length > 1) throw usageError('One person at a time: name one e-mail address.');
  if (address === undefined && options.role !== 'operator')
    throw usageError('For whom? Name an e-mail address, such as npm run invite -- ana@example.com.');
  // Loaded only now, so that --help is quick.
  const { makeLinks } = await import('./invite/make-links.js');
  await makeLinks(address, options);
}

await runCommand(main);
