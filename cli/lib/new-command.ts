import { Command, type Option } from 'commander';
import wrapAnsi from 'wrap-ansi';
import { terminalLines } from '../../runbook/escape/plain-text.js';

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
    .addHelpText('after', () => helpEnd(end))
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

/** npm has settings of these names, which may also come from its own files. */
const NPMS_OWN = new Set(['--json', '--yes', '--help']);

/**
 * The flags of a command that npm has kept for itself, because no `--` stood before them. Older versions of npm do so
 * without a word, and the command would run as if they had not been given.
 */
export function flagsKeptByNpm(options: readonly Option[], env: NodeJS.ProcessEnv): string[] {
  const isKept = (flag: string): boolean =>
    !NPMS_OWN.has(flag) && env[`npm_config_${flag.replace(/^--(no-)?/, '').replaceAll('-', '_')}`] !== undefined;
  return options.flatMap(({ long }) => (long && isKept(long) ? [long] : []));
}
