import type { Finding } from '../../runbook/model/proof.js';
import { tryRead, type ReadPatience } from '../try-read.js';
import { blocking, notReady } from './errors.js';
import { isObject, textAt, textsAt } from './json.js';

/** Milliseconds for the answer. */
const TIMEOUT_MS = 15_000;

/**
 * The server's public metadata, as Kiro's clients read it: without credentials. A server just made may need a moment
 * to be served. Custom scopes are not in it by default, so their absence means nothing.
 */
export async function checkMetadata(issuer: string, patience: ReadPatience): Promise<Finding[]> {
  const url = `${issuer}/.well-known/oauth-authorization-server`;
  let body: unknown;
  try {
    body = await tryRead({ turn: async () => {}, call: () => read(url), waitAfter: () => 0 }, patience);
  } catch (error) {
    throw notReady(`${url} does not answer yet (${error instanceof Error ? error.message : 'unknown error'}).`);
  }
  const says = isObject(body) ? textAt(body, 'issuer') : null;
  const findings: Finding[] = [];
  if (says !== issuer)
    findings.push(
      blocking(
        `The metadata of the authorization server names the issuer ${says ?? '(none)'} instead of ${issuer}.`,
        "Redo the step authorization-server, so that Kiro is given the server's own issuer.",
        url,
      ),
    );
  if (!textsAt(body, 'code_challenge_methods_supported').includes('S256'))
    findings.push(blocking('The authorization server does not offer PKCE with S256.', 'Ask Okta support.', url));
  return findings;
}

async function read(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  return response.json();
}
