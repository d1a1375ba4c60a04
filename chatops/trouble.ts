import { secretsOf } from '../runbook/secrets/environment-secrets.js';
import { HeldSecrets } from '../runbook/secrets/outside-text.js';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

const TOO_SLOW = new Set(['expired_trigger_id', 'exchanged_trigger_id']);

/** A text of Slack, or of what was reached for it, without the app's own tokens. */
export const cleaned = (text: unknown, length?: number): string =>
  new HeldSecrets(secretsOf(process.env)).text(text, length);

/** What went wrong, for the person who has pressed or typed: a sentence. */
export function textOf(error: unknown): string {
  if (error instanceof WebAPIRateLimitedError)
    return `Slack has too much to do for this app: press again in ${error.retryAfter} seconds.`;
  if (error instanceof WebAPIPlatformError && TOO_SLOW.has(error.data.error))
    return 'Slack opens a form only within three seconds, and this took longer: press again.';
  return cleaned(error instanceof Error ? error.message : error, 500);
}
