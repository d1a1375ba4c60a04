import { Command, CommanderError, type Option } from 'commander';
import wrapAnsi from 'wrap-ansi';
import { secretsOf } from '../../runbook/secrets/environment-secrets.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { terminalLines } from '../../runbook/escape/plain-text.js';
import { stateDir } from '../../temporal/folders.js';
import { CommandError, EXIT } from './exit-codes.js';
import { flagsKeptByNpm } from './npm-flags.js';
import { endWithNpm } from './npm-parent.js';
import { note } from './output.js';
import { useProxy } from './proxy.js';
import { systemErrorText } from './system-error.js';

/** What stands below the flags in `--help`. */
export interface HelpEnd {
  /** Whole commands, the most wanted first. */
  examples: string[];
  /** What each exit code means, such as `0 done, 1 failed`. */
  exits: string;
  /** Other things to know, a paragraph each. */
  also?: string[];
}

/** A command of `npm run`: usage errors exit with 2, `--help` with 0. */
export function newCommand(name: string, description: string, end: HelpEnd): Command {
  return new NpmCommand(`npm run ${name} --`)
    .description(description)
    .configureHelp({ optionDescription: describeOption })
    .configureOutput({ writeErr: (text) => void process.stderr.write(terminalLines(text)) })
    .showHelpAfterError('Run with --help to see how it is used.')
    .addHelpText('after', helpEnd(end))
    .exitOverride();
}

/** The end of a command's `--help`. */
export function helpEnd({ examples, exits, also = [] }: HelpEnd): string {
  const paragraphs = [...also, `Exit codes: ${exits}.`].map((text) => wrapAnsi(text, HELP_WIDTH));
  return ['', 'Examples:', ...examples.map((one) => `  ${one}`), '', ...paragraphs].join('\n');
}

/** Columns; of the flags above it commander takes care. */
const HELP_WIDTH = 80;

/** Says so where npm has kept a flag for itself: the command would run without it. */
class NpmCommand extends Command {
  override createCommand(name?: string): Command {
    return new NpmCommand(name);
  }

  override parseOptions(args: string[]): ReturnType<Command['parseOptions']> {
    const [kept] = flagsKeptByNpm(this.options, process.env);
    if (kept !== undefined)
      this.error(`npm has kept ${kept} for itself: write -- before the flags, as in "${this.commandPath()} ${kept}".`);
    return super.parseOptions(args);
  }

  /** As it is typed, with the commands it belongs to. */
  private commandPath(): string {
    return this.parent instanceof NpmCommand ? `${this.parent.commandPath()} ${this.name()}` : this.name();
  }
}

/** With its default, where that says something. */
function describeOption({ description, defaultValue }: Option): string {
  const isTelling = typeof defaultValue === 'number' || (typeof defaultValue === 'string' && defaultValue !== '');
  return isTelling ? `${description} (default: ${defaultValue})` : description;
}

/** Errors whose message is a sentence for the person who ran the command. */
const TOLD: Record<string, number> = {
  ConfigurationError: EXIT.usage,
  RunError: EXIT.failed,
  TemporalError: EXIT.failed,
  TemporalSettingsError: EXIT.usage,
};

/** Run a command's main function; whatever goes wrong ends in one sentence and an exit code. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  // Whoever reads the output has seen enough, as `| head` does.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      leave();
    });
  endWithNpm(process.env, leave);
  try {
    await useProxy(process.env);
    await main();
  } catch (error) {
    process.exitCode = tell(error);
  }
}

/** In good order where the command knows how, as at the end of its terminal; once, however much is still written. */
function leave(): void {
  if (isLeaving) return;
  isLeaving = true;
  if (!process.emit('SIGHUP')) process.exit();
}
let isLeaving = false;

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  // Whatever an outside system said on the way here, no secret of this process goes to the terminal.
  const secrets = new HeldSecrets(secretsOf(process.env));
  if (error instanceof CommandError) {
    note(terminalLines(secrets.cut(error.message)));
    return error.exitCode;
  }
  const name = error instanceof Error ? error.name : '';
  const text = systemErrorText(error, stateDir(process.env));
  note(terminalLines(secrets.cut(text ?? (error instanceof Error ? error.message : String(error)))));
  if (process.env['DEBUG'] !== undefined && error instanceof Error) note(terminalLines(secrets.cut(error.stack ?? '')));
  return TOLD[name] ?? EXIT.failed;
}
