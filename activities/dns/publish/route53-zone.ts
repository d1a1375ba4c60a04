import {
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  type HostedZone,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { parentOf } from '../names.js';
import { unpublishable } from './failures.js';
import { asking } from './route53-failures.js';

/** The name servers to which the world is sent for a zone; empty where nobody can say. */
export type LiveServers = (zone: string) => Promise<string[]>;

export interface FoundZone {
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
