import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { note, write } from './lib/output-and-exit.js';

/** `npm run plan`: what a run would do, step by step and field by field, without a write. */
async function main(): Promise<void> {
  const command = newCommand('plan', 'What a run would do in each step, and write to Okta; reads only.', {
    examples: [
      'npm run plan',
      'npm run plan -- --config other.yaml --json',
      'npm run plan -- --adopt oidc-application=0oa1a2b3c4 --rename authorization-server="Kiro 2"',
    ],
    exits: '0 nothing to change, 3 changes planned, 1 blocked, 2 wrong usage or configuration',
  })
    .option('--config <file>', 'configuration; default: onboarding.yaml')
    .option('--adopt <step=id...>', 'where a namesake is in the way: plan with that object as ours')
    .option('--rename <step=name...>', 'or plan with another name for ours')
    .option('--scim-endpoint <url>', "Kiro's SCIM endpoint: see there whether it is the one that Okta writes to")
    .option('--scim-token-stdin', 'read the SCIM token from stdin', false)
    .option('--from-scratch', 'as if no earlier run had left anything to take over', false)
    .option('--json', 'JSON alone on stdout', false)
    .allowExcessArguments(false)
    .parse();
  const options = command.opts<{
    config?: string;
    adopt?: string[];
    rename?: string[];
    scimEndpoint?: string;
    scimTokenStdin: boolean;
    fromScratch: boolean;
    json: boolean;
  }>();
  // Loaded only now, so that --help is quick.
  const [{ printPlan, readChoices }, { requireConfig }, { readScimAccess }] = await Promise.all([
    import('./plan/print-plan.js'),
    import('./lib/config-file.js'),
    import('./lib/scim-access.js'),
  ]);
  const choices = readChoices(options.adopt ?? [], options.rename ?? []);
  const input = await requireConfig(options.config, process.env, note);
  const scim = await readScimAccess(options, process.stdin);
  process.exitCode = await printPlan({
    input,
    env: process.env,
    json: options.json,
    choices,
    scim,
    fromScratch: options.fromScratch,
    write,
    note,
  });
}

await runCommand(main);
