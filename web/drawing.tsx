import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { NoWorkerError, RunError } from '../client/ask-run.js';
import type { TrustedKey } from '../runbook/trust/sender-keys.js';
import type { Assets } from './assets.js';
import type { LiveRuns } from './live.js';
import type { NewLinks } from './new-links.js';
import type { PageRuns } from './page-runs.js';
import type { Session, Sessions } from './sessions.js';
import { onPage } from '../runbook/words/page-words.js';
import { readerOn } from './views/reader.js';
import { type Frame, Layout } from './views/layout.js';

/** What the page is made of. */
export interface PageParts {
  runs: PageRuns;
  live: LiveRuns;
  sessions: Sessions;
  /** The keys whose links are good, as of now. */
  trusted: () => Promise<TrustedKey[]>;
  publicUrl: string | null;
  /** Path of the page's public address, behind which it is for the browser; empty where it has none. */
  base: string;
  assets: Assets;
  /** Sends somebody a new link; null where this page can send no mail. */
  newLinks: NewLinks | null;
  /** By this the page is known as one of a state folder. */
  mark: string;
  log: (line: string) => void;
}

/** What a request below `/run/` knows: who has it open, and the address of the run's page. */
export interface Env {
  Variables: { session: Session; home: string };
}

interface Drawing extends Frame {
  title: string;
  /** Connects to the run, and shows its news without a reload. */
  isLive?: boolean;
  /** HTTP. */
  status?: number;
}

/** A page with its layout. */
export async function draw(c: Context, { status = 200, ...of }: Drawing, content: Child): Promise<Response> {
  const page = await html`<!doctype html>${(<Layout {...of}>{content}</Layout>)}`;
  return c.html(page, status as 200);
}

/** A piece of a page, as the script puts it in the place of its older self. */
export const drawn = async (node: Child): Promise<string> => (await html`${node}`).toString();

/** What a script gets for a form that was not taken. */
export const problem = (field: string | null, reason: string) => ({ accepted: false, field, reason });

/** Nobody's question, and no button of one. */
const ANYBODY = readerOn({ role: 'reviewer' });

/** Why Temporal did not do something, for a person. */
export const sentenceOf = (error: unknown): string =>
  error instanceof NoWorkerError
    ? 'No worker answered. Ask the person who runs this to start one, and try it again.'
    : error instanceof RunError
      ? onPage(error.message, ANYBODY)
      : 'Temporal did not take it just now. Try it again in a moment.';

/** Whether the script asks, and not a form that was sent without one. */
export const isScript = (c: Context): boolean => (c.req.header('accept') ?? '').includes('application/json');
