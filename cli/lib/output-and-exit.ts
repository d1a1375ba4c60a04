import { jsonText, terminalOutput } from '../../runbook/escape/plain-text.js';

/** What a command's exit code means; the same for all commands. */
export const EXIT = {
  /** Done, or clean; also done with findings. */
  done: 0,
  /** Failed or blocked. */
  failed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Waiting with `--no-wait`, changes planned, or findings. */
  notClean: 3,
} as const;

/** Ends a command with one sentence for the person. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}

/** A wrong flag, argument or configuration. */
export const usageError = (message: string): CommandError => new CommandError(message, EXIT.usage);

/** A line of what was asked for; it may have colours, and steers the terminal in no other way. */
export const write = (line: string): void => void process.stdout.write(`${terminalOutput(line)}\n`);

/** What was asked for as JSON, on one line. */
export const writeJson = (value: unknown): void => void process.stdout.write(`${jsonText(value)}\n`);

/** A line beside it, which does not disturb who reads the output. */
export const note = (line: string): void => void process.stderr.write(`${terminalOutput(line)}\n`);
