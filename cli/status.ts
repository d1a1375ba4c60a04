import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';

/** `npm run status`: what is done, who is waited for, and the newest verdict of whatever is retried; of one run, or of all. */
async function main(): Promise<void> {
  const command = newCommand('status', 'What is done, who is waited for, and what DNS and Okta last said.', {
    examples: [
      'npm run status',
      'npm -s run status -- --json | jq .waitingFor',
      'npm run status -- --all',
      "npm -s run status -- --all --json | jq '.runs[] | {heading, waitingFor: [.waitingFor[]? | {person, title, since}]}'",
    ],
    exits: '0 it goes on, or is done; 1 it failed or cannot be asked, 2 wrong usage or configuration',
  })
    .option('--all', 'every run that is going on, of every runbook, and whom each waits for', false)
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const { all, ...options } = command.opts<{ workflowId?: string; config?: string; all: boolean; json: boolean }>();
  // Loaded only now, so that --help is quick; so in every command.
  const show = all
    ? (await import('./lib/print-all-runs.js')).showAllRuns
    : (await import('./lib/print-status.js')).showStatus;
  process.exitCode = await show(options);
}

await runCommand(main);
