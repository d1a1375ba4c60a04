import { LogLevel, type Logger } from '@slack/bolt';

/** Warnings and errors of the Slack libraries on stderr; their debug lines hold whole messages, so they never come up. */
export function chatLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Logger {
  const say = (...parts: unknown[]): void => write(`Slack: ${parts.map(String).join(' ')}`);
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
