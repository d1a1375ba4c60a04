import { urlSecrets } from '../../../runbook/environment-secrets.js';
import { HeldSecrets } from '../../../runbook/outside-text.js';
import type { HttpsEndpoint } from './endpoint.js';
import { failed, readWhole, reasonOf, type Leg } from './leg.js';
import type { Query } from './query.js';

const MEDIA_TYPE = 'application/dns-message';
const MOST_BYTES = 65_535;

/** Ask over HTTPS (RFC 8484, by POST, which no cache on the way answers). */
export async function askHttps({ url }: HttpsEndpoint, query: Query, signal: AbortSignal): Promise<Leg> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE },
      body: query.bytes,
      redirect: 'error',
      signal,
    });
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (!response.ok || type !== MEDIA_TYPE) {
      await response.body?.cancel();
      return failed('malformed', `HTTP ${response.status} ${type ?? ''}: no DNS answer`);
    }
    const bytes = await readUpTo(response, MOST_BYTES);
    return bytes === null
      ? failed('malformed', 'its answer is longer than any DNS message')
      : readWhole(bytes, query, 'HTTPS');
  } catch (error) {
    if (signal.aborted) return failed('timeout', 'no answer over HTTPS');
    return failed('unreachable', `HTTPS: ${whyNot(error, url)}`);
  }
}

/** Null where there is more: nothing is held of what is sent without end. */
async function readUpTo(response: Response, most: number): Promise<Buffer | null> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return null;
  }
  return Buffer.concat(chunks);
}

/** `fetch` itself says no more than that it failed; its cause does. */
function whyNot(error: unknown, url: string | URL): string {
  if (!(error instanceof Error)) return 'it failed';
  // The resolver's address may hold a password or a token.
  const { href, pathname, search } = new URL(url);
  const secrets = new HeldSecrets([...urlSecrets(href), pathname.length >= 16 ? pathname : '', search]);
  return secrets.text(error.cause instanceof Error ? reasonOf(error.cause) : error.message);
}
