import type { CheckContext } from './context.js';
import { ask, type Reply } from './transport/ask.js';
import { formatEndpoint, type ResolverEndpoint } from './transport/endpoint.js';
import { RCODE, type DnsRecord, type Message, type Question } from './transport/message.js';

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
