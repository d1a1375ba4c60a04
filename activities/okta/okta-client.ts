import { inspect } from 'node:util';
import okta from '@okta/okta-sdk-nodejs';
import { MOST_BYTES } from '../../runbook/secrets/bounded-reads.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { hideSecret } from '../secrets/secret-filter.js';
import type { ReadPatience } from '../try-read.js';
import { KnownNames, ReadOnce, UnfinishedReads } from './client-memory.js';
import { textAt } from './json-fields.js';
import { agentFor, PROXY_WANTS_LOGIN } from './okta-proxy.js';
import {
  BUILD_SCOPES,
  type OktaCredentials,
  type OktaEnvironment,
  OPTIONAL_SCOPES,
  readEnvironment,
} from './okta-environment.js';
import { RateLimits } from './rate-limits.js';

/** One org, as the worker reaches it: the SDK's client, and what its answers said that other calls can use. */
export interface OktaClient {
  readonly orgUrl: string;
  readonly sdk: okta.Client;
  readonly limits: RateLimits;
  readonly names: KnownNames;
  readonly unfinished: UnfinishedReads;
  readonly patience: Patience;
  readonly mode: OktaCredentials['mode'];
  /** The service app; null with a token. */
  readonly clientId: string | null;
  /** What the client sends to prove itself, with the newest access tokens: cut out of whatever the org answers. */
  secrets(): HeldSecrets;
  /** What a service app asks for; null with a token, which has its maker's rights. */
  readonly scopes: readonly string[] | null;
  /** Called with each wait in the middle of work, for commands: they have no Temporal that shows it. */
  readonly tell?: (line: string) => void;
  /** Only in a client that never writes: lists and objects are asked for once. */
  readonly once?: ReadOnce;
}

/** The same client for one look at the org as it is now: it asks nothing twice, and must not write. */
export const readingOnce = (client: OktaClient): OktaClient => ({ ...client, once: new ReadOnce() });

/** The client that `OKTA_CLIENT_*` describes. Throws `ConfigurationError`; makes no call. */
export function oktaClientFromEnvironment(env: NodeJS.ProcessEnv, tell?: OktaClient['tell']): OktaClient {
  const client = oktaClient(readEnvironment(env));
  return tell === undefined ? client : { ...client, tell };
}

/** All that a run needs or can use, where the environment names none. */
const askedScopes = (named: string[]): string[] => (named.length > 0 ? named : [...BUILD_SCOPES, ...OPTIONAL_SCOPES]);

/**
 * Asks for no more scopes than a run needs: Okta gives no token at all where one was not granted. False where nothing was
 * asked for beside those, or the environment named it.
 */
export function withoutOptionalScopes({ sdk, scopes }: OktaClient): boolean {
  const isNeeded = (scope: string): boolean => !OPTIONAL_SCOPES.includes(scope);
  const isDefault = scopes !== null && [...BUILD_SCOPES, ...OPTIONAL_SCOPES].join() === scopes.join();
  const asked = sdk as unknown as { scopes: string[] };
  if (!isDefault || asked.scopes.every(isNeeded)) return false;
  asked.scopes = asked.scopes.filter(isNeeded);
  return true;
}

/** The SDK's client with its cache and retries off: the cache never expires, and retrying is Temporal's. */
export function oktaClient({ orgUrl, credentials }: OktaEnvironment, patience: Patience = USUAL_PATIENCE): OktaClient {
  const scopes = credentials.mode === 'token' ? null : askedScopes(credentials.scopes);
  const sdk = new okta.Client({
    orgUrl,
    cacheMiddleware: null,
    requestExecutor: new StayingExecutor({ maxRetries: 0, requestTimeout: patience.requestTimeout }),
    // Every setting is given, so that the SDK takes none from an okta.yaml file in the folder.
    ...(credentials.mode === 'token'
      ? {
          authorizationMode: 'SSWS',
          token: credentials.token.open(),
          clientId: '',
          privateKey: '',
          keyId: '',
          scopes: [],
        }
      : {
          authorizationMode: 'PrivateKey',
          token: '',
          clientId: credentials.clientId,
          privateKey: credentials.privateKey.open(),
          keyId: credentials.keyId ?? '',
          scopes: askedScopes(credentials.scopes),
        }),
  });
  if (credentials.mode === 'oauth') shareSignIn(sdk);
  const { mode } = credentials;
  const secrets = secretsOf(sdk, credentials);
  const notes = { limits: new RateLimits(), names: new KnownNames(), unfinished: new UnfinishedReads() };
  // The SDK keeps its credentials in plain fields: what prints the client prints none of them.
  Object.defineProperty(sdk, inspect.custom, { value: () => '(Okta client)' });
  Object.defineProperty(sdk, 'toJSON', { value: () => '(Okta client)' });
  const clientId = credentials.mode === 'token' ? null : credentials.clientId;
  return { orgUrl, sdk, ...notes, patience, mode, clientId, scopes, secrets };
}

