import { Command, CommanderError } from 'commander';
import { CommandError, EXIT } from './exit-codes.js';
import { useProxy } from './proxy.js';

/** A command of `npm run`: usage errors exit with 2, `--help` with 0. */
export function newCommand(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .showHelpAfterError('Run with --help to see how it is used.')
    .exitOverride();
}

/** Errors whose message is a sentence for the person who ran the command. */
const TOLD: Record<string, number> = {
  ConfigurationError: EXIT.usage,
  TemporalError: EXIT.failed,
};

/** Run a command's main function; whatever goes wrong ends in one sentence and an exit code. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  // Whoever reads the output has seen enough, as `| head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await useProxy(process.env);
    await main();
  } catch (error) {
    process.exitCode = tell(error);
  }
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const name = error instanceof Error ? error.name : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['DEBUG'] !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return TOLD[name] ?? EXIT.failed;
}
