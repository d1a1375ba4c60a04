import { createHmac } from 'node:crypto';
import { urlSecrets } from '../../runbook/secrets/environment-secrets.js';
import { affected } from '../../runbook/words/notices.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { refused, tryLater, type Channel, type OutgoingNotice } from './channel.js';
import { urlOf } from '../../runbook/model/url-of.js';

const PATIENCE_MS = 10_000;
/** Bytes; shorter keys can be guessed. */
const MIN_SECRET = 24;

/**
 * A POST of JSON, signed as "Standard Webhooks" 1.0.0 says: `webhook-id`, `webhook-timestamp` (seconds) and
 * `webhook-signature` (`v1,` and base64 of HMAC-SHA256 over id, timestamp and body with dots between).
 */
export const webhook: Channel = async (outgoing, { webhookKey }) => {
  const key = keyOf(webhookKey);
  const { id } = outgoing.notice;
  const body = JSON.stringify(contentOf(outgoing));
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', key.open()).update(`${id}.${timestamp}.${body}`).digest('base64');
  const address = outgoing.input.notify.webhook ?? '';
  const secrets = new HeldSecrets([webhookKey?.open(), ...addressSecrets(address)]);
  if (urlSecrets(address).length > 0)
    throw refused('notify.webhook holds a user name or a password, which are not sent: leave them out.');
  const answer = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${signature}`,
    },
    body,
  }).catch((error: Error) => {
    throw tryLater(`The webhook cannot be reached (${secrets.text(reasonOf(error))}).`);
  });
  await answer.body?.cancel();
  if (answer.ok) return {};
  throw isTransient(answer.status)
    ? tryLater(`The webhook answered ${answer.status}.`, retryAfterMs(answer))
    : refused(`The webhook answered ${answer.status}: look at notify.webhook, and at the receiver's log.`);
};

/** The body: what has happened, and the questions that are open because of it. */
function contentOf({ notice, link, page }: OutgoingNotice): object {
  const { workflowId, domain, oktaOrg, outcome } = notice.status;
  return {
    type: 'kiro-onboarding.notice',
    timestamp: notice.events.at(-1)?.at ?? null,
    data: {
      workflowId,
      link,
      page: page.url,
      domain,
      oktaOrg,
      outcome,
      events: notice.events,
      waitingFor: affected(notice),
    },
  };
}

function keyOf(webhookKey: Secret | null): Secret<Buffer> {
  const text = webhookKey?.open() ?? '';
  const key = text.startsWith('whsec_') ? Buffer.from(text.slice(6), 'base64') : Buffer.from(text, 'utf8');
  if (key.length >= MIN_SECRET) return new Secret(key);
  throw refused(
    `KIRO_WEBHOOK_SECRET of the worker's environment must hold at least ${MIN_SECRET} bytes: make one with \`openssl rand -hex 32\`.`,
  );
}

/** A long part of the path, or a query, may be a secret, as in Slack's own webhooks. */
function addressSecrets(address: string): string[] {
  const url = urlOf(address);
  if (url === null) return [address];
  const { pathname, search } = url;
  const parts = pathname.split('/').filter((part) => part.length >= 8);
  return [...urlSecrets(address), ...parts, ...(search === '' ? [] : [search])];
}

const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function retryAfterMs(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) * 1000 : undefined;
}

const reasonOf = (error: Error): string =>
  error.name === 'TimeoutError'
    ? `no answer in ${PATIENCE_MS / 1000} seconds`
    : ((error.cause as Error | undefined)?.message ?? error.message);
