import type { ResolverEndpoint } from './transport/endpoint.js';
import { ask, type Reply } from './transport/ask.js';
import type { Question } from './transport/message.js';

/** What every question of one check shares. */
export interface CheckContext {
  /** Recursive resolvers; the one that answered last comes first. */
  resolvers: ResolverEndpoint[];
  /** Of the authoritative servers. */
  port: number;
  /** For one server. Milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Addresses that stayed silent: they are not asked again in this check. */
  silent: Map<string, Reply>;
}

/** Asks an authoritative server: without recursion, and never twice one that was silent. */
export async function askServer(context: CheckContext, address: string, question: Question): Promise<Reply> {
  const known = context.silent.get(address);
  if (known !== undefined) return known;
  const { port, timeoutMs, signal } = context;
  const reply = await ask({ address, port }, question, { timeoutMs, recursion: false, signal });
  if ('failure' in reply && reply.failure !== 'malformed') context.silent.set(address, reply);
  return reply;
}
