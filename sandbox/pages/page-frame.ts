import { html } from 'hono/html';
import { copyable } from './form-parts.js';
import type { Html, Refusal } from './page-types.js';
import type { Said } from './said-once.js';

export type SystemName = 'Okta' | 'Kiro' | 'DNS';

/** Addresses of the consoles that run together, as far as they are known. */
export type Consoles = Partial<Record<SystemName, string>>;

/** One console: its name, what it stands for, and its sections in order. */
export interface Place {
  system: SystemName;
  /** Such as "Admin Console". */
  kind: string;
  sections: { path: string; label: string }[];
}

interface At {
  title: string;
  section: string;
  said: Said | null;
  refusal: Refusal | null;
  refresh: number | null;
}

const SYSTEMS: readonly SystemName[] = ['Okta', 'Kiro', 'DNS'];

/** A whole page of a console. The title of the start page is what other commands know the sandbox by. */
export function framed(place: Place, consoles: Consoles, at: At, body: Html): Html {
  const { system, kind, sections } = place;
  const isStart = at.section === '';
  const title = isStart && at.title === system ? `${system} (sandbox)` : `${at.title} – ${system} (sandbox)`;
  return html`<!doctype html>
    <html lang="en" data-system="${system}">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href="/console/assets/console.css" />
        <script src="/console/assets/console.js" defer></script>
      </head>
      <body${at.refresh === null ? '' : html` data-refresh="${at.refresh}"`}>
        <a class="skip" href="#main">Skip to the content</a>
        <aside class="sandbox" aria-label="Sandbox">Sandbox – nothing here is real</aside>
        <header>
          <div class="bar">
            <a class="brand" href="/console">${system} <span>${kind}</span></a>
            <nav aria-label="Consoles">
              <ul>
                ${SYSTEMS.map((one) => systemLink(one, system, consoles))}
              </ul>
            </nav>
          </div>
        </header>
        <div class="page">
          <nav class="sections" aria-label="${system}">
            <ul>
              ${sections.map(
                ({ path, label }) =>
                  html`<li>
                    <a href="/console${path}" ${path === at.section ? html`aria-current="page"` : ''}>${label}</a>
                  </li>`,
              )}
            </ul>
          </nav>
          <main id="main" tabindex="-1">
            <h1>${at.title}</h1>
            ${at.refusal === null ? '' : refused(at.refusal)} ${at.said === null ? '' : told(at.said)} ${body}
          </main>
        </div>
        <div id="announce" class="unseen" role="status"></div>
      </body>
    </html>`;
}

function systemLink(one: SystemName, here: SystemName, consoles: Consoles): Html | '' {
  if (one === here) return html`<li><a href="/console" aria-current="true">${one}</a></li>`;
  const url = consoles[one];
  return url === undefined ? '' : html`<li><a href="${url}/console">${one}</a></li>`;
}

/** Above the form: what is wrong, with a way to the field. */
function refused({ text, field, action, isGood }: Refusal): Html {
  if (isGood) return told({ text });
  const way = field === undefined ? text : html`<a href="#${action}-${field}">${text}</a>`;
  return html`<div class="notice bad" role="alert" tabindex="-1" data-focus>
    <h2>That was refused</h2>
    <p>${way}</p>
  </div>`;
}

function told({ text, secret, also = [] }: Said): Html {
  return html`<div class="notice good" role="status" tabindex="-1" data-focus>
    <p>${text}</p>
    ${
      secret === undefined
        ? ''
        : html`<p>Copy it now: it is shown this one time.</p>
            ${copyable(secret)}`
    }
    ${also.map((value) => copyable(value))}
  </div>`;
}
