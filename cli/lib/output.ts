/** A line of what was asked for. */
export const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** A line beside it, which does not disturb who reads the output. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`);
