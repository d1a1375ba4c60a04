import { newCommand, runCommand } from './lib/command.js';
import { note, write } from './lib/output.js';
import { printPlan } from './plan/print-plan.js';
import { requireConfig } from './plan/surroundings.js';

/** `npm run plan`: what a run would do, step by step and field by field, without a write. */
async function main(): Promise<void> {
  const command = newCommand('plan', 'What a run would do in each step, and write to Okta; reads only.')
    .option('--config <file>', 'configuration; default: onboarding.yaml')
    .option('--json', 'JSON alone on stdout', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing to change, 3 changes planned, 1 blocked, 2 wrong usage or configuration.',
    )
    .allowExcessArguments(false)
    .parse();
  const { config, json } = command.opts<{ config?: string; json: boolean }>();
  const input = await requireConfig(config, process.env, note);
  process.exitCode = await printPlan({ input, env: process.env, json, write, note });
}

await runCommand(main);
