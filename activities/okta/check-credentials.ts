import { type OktaClient, withoutOptionalScopes } from './okta-client.js';
import { ConfigurationError } from './okta-environment.js';
import { isObject, textAt } from './json-fields.js';
import { isStatus, OktaError } from './okta-error.js';
import { OktaApi } from './okta-api.js';
import { PROXY_WANTS_LOGIN, proxyRefusal } from './okta-proxy.js';
import { askMetadata } from './org-metadata.js';

/**
 * Tells apart, before any work, an org that cannot be reached, an address that is no Okta org, and credentials that
 * are refused. Throws a `ConfigurationError`, one sentence each; reads only.
 */
export async function checkCredentials(client: OktaClient): Promise<void> {
  await checkOrg(client.orgUrl);
  if (client.mode === 'oauth') await checkToken(client);
  const variable = client.mode === 'oauth' ? 'OKTA_CLIENT_CLIENTID' : 'OKTA_CLIENT_TOKEN';
  try {
    await new OktaApi(client, 0).get('/api/v1/apps?limit=1');
  } catch (error) {
    if (isStatus(error, 401))
      throw new ConfigurationError(
        `${client.orgUrl} refuses ${variable} (${error.code ?? 401}): make a new one in the Admin Console and set it.`,
      );
    if (isStatus(error, 403))
      throw new ConfigurationError(
        `${client.orgUrl} knows ${variable} but lets it read no applications (${error.code ?? 403}): ` +
          'give it the Application administrator role and the scope okta.apps.read.',
      );
    // A full rate limit or a passing fault is no matter of configuration.
    if (error instanceof OktaError && error.status !== null) return;
    throw unreachable(client.orgUrl, error instanceof OktaError ? error.summary : 'connection failed');
  }
}

/** `/.well-known/okta-organization` is open to all and only Okta has it. */
async function checkOrg(orgUrl: string): Promise<void> {
  const wrong = `${orgUrl} is not an Okta org: okta.orgUrl (or OKTA_CLIENT_ORGURL) is the address you sign in at, without a path.`;
  const { status, body } = await askMetadata(orgUrl).catch((error: unknown) => {
    throw unreachable(orgUrl, proxyRefusal(error) ?? reasonOf(error));
  });
  if (status >= 500 || status === 429) return;
  if (textAt(body, 'id') === null) throw new ConfigurationError(wrong);
}

/**
 * A refusal that is really one of the token endpoint: the SDK drops that and goes on with "Bearer undefined", so a
 * wrong key, client or scope looks like a bad token. Gives the true reason as a `ConfigurationError`, else the error.
 */
export async function trueReason(error: unknown, client: OktaClient): Promise<unknown> {
  if (client.mode !== 'oauth' || !isStatus(error, 401) || error.code === 'E0000015') return error;
  const cause: unknown = await checkToken(client).catch((refusal: unknown) => refusal);
  return cause instanceof ConfigurationError ? cause : error;
}

/**
 * The token endpoint's answer to a service app, read here since the SDK drops its errors and goes on with "Bearer undefined".
 * Okta gives no token at all while a scope is asked for that was not granted, so optional ones are given up first.
 */
export async function askToken(client: OktaClient): Promise<unknown> {
  const { oauth } = client.sdk;
  const answer: unknown = await oauth.getAccessToken();
  if (textAt(answer, 'access_token') !== null) return answer;
  // The SDK would keep the refusal in place of a token.
  oauth.clearCachedAccessToken();
  return textAt(answer, 'error') === 'invalid_scope' && withoutOptionalScopes(client) ? askToken(client) : answer;
}

async function checkToken(client: OktaClient): Promise<void> {
  const { orgUrl } = client;
  let answer: unknown;
  try {
    answer = await askToken(client);
  } catch (error) {
    if (isObject(error) && error['status'] === 407) throw unreachable(orgUrl, PROXY_WANTS_LOGIN);
    if (isPassing(error)) return;
    throw new ConfigurationError(
      `${orgUrl} gave no access token (${reasonOf(error)}): check OKTA_CLIENT_ORGURL and OKTA_CLIENT_PRIVATEKEY.`,
    );
  }
  if (textAt(answer, 'access_token') !== null) return;
  const error = textAt(answer, 'error') ?? textAt(answer, 'errorCode') ?? 'no access token';
  const told = client.secrets().text(error, 100);
  throw new ConfigurationError(`${orgUrl} gave no access token (${told}): ${TOKEN_CURES[error] ?? OTHER_CURE}`);
}

/** The token endpoint is busy or down, or the connection was lost: that says nothing of the credentials. */
function isPassing(error: unknown): boolean {
  if (error instanceof Error && error.name === 'FetchError') return true;
  const status = isObject(error) ? error['status'] : null;
  return typeof status === 'number' && (status === 429 || status >= 500);
}

const OTHER_CURE = 'check OKTA_CLIENT_CLIENTID, OKTA_CLIENT_PRIVATEKEY and OKTA_CLIENT_KEYID.';
const TOKEN_CURES: Record<string, string> = {
  invalid_client:
    'check that OKTA_CLIENT_CLIENTID is the service app, its public key is the one of OKTA_CLIENT_PRIVATEKEY, ' +
    "OKTA_CLIENT_KEYID fits, and this machine's clock is right.",
  invalid_scope:
    'grant the service app the scopes on its tab Okta API Scopes, or name those it has in OKTA_CLIENT_SCOPES.',
  unauthorized_client: 'the app must be an API Services app with the client credentials grant.',
  invalid_dpop_proof: "check that OKTA_CLIENT_PRIVATEKEY is an RSA key and this machine's clock is right.",
};

const WORDS: Record<string, string> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'its name cannot be looked up',
  ECONNREFUSED: 'nothing listens there',
  TimeoutError: 'it does not answer',
};

function unreachable(orgUrl: string, reason: string): ConfigurationError {
  return new ConfigurationError(
    `${orgUrl} cannot be reached (${WORDS[reason] ?? reason}): check okta.orgUrl (or OKTA_CLIENT_ORGURL), the network and the proxy.`,
  );
}

/** A code such as ECONNREFUSED, or the error's name; never a message that may quote a key. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && isCoded(error.cause) ? error.cause : error;
  if (isCoded(cause)) return cause.code;
  return error instanceof Error ? error.name : 'unknown error';
}

function isCoded(value: unknown): value is { code: string } {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}
