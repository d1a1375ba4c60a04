import { isLoopbackHost, isSafeToSend } from '../../runbook/model/loopback.js';
import { boundedJson } from '../../runbook/secrets/bounded-reads.js';
import { isObject, type JsonObject, textAt } from './json-fields.js';
import { urlOf } from '../../runbook/model/url-of.js';

// An org says of itself to everybody who it is: its id, its okta.com name and its custom domain. No credentials are needed,
// and none are sent.

export const METADATA = '/.well-known/okta-organization';
/** Milliseconds for the answer. */
const TIMEOUT_MS = 10_000;

/** What an org says of itself to everybody. */
export interface Org {
  /** Null where the answer is not Okta's. */
  id: string | null;
  /** The hosts that it names as its own. */
  hosts: string[];
}

/** What an org says of itself to everybody: `body` is null where the answer is no JSON object. Throws where nothing answers. */
export async function askMetadata(
  orgUrl: string,
  timeoutMs = TIMEOUT_MS,
): Promise<{ status: number; body: JsonObject | null }> {
  const response = await fetch(`${orgUrl}${METADATA}`, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  const body: unknown = response.status === 200 ? await boundedJson(response).catch(() => null) : null;
  return { status: response.status, body: isObject(body) ? body : null };
}

/** Who the org of such an answer is. */
export const orgIn = (body: JsonObject | null): Org => ({ id: textAt(body, 'id'), hosts: hostsIn(body) });

/** `organization` is the okta.com name, `alternate` the custom domain. */
function hostsIn(body: JsonObject | null): string[] {
  return ['organization', 'alternate'].flatMap((name) => {
    const href = textAt(body, `_links.${name}.href`);
    const url = href === null ? null : urlOf(href);
    return url === null ? [] : [url.host];
  });
}

/** Milliseconds: who asks here can do without an answer. */
const SHORT_MS = 3_000;

/** Who the org at an address is; null where nothing answers, or what answers is not Okta. */
export async function orgAtAddress(orgUrl: string): Promise<(Org & { id: string }) | null> {
  const url = urlOf(orgUrl);
  if (url === null || !isSafeToSend(url)) return null;
  const answer = await askMetadata(url.origin, SHORT_MS).catch(() => null);
  const { id, hosts } = orgIn(answer?.body ?? null);
  return id === null ? null : { id, hosts };
}

/** The address of a host as ids hold it: https, but for this machine, where the sandbox is. */
export const addressOf = (host: string): string => (isLoopbackHost(host) ? `http://${host}` : `https://${host}`);

/** Whether two addresses are of one org. False where that cannot be seen. */
export async function isSameOrg(one: string, other: string): Promise<boolean> {
  const [here, there] = [new URL(one), new URL(other)];
  if (here.host === there.host) return true;
  const own = await orgAtAddress(one);
  if (own === null) return false;
  return own.hosts.includes(there.host) || (await orgAtAddress(other))?.id === own.id;
}
