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
