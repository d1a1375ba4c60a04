import okta from '@okta/okta-sdk-nodejs';
import { BUILD_SCOPES, readEnvironment, type OktaCredentials, type OktaEnvironment } from './environment.js';
import { RateLimits } from './rate-limits.js';

export { checkCredentials } from './check-credentials.js';

/** Milliseconds after which a call counts as failed; activities must be allowed more. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** One org, as the worker reaches it: the SDK's client and what its answers said of the rate limits. */
export interface OktaClient {
  readonly orgUrl: string;
  readonly sdk: okta.Client;
  readonly limits: RateLimits;
  readonly mode: OktaCredentials['mode'];
}

/** The client that `OKTA_CLIENT_*` describes. Throws `ConfigurationError`; makes no call. */
export function oktaClientFromEnvironment(env: NodeJS.ProcessEnv): OktaClient {
  return oktaClient(readEnvironment(env));
}

/** The SDK's client with its cache and retries off: the cache never expires, and retrying is Temporal's. */
export function oktaClient({ orgUrl, credentials }: OktaEnvironment): OktaClient {
  const sdk = new okta.Client({
    orgUrl,
    cacheMiddleware: null,
    requestExecutor: new okta.DefaultRequestExecutor({ maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS }),
    // Every setting is given, so that no okta.yaml that lies about can add to it.
    ...(credentials.mode === 'token'
      ? { authorizationMode: 'SSWS', token: credentials.token, clientId: '', privateKey: '', keyId: '', scopes: [] }
      : {
          authorizationMode: 'PrivateKey',
          token: '',
          clientId: credentials.clientId,
          privateKey: credentials.privateKey,
          keyId: credentials.keyId ?? '',
          scopes: credentials.scopes.length > 0 ? credentials.scopes : [...BUILD_SCOPES],
        }),
  });
  // The SDK sends loopback calls through HTTPS_PROXY too, where no proxy can reach them.
  if (new URL(orgUrl).protocol === 'http:') sdk.http.agent = undefined;
  return { orgUrl, sdk, limits: new RateLimits(), mode: credentials.mode };
}
