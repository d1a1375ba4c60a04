import { setMaxListeners } from 'node:events';
import { resolverEndpoints, type ResolverEndpoint } from './transport/endpoint.js';
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

export interface CheckOptions {
  /** For one server, all repetitions and both transports; a dead one costs it once. Milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** For one server, where nobody says otherwise. */
export const DEFAULT_TIMEOUT_MS = 4000;

/** @throws Error with a sentence where a resolver's name has no address */
export async function newContext(
  { resolvers, doh, port }: { resolvers: string[]; doh: string | null; port: number },
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal = new AbortController().signal }: CheckOptions,
): Promise<CheckContext> {
  // One of its own: every question that is under way listens to it, and Node warns of more than ten.
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return { resolvers: await resolverEndpoints(resolvers, doh), port, timeoutMs, signal: own, silent: new Map() };
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
