import { expect } from 'vitest';

/** What a browser sends with a navigation. */
export const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
/** A name that somebody may give a thing, and how a page has to write it. */
export const HOSTILE = '<script>alert("x")</script>';
export const ESCAPED = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;';

/** Opens a page. */
export const page = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { headers: { ...BROWSER, ...headers } });

/** Sends a form as the page at that address does; a redirect is not followed. */
export const send = (
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers: { ...BROWSER, origin: new URL(url).origin, 'sec-fetch-site': 'same-origin', ...headers },
  });

/** Sends a form, and opens the page that it leads to. */
export async function sendAndFollow(
  url: string,
  fields: Record<string, string>,
): Promise<{ text: string; to: string }> {
  const answer = await send(url, fields);
  expect([answer.status, await answer.text()]).toEqual([303, expect.anything()]);
  const to = new URL(answer.headers.get('location') ?? '', url).href;
  return { to, text: await (await page(to)).text() };
}
