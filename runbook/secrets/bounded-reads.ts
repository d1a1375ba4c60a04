import { NO_SECRETS } from './outside-text.js';

// What another system sends is read up to a limit, so that no answer fills the memory, however well it is compressed.

/** Longest body of an answer, in bytes after decompression. A page of the longest lists is well below it. */
export const MOST_BYTES = 5_000_000;
/** Most pages of one list: a million objects of Okta, half a million users of Kiro. */
export const MOST_PAGES = 5_000;

/** An answer that goes on beyond the limit; the rest of it is not read. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';

  constructor() {
    super(`the answer is longer than ${MOST_BYTES / 1_000_000} MB`);
  }
}

/** The body as bytes; null where there are more of them. Counted after decompression. */
export async function readUpTo({ body }: Response, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early ends the connection, too.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return null;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

async function boundedBytes(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readUpTo(response, MOST_BYTES);
  if (bytes === null) throw new AnswerTooLong();
  return bytes;
}

/** The body as text. @throws AnswerTooLong */
export const boundedText = async (response: Response): Promise<string> =>
  new TextDecoder().decode(await boundedBytes(response));

/** The body as JSON. @throws AnswerTooLong, and SyntaxError where it is no JSON, or JSON nested too deep */
export const boundedJson = async (response: Response): Promise<unknown> =>
  NO_SECRETS.parse(await boundedText(response));

/** `fetch` for a library that reads the answer by itself. @throws AnswerTooLong */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { status, statusText } = response;
  // It is decompressed by now, and as long as it is.
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  const hasBody = response.body !== null && status !== 204 && status !== 304;
  return new Response(hasBody ? await boundedBytes(response) : null, { status, statusText, headers });
};
