import { isWithin, parentOf } from './domain-names.js';
import {
  addressesOf,
  addressRecords,
  askServer,
  type CheckContext,
  recordsOf,
  resolve,
  resolveOrNull,
  ResolversUnavailable,
} from './lookups.js';
import type { Reply } from './transport/ask.js';
import type { Message } from './transport/dns-message.js';

/**
 * The zone that holds a name, by the walk up to the nearest SOA record; '' is the root. A name with a CNAME has none
 * of its own. Where resolvers fail for a name but not for the one above it, that name is the zone, and a broken one; unless it
 * is a CNAME, as of two names that point at each other. Where SOA records are kept back, the NS records tell.
 * @param isZone whether a zone is somebody's own, and not a public suffix
 * @throws ResolversUnavailable where they fail all the way up.
 */
export async function findZone(
  context: CheckContext,
  name: string,
  isZone: (zone: string) => boolean,
): Promise<string> {
  const zone = await zoneBySoa(context, name);
  return isZone(zone) ? zone : ((await zoneByServers(context, name, isZone)) ?? zone);
}

/** Some resolvers of homes and offices strip SOA records. */
async function zoneByServers(
  context: CheckContext,
  name: string,
  isZone: (zone: string) => boolean,
): Promise<string | null> {
  for (let at = name; isZone(at); at = parentOf(at)) if ((await serversOf(context, at)).length > 0) return at;
  return null;
}

/** Where a CNAME at the name itself leads; null where there is none. */
export async function aliasOf(context: CheckContext, name: string): Promise<string | null> {
  const message = await resolveOrNull(context, { name, type: 'CNAME' });
  return recordsOf(message?.answers ?? [], 'CNAME').find((record) => record.name === name)?.target ?? null;
}

async function zoneBySoa(context: CheckContext, name: string): Promise<string> {
  let failing: string | null = null;
  let failure = new ResolversUnavailable(`The resolvers fail (SERVFAIL) for ${name} and for every name above it.`);
  for (let at = name; at !== ''; at = parentOf(at)) {
    let isUnasked = false;
    const message = await resolve(context, { name: at, type: 'SOA' }).catch((error: unknown) => {
      if (!(error instanceof ResolversUnavailable)) throw error;
      failure = error;
      isUnasked = true;
      return null;
    });
    // A name with a CNAME is no zone; resolvers fail for two that point at each other.
    if (message === null && (isUnasked || (await aliasOf(context, at)) === null)) failing = at;
    else if (message === null) continue;
    else if (failing !== null) return failing;
    else {
      const apex = apexIn(message, at);
      if (apex !== null) return apex;
    }
  }
  if (failing !== null) throw failure;
  return '';
}

/** A negative answer names the zone, too: in its authority section (RFC 2308). */
function apexIn({ answers, authorities }: Message, name: string): string | null {
  if (recordsOf(answers, 'CNAME').some((record) => record.name === name)) return null;
  const found = recordsOf([...answers, ...authorities], 'SOA').find((record) => isWithin(name, record.name));
  return found?.name ?? null;
}

/** One address of one name server: what it says of the record, and of its zone. */
interface AskedServer {
  server: string;
  address: string;
  reply: Reply;
  serial: number | null;
  /** The zone's servers as this one names them; empty where it does not say. */
  servers: string[];
}

export interface ZoneServers {
  zone: string;
  asked: AskedServer[];
  /** As the zone above names them; null where it could not be asked. */
  parentServers: string[] | null;
  /** As the zone itself does. */
  childServers: string[];
  /** Named, but without any address. */
  lost: string[];
  /** Whether the zone above, too, was answered for by something that is not its server. */
  isParentRelayed: boolean;
}

/** A zone has a handful of servers; nobody is made to ask a thousand. */
const MOST_ADDRESSES = 60;
/** Servers that answers name are asked, too, and the ones that those name. */
const ROUNDS = 3;

/**
 * Asks every address of every server of a zone, all at once. Servers are those that the zone names and those that the
 * zone above names: where the two differ, the record may be on some only.
 */
