import type { Command } from 'commander';
import { newCommand } from '../cli/lib/new-command.js';
import { usageError } from '../cli/lib/output-and-exit.js';
import { port } from '../cli/lib/flag-values.js';

/** Ports of the sandbox, where the usual ones are taken. Keep them to join a run: its addresses hold them. */
export interface SandboxPorts {
  oktaPort?: number;
  kiroPort?: number;
  dnsPort?: number;
  dnsConsolePort?: number;
}

/** The flags of every command that carries out a run. */
export interface RunOptions extends SandboxPorts {
  config?: string;
  detach: boolean;
  wait: boolean;
  interactive: boolean;
  /** Open the page, where somebody can get a link to it. */
  web: boolean;
  /** Print links to the page also where no terminal is. */
  printLinks: boolean;
  json: boolean;
}

/** The flags of `npm run start-onboarding`. */
export interface StartOptions extends RunOptions {
  planOnly?: boolean;
  fresh?: boolean;
  /** Ask for everything, whatever earlier runs have left. */
  fromScratch?: boolean;
}

/** For a command that starts no run of its own, and has none of these flags. */
export const NO_RUN_FLAGS = { detach: false, wait: true, interactive: false, web: false, printLinks: false } as const;

/** The exit codes of such a command, for its `--help`. */
export const RUN_EXITS =
  '0 done (also with findings), 1 failed, 2 wrong usage or configuration, 3 left while it goes on (--no-wait, Ctrl-C)';

/** What every such command says in its `--help`. */
export const RUN_ALSO = ['Ctrl-C leaves the run alive; the same command joins it again.'];

/** A command with the flags of `SandboxPorts`. */
export const withSandboxPorts = (command: Command): Command =>
  command
    .option('--okta-port <port>', 'in the sandbox: port of the Okta org', port)
    .option('--kiro-port <port>', 'in the sandbox: port of Kiro', port)
    .option('--dns-port <port>', 'in the sandbox: port of the name servers', port)
    .option('--dns-console-port <port>', "in the sandbox: port of the DNS provider's console", port);

/** The flag of the configuration, of every command that takes the sandbox where there is none. */
export const withConfig = (command: Command): Command =>
  command.option('--config <file>', 'configuration; default: onboarding.yaml, and without one the sandbox');

/** A command with the flags of `RunOptions`. */
export const withRunFlags = (command: Command): Command =>
  withSandboxPorts(
    withConfig(command)
      .option('--detach', 'start the run and leave it to `npm run worker`', false)
      .option('--no-wait', 'leave with exit code 3 as soon as a person is awaited')
      .option('--interactive', 'in the sandbox: you play the people', false)
      .option('--no-web', 'do not open the page for people who have a browser only (docs/page.md)')
      .option('--print-links', 'print the links to the page also where no terminal is', false),
  ).option('--json', 'JSON alone on stdout, a line an event', false);

/** Read the command line. @throws CommandError with exit code 2 on wrong usage. */
export function readStartOptions(argv: string[]): StartOptions {
  const command = newCommand(
    'start-onboarding',
    'Connect an Okta org to Kiro: start the run, or join the one that is going on.',
    {
      examples: [
        'npm run start-onboarding',
        'npm run start-onboarding -- --config other.yaml --no-wait',
        'npm run start-onboarding -- --interactive',
        'npm -s run start-onboarding -- --json',
      ],
      also: RUN_ALSO,
      exits: RUN_EXITS,
    },
  );
  withRunFlags(command)
    .option('--plan-only', 'print what would be done, and do nothing', false)
    .option('--from-scratch', 'ask for everything, also for what earlier runs have left', false)
    .option('--fresh', 'in the sandbox: forget the state of earlier runs', false)
    .parse(argv);
  const options = command.opts<StartOptions>();
  if (command.args.length > 0)
    throw usageError(`"${command.args.join(' ')}" is not an option of this command; see --help.`);
  return options;
}
