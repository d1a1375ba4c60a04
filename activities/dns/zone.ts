import { canonical, type Question, type Reply } from './packet.js';
import { ask, type Server } from './transport.js';

/** How names are looked up on the way to the zone's own servers. */
export interface Lookup {
  resolvers: Server[];
  /** For each leg of each query. Milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The zone cannot be found, or has no server with an address. */
export class BrokenZone extends Error {
  override readonly name = 'BrokenZone';
}

/** No resolver gives an answer. */
export class ResolverTrouble extends Error {
  override readonly name = 'ResolverTrouble';
}

/** The first resolver's answer that is one. @throws ResolverTrouble */
export async function resolve(question: Omit<Question, 'recursive'>, lookup: Lookup): Promise<Reply> {
  const asked = lookup.resolvers.map(async (server) => {
    const reply = await ask(server, { ...question, recursive: true }, lookup.timeoutMs, lookup.signal);
    if (reply.rcode !== 0 && reply.rcode !== 3) throw new Error(`error ${reply.rcode}`);
    return reply;
  });
  return Promise.any(asked).catch(() => {
    throw new ResolverTrouble(`No resolver answers for ${question.name}.`);
  });
}

/** The nearest SOA record upward, and every server of that zone. @throws BrokenZone, ResolverTrouble */
export async function findZone(name: string, lookup: Lookup) {
  const reply = await resolve({ name, type: 'SOA' }, lookup);
  const own = reply.answers.find((answer) => answer.type === 'SOA' && answer.name === canonical(name));
  const zone = own?.name ?? reply.soa?.zone;
  if (zone === undefined || zone === '') throw new BrokenZone(`${name} is in no zone that DNS knows.`);
  const servers = (await resolve({ name: zone, type: 'NS' }, lookup)).answers.filter(({ type }) => type === 'NS');
  const found = await Promise.all(
    servers.map(async ({ data }) => {
      const replies = await Promise.all(
        (['A', 'AAAA'] as const).map((type) => resolve({ name: data, type }, lookup).catch(() => null)),
      );
      const answers = replies.flatMap((one) => one?.answers ?? []);
      return { name: data, addresses: answers.filter(({ type }) => type !== 'CNAME').map((one) => one.data) };
    }),
  );
  if (!found.some(({ addresses }) => addresses.length > 0)) throw new BrokenZone(`No name server of ${zone} is found.`);
  return { name: zone, servers: found };
}
