import type { Child } from 'hono/jsx';
import { ROLE_WORDS } from '../../runbook/words/phrases.js';
import type { Assets } from '../assets.js';
import type { Session } from '../sessions.js';

/** What became of a form, for the one who sent it. */
export interface FormSaid {
  text: string;
  isGood: boolean;
}

/** What every page is drawn with. */
export interface Frame {
  assets: Assets;
  /** Begins every address of the page; empty where it is at the root. */
  base: string;
  /** Who has it open; null before a link was used. */
  session: Session | null;
  /** Address of the run's page, such as `/run/x`; null likewise. */
  home: string | null;
}

/** Roles as the page says them to the person who has one. */
export const ROLE_NAMES: Record<Session['role'], string> = { ...ROLE_WORDS, operator: 'you run it' };

interface LayoutProps extends Frame {
  title: string;
  /** Connects to the run, and shows its news without a reload. */
  isLive?: boolean;
  children?: Child;
}

/** The one layout of all pages. */
export function Layout({ title, assets, base, session, home, isLive = false, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${base}${assets.style.path}`} />
        <script type="module" src={`${base}${assets.script.path}`} />
      </head>
      <body data-home={home ?? ''} data-live={isLive ? 'yes' : ''}>
        <a class="skip" href="#main">
          To the content
        </a>
        <header class="top">
          <p class="brand">{home === null ? 'Okta to Kiro' : <a href={home}>Okta to Kiro</a>}</p>
          {session === null ? null : (
            <p class="who">
              {session.person} <span class="soft">· {ROLE_NAMES[session.role]}</span>
            </p>
          )}
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        {session === null || home === null ? null : (
          <footer class="bottom">
            <form method="post" action={`${home}/leave`}>
              <button class="quiet">Forget me in this browser</button>
            </form>
            <p class="soft">
              Nothing is lost when you close this page: this browser is known for a week. Once it has forgotten you, you
              need a new link.
            </p>
          </footer>
        )}
      </body>
    </html>
  );
}

/** A time as the reader's browser writes it, in its own zone; in UTC without a script. */
export const Time = ({ at }: { at: string }) => <time datetime={at}>{`${at.slice(0, 16).replace('T', ' ')} UTC`}</time>;

/** A page that says one thing: an empty state, or what went wrong and what to do. */
export function Plain({ heading, children }: { heading: string; children?: Child }) {
  return (
    <section class="plain">
      <h1>{heading}</h1>
      {children}
    </section>
  );
}
