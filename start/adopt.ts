/** `npm run adopt`: begin the record of a connection that was built by hand. */
import { newCommand } from '../cli/lib/new-command.js';
import { runCommand } from '../cli/lib/run-command.js';
import type { AdoptOptions } from './adopt-connection.js';
import { leavingOnSignals } from './leaving.js';
import { withConfig, withSandboxPorts } from './options.js';

async function main(): Promise<void> {
  const adopt = newCommand(
    'adopt',
    'Look after a connection that was built by hand by the guide: find its objects, compare them, and begin its record.',
    {
      examples: [
        'npm run adopt',
        'npm run adopt -- --endpoint https://scim.us-east-1.amazonaws.com/1a2b/scim/v2 --token-issued 2026-03-31 --yes',
      ],
      also: [
        'Nothing is written to Okta or Kiro. What you do not give by a flag is asked for at a terminal. From then on ' +
          '`npm run verify`, the audit and the runbooks of day two serve the connection (docs/day-two.md).',
      ],
      exits:
        '0 adopted, 1 failed or blocked, 2 wrong usage or configuration, or a choice to make, 3 nothing was recorded (no consent)',
    },
  );
  withConfig(adopt)
    .option('--endpoint <url>', 'SCIM endpoint of the Kiro profile')
    .option('--token-issued <day>', 'day on which the SCIM token was made, such as 2026-03-31')
    .option('--stored-at <place>', 'where the SCIM token is kept; never the token')
    .option('--scim-token-stdin', 'read the SCIM token from stdin, to look at Kiro once; it is kept nowhere', false)
    .option('--oidc-application <id>', 'the OIDC application, where several may be meant')
    .option('--authorization-server <id>', 'the authorization server, likewise')
    .option('--scim-application <id>', 'the SCIM application, likewise')
    .option('--yes', 'record what was found without asking', false);
  const command = withSandboxPorts(adopt)
    .option('--json', 'JSON alone on stdout', false)
    .allowExcessArguments(false)
    .parse();
  const leaving = leavingOnSignals();
  // Loaded only now, so that --help is quick.
  const { adoptConnection } = await import('./adopt-connection.js');
  process.exitCode = await adoptConnection(command.opts<AdoptOptions>(), leaving);
}

await runCommand(main);
process.exit();
