import { setMaxListeners } from 'node:events';
import { ask, type Reply } from './transport/ask.js';
import { type DnsRecord, type Message, type Question, RCODE, type RecordType } from './transport/dns-message.js';
import { formatEndpoint, type ResolverEndpoint, resolverEndpoints } from './transport/endpoints.js';

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

/** No resolver answers: nothing can be said of the record. */
export class ResolversUnavailable extends Error {
  override readonly name = 'ResolversUnavailable';
}

/** How long one resolver is waited for before the next one is asked beside it. */
const HEDGE_SHARE = 0.25;

/**
 * The answer of the first resolver that has one (NOERROR or NXDOMAIN), or null where they can be reached, but fail for
 * this question, as for a zone whose servers are all dead. A failure (SERVFAIL) is tried again with DNSSEC unchecked:
 * the check of a broken zone must get as far as its servers.
 * @throws ResolversUnavailable
 */
export async function resolve(context: CheckContext, question: Question): Promise<Message | null> {
  context.signal.throwIfAborted();
  const resolvers = [...context.resolvers];
  const checked = await race(context, resolvers, question, false);
  if ('answer' in checked) return checked.answer;
  const failing = resolvers.filter((_, index) => isServfail(checked.replies[index]));
  if (failing.length > 0) {
    const unchecked = await race(context, failing, question, true);
    return 'answer' in unchecked ? unchecked.answer : null;
  }
  context.signal.throwIfAborted();
  const reasons = resolvers.map((resolver, index) => `${formatEndpoint(resolver)} (${reason(checked.replies[index])})`);
  throw new ResolversUnavailable(
    reasons.length === 0 ? 'This machine knows no DNS resolver.' : `No DNS resolver answers: ${reasons.join(', ')}.`,
  );
}

/** As `resolve`, but null where no resolver answers: a name whose servers are dead can keep one busy too long. */
export function resolveOrNull(context: CheckContext, question: Question): Promise<Message | null> {
  return resolve(context, question).catch((error: unknown) => {
    if (error instanceof ResolversUnavailable) return null;
    throw error;
  });
}

/** Asks one recursive resolver. */
export function askResolver(
  { timeoutMs, signal }: CheckContext,
  resolver: ResolverEndpoint,
  question: Question,
  checkingDisabled: boolean,
): Promise<Reply> {
  return ask(resolver, question, { timeoutMs, recursion: true, checkingDisabled, signal });
}

/** The records of one type, whatever their name. */
export function recordsOf<T extends DnsRecord['type']>(
  records: DnsRecord[],
  type: T,
): Extract<DnsRecord, { type: T }>[] {
  return records.filter((record): record is Extract<DnsRecord, { type: T }> => record.type === type);
}

/** One after another, the next one beside the last as soon as that is slow; all replies where none is an answer. */
async function race(
  context: CheckContext,
  resolvers: ResolverEndpoint[],
  question: Question,
  checkingDisabled: boolean,
): Promise<{ answer: Message } | { replies: Reply[] }> {
  const replies: Promise<Reply>[] = [];
  for (const [index, resolver] of resolvers.entries()) {
    replies.push(askResolver(context, resolver, question, checkingDisabled));
    const isLast = index === resolvers.length - 1;
    const first = await firstAnswer(replies, isLast ? null : context.timeoutMs * HEDGE_SHARE);
    if (first === null) continue;
    prefer(context, resolvers[first.index]);
    return { answer: first.message };
  }
  return { replies: await Promise.all(replies) };
}

async function firstAnswer(
  replies: Promise<Reply>[],
  waitMs: number | null,
): Promise<{ message: Message; index: number } | null> {
  const answers = replies.map((reply, index) =>
    reply.then((end) => (isAnswer(end) ? { message: end.message, index } : Promise.reject(new Error()))),
  );
  const first = Promise.any(answers).catch(() => null);
  if (waitMs === null) return first;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((give) => {
    timer = setTimeout(() => give(null), waitMs);
  });
  return Promise.race([first, late]).finally(() => clearTimeout(timer));
}

const isAnswer = (reply: Reply): reply is { message: Message; milliseconds: number } =>
  'message' in reply && (reply.message.rcode === RCODE.NOERROR || reply.message.rcode === RCODE.NXDOMAIN);

const isServfail = (reply: Reply | undefined): boolean =>
  reply !== undefined && 'message' in reply && reply.message.rcode === RCODE.SERVFAIL;

function reason(reply: Reply | undefined): string {
  if (reply === undefined) return 'not asked';
  return 'message' in reply ? `answers with error ${reply.message.rcode}` : reply.detail;
}

/** Who answers is asked first from now on, so that a dead resolver costs one wait in all. */
function prefer(context: CheckContext, resolver: ResolverEndpoint | undefined): void {
  if (resolver === undefined || context.resolvers[0] === resolver) return;
  context.resolvers = [resolver, ...context.resolvers.filter((other) => other !== resolver)];
}

/** IPv4 and IPv6 addresses of a name server; empty where it has none. */
export async function addressesOf(context: CheckContext, server: string): Promise<string[]> {
  const types: RecordType[] = ['A', 'AAAA'];
  const answers = await Promise.all(types.map((type) => resolveOrNull(context, { name: server, type })));
  return answers.flatMap((message) => (message === null ? [] : addressRecords(message.answers)));
}

/** The addresses among some records; with `name` only those of that name. */
export function addressRecords(records: DnsRecord[], name?: string): string[] {
  const found = [...recordsOf(records, 'A'), ...recordsOf(records, 'AAAA')];
  return [...new Set(found.filter((record) => name === undefined || record.name === name).map((one) => one.address))];
}
