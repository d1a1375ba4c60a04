import { addressesOf, addressRecords } from './addresses.js';
import { askServer, type CheckContext } from './context.js';
import { parentOf } from './names.js';
import { recordsOf, resolveOrNull } from './resolvers.js';
import type { Message } from './transport/message.js';

/** Which servers the zone above names for a zone; the whole internet goes by it. */
export interface Delegation {
  servers: string[];
  /** Addresses that come with it, by server: the way to servers that are named inside their own zone. */
  glue: Map<string, string[]>;
}

/** So many of the parent's addresses are asked; the first answer counts. */
const PARENT_ADDRESSES = 4;

/** Asked at the parent's own servers. Null where they cannot be asked: then nothing is compared. */
export async function parentDelegation(context: CheckContext, zone: string): Promise<Delegation | null> {
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
  return { servers, glue: new Map(servers.map((server) => [server, addressRecords(message.additionals, server)])) };
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
