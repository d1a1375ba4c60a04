import { addressesOf } from './addresses.js';
import { askServer, type CheckContext } from './context.js';
import { parentDelegation, type Delegation } from './delegation.js';
import { recordsOf, resolveOrNull } from './resolvers.js';
import type { Reply } from './transport/ask.js';

/** One address of one name server: what it says of the record, and of its zone. */
export interface Station {
  server: string;
  address: string;
  reply: Reply;
  serial: number | null;
  /** The zone's servers as this one names them; empty where it does not say. */
  servers: string[];
}

export interface Survey {
  zone: string;
  stations: Station[];
  /** As the zone above names them; null where it could not be asked. */
  parentServers: string[] | null;
  /** As the zone itself does. */
  childServers: string[];
  /** Named, but without any address. */
  lost: string[];
}

/** A zone has a handful of servers; nobody is made to ask a thousand. */
const MOST_ADDRESSES = 60;
/** Servers that answers name are asked, too, and the ones that those name. */
const ROUNDS = 3;

/**
 * Asks every address of every server of a zone, all at once. Servers are those that the zone names and those that the
 * zone above names: where the two differ, the record may be on some only.
 */
export async function survey(context: CheckContext, zone: string, name: string): Promise<Survey> {
  const delegation = parentDelegation(context, zone);
  delegation.catch(() => undefined);
  const stations: Station[] = [];
  const addresses = new Map<string, string[]>();
  let parent: Delegation | null = null;
  let wanted = await serversOf(context, zone);
  for (let round = 0; round < ROUNDS; round += 1) {
    const added = await askAll(
      context,
      { zone, name, glue: parent?.glue ?? new Map<string, string[]>() },
      wanted,
      addresses,
      stations,
    );
    stations.push(...added);
    parent ??= await delegation;
    const named = [...(parent?.servers ?? []), ...stations.flatMap(({ servers }) => servers)];
    wanted = [...new Set(named)].filter((server) => !addresses.has(server) || glueOnly(server, addresses, parent));
    if (wanted.length === 0) break;
  }
  return {
    zone,
    stations,
    parentServers: parent?.servers ?? null,
    childServers: [...new Set(stations.flatMap(({ servers }) => servers))],
    lost: [...addresses].filter(([, found]) => found.length === 0).map(([server]) => server),
  };
}

/** As the resolvers know them; they fail for a broken zone, and the zone above is asked then. */
async function serversOf(context: CheckContext, zone: string): Promise<string[]> {
  const message = await resolveOrNull(context, { name: zone, type: 'NS' });
  const records = recordsOf(message?.answers ?? [], 'NS').filter((record) => record.name === zone);
  return [...new Set(records.map(({ target }) => target))];
}

async function askAll(
  context: CheckContext,
  about: { zone: string; name: string; glue: Map<string, string[]> },
  servers: string[],
  addresses: Map<string, string[]>,
  asked: Station[],
): Promise<Station[]> {
  const found = await Promise.all(
    servers.map(async (server) => {
      const resolved = await addressesOf(context, server);
      const known = resolved.length > 0 ? resolved : (about.glue.get(server) ?? []);
      addresses.set(server, known);
      return known.map((address) => ({ server, address }));
    }),
  );
  const targets = found.flat().slice(0, Math.max(MOST_ADDRESSES - asked.length, 0));
  return Promise.all(targets.map((target) => askStation(context, target, about)));
}

async function askStation(
  context: CheckContext,
  { server, address }: { server: string; address: string },
  { zone, name }: { zone: string; name: string },
): Promise<Station> {
  const [reply, soa, ns] = await Promise.all([
    askServer(context, address, { name, type: 'TXT' }),
    askServer(context, address, { name: zone, type: 'SOA' }),
    askServer(context, address, { name: zone, type: 'NS' }),
  ]);
  const serial = recordsOf('message' in soa ? soa.message.answers : [], 'SOA').find((one) => one.name === zone)?.serial;
  const own = 'message' in ns && ns.message.authoritative ? recordsOf(ns.message.answers, 'NS') : [];
  const servers = own.filter((record) => record.name === zone).map(({ target }) => target);
  return { server, address, reply, serial: serial ?? null, servers };
}

/** Resolvers know no address of it, but the delegation, which came later, does. */
function glueOnly(server: string, addresses: Map<string, string[]>, parent: Delegation | null): boolean {
  return addresses.get(server)?.length === 0 && (parent?.glue.get(server)?.length ?? 0) > 0;
}
