import {
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesByNameCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { secretsOf } from '../../../runbook/secrets/environment-secrets.js';
import { HeldSecrets } from '../../../runbook/secrets/outside-text.js';
import { parentOf } from '../domain-names.js';
import { notPublishedYet, unpublishable } from './txt-set.js';

/** The name servers to which the world is sent for a zone; empty where nobody can say. */
export type LiveServers = (zone: string) => Promise<string[]>;

interface FoundZone {
  id: string;
  name: string;
  warnings: string[];
}

interface Candidate {
  id: string;
  servers: string[];
}

/**
 * The public hosted zone nearest to a name. Of several of one name, which an account can well have, the one whose
 * servers the world asks.
 */
export async function findHostedZone(
  client: Route53Client,
  name: string,
  liveServers: LiveServers,
  signal: AbortSignal,
): Promise<FoundZone> {
  for (let zone = name; zone.includes('.'); zone = parentOf(zone)) {
    const found = await publicZones(client, zone, signal);
    if (found.length > 0) return chooseZone(zone, await withServers(client, found, signal), await liveServers(zone));
  }
  const fix = 'Use credentials of the AWS account that holds the zone, or publish the record by hand.';
  throw unpublishable(`The AWS account has no public hosted zone that holds ${name}.`, fix);
}

async function publicZones(client: Route53Client, zone: string, signal: AbortSignal): Promise<string[]> {
  const { HostedZones = [] } = await asking(signal, (options) =>
    client.send(new ListHostedZonesByNameCommand({ DNSName: zone, MaxItems: 100 }), options),
  );
  const isPublic = ({ Name, Config }: HostedZone): boolean =>
    Name?.toLowerCase() === `${zone}.` && Config?.PrivateZone !== true;
  return HostedZones.filter(isPublic).map(({ Id = '' }) => Id.replace(/^\/hostedzone\//, ''));
}

async function withServers(client: Route53Client, ids: string[], signal: AbortSignal): Promise<Candidate[]> {
  return Promise.all(
    ids.map(async (Id) => {
      const { DelegationSet } = await asking(signal, (options) =>
        client.send(new GetHostedZoneCommand({ Id }), options),
      );
      const servers = DelegationSet?.NameServers ?? [];
      return { id: Id, servers: servers.map((server) => server.toLowerCase().replace(/\.$/, '')) };
    }),
  );
}

/** @throws ApplicationFailure where a person must choose */
export function chooseZone(name: string, candidates: Candidate[], live: string[]): FoundZone {
  const isLive = ({ servers }: Candidate): boolean => servers.some((server) => live.includes(server));
  const [first, ...others] = candidates.filter(isLive);
  if (first !== undefined && others.length === 0) return { id: first.id, name, warnings: [] };
  const [only] = candidates;
  if (only === undefined || candidates.length > 1) {
    const ids = candidates.map(({ id }) => id).join(', ');
    const fix = 'Delete those that the registrar does not point to, or publish the record by hand.';
    throw unpublishable(
      `Several public hosted zones are named ${name}, and none of them alone is in use: ${ids}.`,
      fix,
    );
  }
  const elsewhere =
    `The world is sent to ${live.join(', ')} for ${name}, not to hosted zone ${only.id}: ` +
    'what is published there is not seen.';
  return { id: only.id, name, warnings: live.length === 0 ? [] : [elsewhere] };
}

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
