import { type Logger, LogLevel } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { terminalText } from '../runbook/escape/plain-text.js';
import { secretsOf } from '../runbook/secrets/environment-secrets.js';
import { HeldSecrets } from '../runbook/secrets/outside-text.js';

/** Slack's answers that no waiting corrects. */
class SlackRefusal extends Error {
  override readonly name = 'ConfigurationError';
}

/** What Slack answers to a call with that token. @throws SlackRefusal, or an Error where Slack cannot be reached */
export async function taken<T>(token: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WebAPIPlatformError)
      throw new SlackRefusal(
        `Slack does not take ${token}: ${withoutSecrets(error.data.error)}. docs/slack.md says how to make one.`,
      );
    throw new Error(`Slack cannot be reached: ${withoutSecrets(error instanceof Error ? error.message : error)}.`);
  }
}

const TOO_SLOW = new Set(['expired_trigger_id', 'exchanged_trigger_id']);

/** A text of Slack, or of what was reached for it, without the app's own tokens. */
const withoutSecrets = (text: unknown, length?: number): string =>
  new HeldSecrets(secretsOf(process.env)).text(text, length);

/** What went wrong, for the person who has pressed or typed: a sentence. */
export function errorText(error: unknown): string {
  if (error instanceof WebAPIRateLimitedError)
    return `Slack has too much to do for this app: press again in ${error.retryAfter} seconds.`;
  if (error instanceof WebAPIPlatformError && TOO_SLOW.has(error.data.error))
    return 'Slack opens a form only within three seconds, and this took longer: press again.';
  return withoutSecrets(error instanceof Error ? error.message : error, 500);
}

/** Of one line this much is shown. Characters. */
const LINE = 1_000;

/** Warnings and errors of the Slack libraries on stderr, without the app's tokens; their debug lines hold whole messages, so they never come up. */
export function chatLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Logger {
  const say = (...parts: unknown[]): void =>
    write(terminalText(`Slack: ${withoutSecrets(parts.map(String).join(' '), LINE)}`));
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
