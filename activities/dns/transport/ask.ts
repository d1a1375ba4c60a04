import type { ResolverEndpoint } from './endpoints.js';
import { askHttps, askTcp, askUdp, failed, type Failure, type Leg } from './transports.js';
import { type Message, newQuery, type Question, RCODE } from './dns-message.js';

interface AskOptions {
  /** For everything: both transports and every repetition. Milliseconds. */
  timeoutMs: number;
  recursion: boolean;
  checkingDisabled?: boolean;
  /** Ends the asking early, as a time-out does. */
  signal: AbortSignal;
}

export type Reply = ({ message: Message } | Failure) & { milliseconds: number };

/**
 * Asks one server one question, or a resolver over HTTPS. UDP first, sent again after a fifth of the time; TCP at once where the answer is cut
 * (TC) or cannot be read, and beside UDP from half the time on. Never throws for what a server or network does.
 */
export async function ask(to: ResolverEndpoint, question: Question, options: AskOptions): Promise<Reply> {
  const began = performance.now();
  const deadline = new AbortController();
  const stop = (): void => deadline.abort();
  const timer = setTimeout(stop, options.timeoutMs);
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();
  try {
    const reply = await askWithFallback(to, question, options, deadline.signal);
    return { ...reply, milliseconds: Math.round(performance.now() - began) };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
    stop();
  }
}

/** RFC 6891, 6.2.2: a server that does not know EDNS says FORMERR or NOTIMP; it is asked again without. */
async function askWithFallback(to: ResolverEndpoint, question: Question, options: AskOptions, signal: AbortSignal) {
  const reply = await askOnce(to, question, options, true, signal);
  if (!('message' in reply) || reply.message.hasEdns) return reply;
  const { rcode } = reply.message;
  return rcode === RCODE.FORMERR || rcode === RCODE.NOTIMP ? askOnce(to, question, options, false, signal) : reply;
}

async function askOnce(
  to: ResolverEndpoint,
  question: Question,
  options: AskOptions,
  edns: boolean,
  signal: AbortSignal,
) {
  const { recursion, checkingDisabled = false } = options;
  const query = newQuery(question, { recursion, checkingDisabled, edns });
  if (query === null) return failed('malformed', 'the name fits in no query');
  if ('url' in to) return firstMessage([askHttps(to, query, signal)]);
  const udp = askUdp(to, query, options.timeoutMs / 5, signal);
  const first = await firstOr(udp, options.timeoutMs / 2);
  if (first !== null && isMessage(first)) return first;
  const tcp = askTcp(to, query, signal);
  return firstMessage([udp, tcp]);
}

/** The leg's end, or null when it takes longer. */
async function firstOr(leg: Promise<Leg>, milliseconds: number): Promise<Leg | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  return Promise.race([leg, late]).finally(() => clearTimeout(timer));
}

/** The first message of any leg; where none has one, the failure that tells most. */
async function firstMessage(legs: Promise<Leg>[]): Promise<{ message: Message } | Failure> {
  const good = legs.map((leg) => leg.then((end) => (isMessage(end) ? end : Promise.reject(new Error()))));
  const message = await Promise.any(good).catch(() => null);
  if (message !== null) return message;
  const ends = await Promise.all(legs);
  const failures = ends.filter((end): end is Failure => end !== 'truncated' && !isMessage(end));
  const telling = (['malformed', 'timeout', 'unreachable'] as const).flatMap((kind) =>
    failures.filter(({ failure }) => failure === kind),
  );
  const [worst = { failure: 'timeout', detail: 'no answer' } as const] = telling;
  return ends.includes('truncated') ? { ...worst, detail: `needs TCP for its answer, but ${worst.detail}` } : worst;
}

const isMessage = (leg: Leg): leg is { message: Message } => leg !== 'truncated' && 'message' in leg;
