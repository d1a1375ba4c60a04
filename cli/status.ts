import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';

/** `npm run status`: what is done, who is waited for, and the newest verdict of whatever is retried. */
async function main(): Promise<void> {
  const command = newCommand('status', 'What is done, who is waited for, and what DNS and Okta last said.', {
    examples: ['npm run status', 'npm -s run status -- --json | jq .waitingFor'],
    exits: '0 it goes on, or is done; 1 it failed or cannot be asked, 2 wrong usage or configuration',
  })
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  // Loaded only now, so that --help is quick; so in every command.
  const { showStatus } = await import('./lib/print-status.js');
  process.exitCode = await showStatus(command.opts<{ workflowId?: string; config?: string; json: boolean }>());
}

await runCommand(main);
