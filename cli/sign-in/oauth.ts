import { boundedJson } from '../../runbook/secrets/bounded-reads.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';

/** Milliseconds for each answer of the authorization server. */
const TIMEOUT_MS = 20_000;

/** A public client of an authorization server, as Kiro's own clients are: no secret, PKCE. */
export interface PublicClient {
  issuer: string;
  clientId: string;
}

export interface Tokens {
  accessToken: Secret;
  refreshToken: Secret | null;
}

/** The address that the person opens. `openid` is not asked for, as Kiro does not. */
export function authorizeUrl(
  { issuer, clientId }: PublicClient,
  request: { scopes: string[]; redirectUri: string; state: string; nonce: string; challenge: string },
): string {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    response_mode: 'query',
    scope: request.scopes.join(' '),
    redirect_uri: request.redirectUri,
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
  });
  // Okta takes a plus for a space in most places, but not in all.
  return `${issuer}/v1/authorize?${query.toString().replaceAll('+', '%20')}`;
}

/** The tokens for an authorization code. @throws SignInFailed with what Okta says */
export function exchangeCode(
  client: PublicClient,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: Secret },
): Promise<Tokens> {
  const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier.open() };
  return askForTokens(client, grant, 'Okta gave no token for the code');
}

/** New tokens for a refresh token. @throws SignInFailed with what Okta says */
export function refresh(client: PublicClient, refreshToken: Secret): Promise<Tokens> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken.open() };
  return askForTokens(client, grant, 'Okta did not refresh the token');
}

/** Whether the server took the token back; an unknown token counts as taken back (RFC 7009). */
export async function revoke(
  client: PublicClient,
  token: Secret,
  kind: 'refresh_token' | 'access_token',
): Promise<boolean> {
  const { status } = await post(client, 'revoke', { token: token.open(), token_type_hint: kind });
  return status === 200;
}

async function askForTokens(client: PublicClient, grant: Record<string, string>, what: string): Promise<Tokens> {
  const { status, body } = await post(client, 'token', grant);
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
  const [accessToken, newRefresh] = [text('access_token'), text('refresh_token')];
  if (status === 200 && accessToken !== null)
    return {
      accessToken: new Secret(accessToken),
      refreshToken: newRefresh === null ? null : new Secret(newRefresh),
    };
  const { code, code_verifier: verifier, refresh_token: refreshToken } = grant;
  const secrets = new HeldSecrets([code, verifier, refreshToken, accessToken, newRefresh]);
  throw refusal(what, text('error') ?? text('errorCode') ?? `status ${status}`, text('error_description'), secrets);
}

async function post(
  { issuer, clientId }: PublicClient,
  endpoint: 'token' | 'revoke',
  fields: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  let response: Response;
  try {
    response = await fetch(`${issuer}/v1/${endpoint}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ client_id: clientId, ...fields }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
    const reason = typeof cause?.code === 'string' ? cause.code : error instanceof Error ? error.name : 'unknown';
    throw new SignInFailed(`${issuer} could not be reached (${reason}): check the issuer, the network and the proxy.`);
  }
  const body: unknown = await boundedJson(response).catch(() => null);
  return { status: response.status, body: typeof body === 'object' && body !== null ? { ...body } : {} };
}

/** The sign-in did not come to a token that can be checked; the message says why and what to do. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
}

/** What Okta's refusals come from, and what corrects them. */
const CURES: Record<string, string> = {
  access_denied:
    'Check that this person is assigned to the OIDC application, and that the access policy has a rule for them (npm run verify).',
  invalid_scope: 'The authorization server lacks a scope: redo the step scopes.',
  invalid_client: 'Check the client id, and that the application is active.',
  unauthorized_client: 'The application must allow the authorization code and refresh token grants.',
  invalid_grant: 'Run the command again; a code can be used once, and for a few minutes.',
};

/** Okta's refusal as a failure; its words go without the secrets that were sent. */
export function refusal(
  what: string,
  error: string,
  description: string | null,
  secrets: HeldSecrets = NO_SECRETS,
): SignInFailed {
  const said = secrets.text([error, description ?? ''].join(' '));
  const cure = CURES[error];
  return new SignInFailed(`${what}: ${said}${said.endsWith('.') ? '' : '.'}${cure === undefined ? '' : ` ${cure}`}`);
}