type TokenAnswer = Awaited<ReturnType<okta.Client['oauth']['getAccessToken']>>;

/** Calls made side by side share one request for the access token; the SDK would make one for each. */
function shareSignIn({ oauth }: okta.Client): void {
  // The types leave out the nonce, with which the SDK itself asks a second time.
  const ask: (nonce?: string) => Promise<TokenAnswer> = oauth.getAccessToken.bind(oauth);
  let asked: Promise<TokenAnswer> | null = null;
  oauth.getAccessToken = (nonce?: string) => (nonce ? ask(nonce) : (asked ??= ask().finally(() => (asked = null))));
}

/**
 * A redirect would carry credentials, and what is written, to another place. `size` is node-fetch's limit for a body, in bytes
 * after decompression. Every request passes here, that for the access token as well, and takes the proxy that is meant for it.
 */
class StayingExecutor extends okta.DefaultRequestExecutor {
  override async fetch(request: Parameters<okta.DefaultRequestExecutor['fetch']>[0]) {
    const { url } = request as { url: string };
    const agent = agentFor(url, process.env);
    const answer = await super.fetch(Object.assign(request, { redirect: 'manual', size: MOST_BYTES, agent }));
    // The SDK would read a proxy's page as the token endpoint's answer.
    if (answer.status === 407) throw Object.assign(new Error(PROXY_WANTS_LOGIN), { status: 407 });
    return answer;
  }
}

/** Access tokens to remember: the one in use, and earlier ones that calls under way may still use. */
const KEPT_TOKENS = 3;

function secretsOf(sdk: okta.Client, credentials: OktaCredentials): () => HeldSecrets {
  const own = (credentials.mode === 'token' ? credentials.token : credentials.privateKey).open();
  const tokens: string[] = [];
  let secrets = new HeldSecrets([own]);
  return () => {
    const token = textAt((sdk.oauth as { accessToken?: unknown } | undefined)?.accessToken, 'access_token');
    if (token !== null && !tokens.includes(token)) {
      tokens.unshift(token);
      tokens.length = Math.min(tokens.length, KEPT_TOKENS);
      secrets = new HeldSecrets([own, ...tokens]);
    }
    tokens.forEach(hideSecret);
    return secrets;
  };
}

/** How long the activities wait, and how often they try, within one attempt. Milliseconds. */
export interface Patience {
  /** A call that takes longer has failed. The time limit of every activity must be longer than this. */
  requestTimeout: number;
  /** How often a read is tried again at once after a transient failure. */
  reads: ReadPatience;
  /**
   * The longest wait for a rate limit in the middle of work. After a longer one the work fails and starts again,
   * and a list with more pages than a minute allows would never be read to its end.
   */
  rateLimitWait: number;
  /** Waits before each look at what was just written: Okta is now and then behind its own writes. */
  readBack: readonly number[];
  /** Waits before each look for an object whose creation got no clear answer: searches lag most. */
  lookAgain: readonly number[];
  /** Waits before each further look at what Okta does by itself, before the whole activity is tried again. */
  progress: readonly number[];
}

/** The usual patience; tests have less. */
export const USUAL_PATIENCE: Patience = {
  requestTimeout: 30_000,
  reads: { tries: 6, firstWait: 400, longestWait: 8_000 },
  rateLimitWait: 300_000,
  readBack: [0, 200, 400, 800, 1_600],
  lookAgain: [500, 1_000, 2_000, 4_000, 8_000],
  progress: [500, 1_500],
};
