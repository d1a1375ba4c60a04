import { cleaned } from './trouble.js';
import { LogLevel, type Logger } from '@slack/bolt';
import { terminalText } from '../runbook/escape/plain-text.js';

/** Of one line this much is shown. Characters. */
const LINE = 1_000;

/** Warnings and errors of the Slack libraries on stderr, without the app's tokens; their debug lines hold whole messages, so they never come up. */
export function chatLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Logger {
  const say = (...parts: unknown[]): void =>
    write(terminalText(`Slack: ${cleaned(parts.map(String).join(' '), LINE)}`));
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say,
    error: say,
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
