import type { Hono } from 'hono';
import { html } from 'hono/html';

/** What a call of a console does, in the console's own words, by method and path. */
export type CallNames = Readonly<Record<string, string>>;

/** The calls that a console has, for its overview page: taken from the app, so that none is missing. */
export function consoleCalls({ routes }: Hono, names: CallNames): ReturnType<typeof html> {
  const calls = routes
    .filter(({ path, method }) => path.startsWith('/console/') && method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  return html`<h2>What can be done here</h2>
    <ul>
      ${calls.map((call) => html`<li><code>${call}</code> ${names[call] ?? ''}</li>`)}
    </ul>`;
}
