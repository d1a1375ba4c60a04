import { secretsOf } from '../../../runbook/environment-secrets.js';
import { HeldSecrets } from '../../../runbook/outside-text.js';
import { notPublishedYet, unpublishable } from './failures.js';

/** For one call. Milliseconds. */
const PATIENCE_MS = 15_000;

/** These pass; other refusals (4xx) do not. */
const PASSING =
  /^(Throttling|ThrottlingException|TooManyRequests|RequestTimeout|PriorRequestNotComplete|RequestLimitExceeded)/;

/** One call of Route 53, whose failure is one of the runbook's. */
export async function asking<T>(
  signal: AbortSignal,
  call: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await call({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error);
  }
}

function failureOf(error: unknown): Error {
  const { name, message: said, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  // The SDK takes its credentials from the environment by itself, so that is what it may repeat.
  const secrets = new HeldSecrets(secretsOf(process.env));
  const message = `${secrets.text(said)} (${secrets.text(name, 100)})`;
  if (name === 'CredentialsProviderError') {
    const fix =
      'Give its environment AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role, and start it again.';
    return unpublishable('The worker has no AWS credentials.', fix);
  }
  const status = $metadata?.httpStatusCode ?? 0;
  // Somebody has made or changed the record since it was looked for: looked for again, it is merged.
  const isOvertaken =
    name === 'InvalidChangeBatch' && /already exists|was not found|do not match the current values/.test(said);
  if (status < 400 || status >= 500 || PASSING.test(name) || isOvertaken) {
    return notPublishedYet(`Route 53: ${message}`);
  }
  const fix = 'Correct it in AWS (docs/dns.md lists the permissions), or publish the record by hand.';
  return unpublishable(`Route 53 refuses: ${message}`, fix);
}
