import { jsonText, terminalOutput } from '../../runbook/escape/plain-text.js';

/** A line of what was asked for; it may have colours, and steers the terminal in no other way. */
export const write = (line: string): void => void process.stdout.write(`${terminalOutput(line)}\n`);

/** What was asked for as JSON, on one line. */
export const writeJson = (value: unknown): void => void process.stdout.write(`${jsonText(value)}\n`);

/** A line beside it, which does not disturb who reads the output. */
export const note = (line: string): void => void process.stderr.write(`${terminalOutput(line)}\n`);