export async function askZoneServers(context: CheckContext, zone: string, name: string): Promise<ZoneServers> {
  const delegation = parentDelegation(context, zone);
  delegation.catch(() => undefined);
  const asked: AskedServer[] = [];
  const addresses = new Map<string, string[]>();
  let parent: Delegation | null = null;
  let wanted = await serversOf(context, zone);
  for (let round = 0; round < ROUNDS; round += 1) {
    const added = await askAll(
      context,
      { zone, name, glue: parent?.glue ?? new Map<string, string[]>() },
      wanted,
      addresses,
      asked,
    );
    asked.push(...added);
    parent ??= await delegation;
    const named = [...(parent?.servers ?? []), ...asked.flatMap(({ servers }) => servers)];
    wanted = [...new Set(named)].filter((server) => !addresses.has(server) || glueOnly(server, addresses, parent));
    if (wanted.length === 0) break;
  }
  return {
    zone,
    asked,
    parentServers: parent?.servers ?? null,
    childServers: [...new Set(asked.flatMap(({ servers }) => servers))],
    lost: [...addresses].filter(([, found]) => found.length === 0).map(([server]) => server),
    isParentRelayed: parent?.isRelayed ?? false,
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
  asked: AskedServer[],
): Promise<AskedServer[]> {
  const found = await Promise.all(
    servers.map(async (server) => {
      const resolved = await addressesOf(context, server);
      const known = resolved.length > 0 ? resolved : (about.glue.get(server) ?? []);
      addresses.set(server, known);
      return known.map((address) => ({ server, address }));
    }),
  );
  const targets = found.flat().slice(0, Math.max(MOST_ADDRESSES - asked.length, 0));
  return Promise.all(targets.map((target) => askRecords(context, target, about)));
}

/** Its TXT records, and the SOA and NS records of the zone. */
async function askRecords(
  context: CheckContext,
  { server, address }: { server: string; address: string },
  { zone, name }: { zone: string; name: string },
): Promise<AskedServer> {
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

/** Which servers the zone above names for a zone; the whole internet goes by it. */
interface Delegation {
  servers: string[];
  /** Addresses that come with it, by server: the way to servers that are named inside their own zone. */
  glue: Map<string, string[]>;
  /** Answered as a resolver does, and not as the zone's server. */
  isRelayed: boolean;
}

/** The most addresses of the parent zone to ask; the first answer counts. */
const PARENT_ADDRESSES = 4;

/** Asked at the parent's own servers. Null where they cannot be asked: then nothing is compared. */
async function parentDelegation(context: CheckContext, zone: string): Promise<Delegation | null> {
  const servers = await serversOfParent(context, parentOf(zone));
  const found = await Promise.all(servers.slice(0, PARENT_ADDRESSES).map((server) => addressesOf(context, server)));
  const asked = found
    .flat()
    .slice(0, PARENT_ADDRESSES)
    .map(async (address) => {
      const reply = await askServer(context, address, { name: zone, type: 'NS' });
      const delegation = 'message' in reply ? readDelegation(reply.message, zone) : null;
      if (delegation === null) throw new Error('no delegation');
      return delegation;
    });
  return Promise.any(asked).catch(() => null);
}

/** A referral (RFC 1034, 4.3.2), or the answer of a server that serves both zones. */
function readDelegation(message: Message, zone: string): Delegation | null {
  const records = [...recordsOf(message.answers, 'NS'), ...recordsOf(message.authorities, 'NS')];
  const servers = [...new Set(records.filter(({ name }) => name === zone).map(({ target }) => target))];
  if (servers.length === 0) return null;
  const glue = new Map(servers.map((server) => [server, addressRecords(message.additionals, server)]));
  return { servers, glue, isRelayed: message.recursionAvailable && !message.authoritative };
}

/** The name above is mostly a zone of its own; where it is not, the SOA record in the answer names the zone. */
async function serversOfParent(context: CheckContext, parent: string): Promise<string[]> {
  if (parent === '') return [];
  const message = await resolveOrNull(context, { name: parent, type: 'NS' });
  const own = recordsOf(message?.answers ?? [], 'NS').filter(({ name }) => name === parent);
  if (own.length > 0) return own.map(({ target }) => target);
  const above = recordsOf(message?.authorities ?? [], 'SOA')[0]?.name;
  if (above === undefined || above === '' || above === parent) return [];
  const again = await resolveOrNull(context, { name: above, type: 'NS' });
  return recordsOf(again?.answers ?? [], 'NS').map(({ target }) => target);
}
