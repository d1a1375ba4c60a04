import { isLoopback, isSafeToSend } from './loopback.js';
import { urlOf } from './url-of.js';

/** `KIRO_WEB_URL` cannot be the address of a page. The message is one sentence. */
export class WebUrlError extends Error {
  override readonly name = 'WebUrlError';
}

const EXAMPLE = 'write the address that people open, such as https://kiro.example.com';

/**
 * The page's public address, behind the proxy that ends TLS: `KIRO_WEB_URL`, without a slash at the end; null where none is
 * set. The links that people get begin with it. @throws WebUrlError
 */
export function webUrlOf(env: Record<string, string | undefined>): string | null {
  const given = env['KIRO_WEB_URL']?.trim() ?? '';
  if (given === '') return null;
  const why = whyNot(given);
  // The variable may hold a password, so it is not repeated.
  if (why !== null) throw new WebUrlError(`KIRO_WEB_URL ${why}: ${EXAMPLE}.`);
  const { origin, pathname } = new URL(given);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

function whyNot(given: string): string | null {
  const url = urlOf(given);
  if (url === null || !/^https?:\/\//i.test(given)) return 'is no web address';
  if (url.username !== '' || url.password !== '') return 'holds a user name or a password, which every link would show';
  if (given.includes('?')) return 'has a query ("?")';
  if (given.includes('#')) return 'has a fragment ("#")';
  if (!isSafeToSend(url)) return 'is http, so that others could read the links on their way';
  return null;
}

/** Whether people at other machines can open the page, as far as its address says. */
export const isForOthers = (webUrl: string | null): webUrl is string =>
  webUrl !== null && !isLoopback(new URL(webUrl).hostname);
