import { html } from 'hono/html';
import type { OAuthClient } from './clients.js';
import type { User } from '../org-objects.js';
import { asText } from '../../kit/json-values.js';

type Html = ReturnType<typeof html>;

/** A list of people instead of a password: each link is the same request with `sandbox_user`. */
export function loginPage(client: OAuthClient, users: User[], url: URL): Html {
  const entries = users.map(({ profile }) => {
    const target = new URL(url);
    target.searchParams.set('sandbox_user', profile.login);
    return html`<li>
      <a href="${target.pathname}${target.search}">${asText(profile['displayName']) || profile.login}</a>
      <small>${profile.login}</small>
    </li>`;
  });
  return page(
    'Sign in to the sandbox',
    html`<p>Who signs in to <b>${client.app.label}</b>? Nobody has a password here.</p>
      <ul>
        ${entries}
      </ul>`,
  );
}

/** What a browser shows where the request cannot be answered by a redirect. */
export function errorPage(error: string, description: string): Html {
  return page(
    '400',
    html`<p>Your request resulted in an error.</p>
      <p><b>${error}</b>: ${description}</p>`,
  );
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 32rem;
            margin: 3rem auto;
            padding: 0 1rem;
          }
          li {
            margin: 0.3rem 0;
          }
          small {
            color: #666;
          }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
      </body>
    </html>`;
}
