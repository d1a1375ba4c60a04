import type { Context, Hono, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { isLoopbackHost } from '../kit/own-origin.js';
import { isObject, type Json, parseJson, textOf, valueAt } from '../kit/json-values.js';
import { baseUrl, hasPath } from '../kit/serve-http.js';
import { CONSOLE_SCRIPT } from './console-script.js';
import { CONSOLE_STYLE } from './console-style.js';
import type { Answered, ConsolePage, Done, Outcome, Visit } from './page-types.js';
import { type Consoles, framed, type Place } from './page-frame.js';
import { SaidOnce } from './said-once.js';

export interface PageSet {
  place: Place;
  pages: ConsolePage[];
  /** Addresses that lead to a page, such as those of a JSON list or of the real console; given the parts of the path. */
  ways?: { path: string; to: (part: (name: string) => string) => string }[];
  /** Headers of the calls that the pages make. */
  headers?: Record<string, string>;
  consoles: Consoles;
}

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Adds the pages of a console beside its JSON: browsers say that they accept HTML, programs do not, and get what they
 * always got. A form is posted to the address of its page. Must come before the routes of the JSON.
 */
export function addPages(app: Hono, { place, pages, ways = [], headers = {}, consoles }: PageSet): void {
  const kept = new SaidOnce();
  const asset = (path: string, type: string, text: string): void =>
    void app.use(path, async (c) => c.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }));
  asset('/console/assets/console.js', 'text/javascript; charset=utf-8', CONSOLE_SCRIPT);
  asset('/console/assets/console.css', 'text/css; charset=utf-8', CONSOLE_STYLE);

  const shown = async (c: Context, page: ConsolePage, visit: Visit): Promise<Response> => {
    const title = typeof page.title === 'string' ? page.title : page.title(visit);
    const refresh = page.refresh?.(visit) ?? null;
    const at = { title, section: page.section ?? page.path, said: visit.said, refusal: visit.refusal, refresh };
    return c.html(framed(place, consoles, at, await page.body(visit)), visit.refusal?.isGood === false ? 400 : 200);
  };

  const posted = async (c: Context, page: ConsolePage, visit: Visit): Promise<Response> => {
    const form = new URLSearchParams(await c.req.text());
    const name = form.get('do') ?? '';
    const action = Object.hasOwn(page.actions ?? {}, name) ? page.actions?.[name] : undefined;
    const outcome: Outcome =
      action === undefined
        ? { refused: 'The form is not one of this page: open the page again.' }
        : await action(form, visit);
    const again = { action: name, values: form };
    if ('tried' in outcome)
      return shown(c, page, { ...visit, refusal: { ...again, isGood: true, text: outcome.tried } });
    if ('refused' in outcome) {
      const { refused: text, field } = outcome;
      const refusal = { ...again, isGood: false, text, ...(field === undefined ? {} : { field }) };
      return shown(c, page, { ...visit, refusal });
    }
    const { to = visit.path, ...said } = outcome;
    const [path = '', fragment] = to.split('#');
    const mark = `${path.includes('?') ? '&' : '?'}said=${kept.keep(said)}`;
    return c.redirect(`${path}${mark}${fragment === undefined ? '' : `#${fragment}`}`, 303);
  };

  const serve: MiddlewareHandler = async (c, next) => {
    const { path, method } = c.req;
    const isStart = path === '/console';
    if (!isStart && !(c.req.header('accept') ?? '').includes('text/html')) return next();
    if (method !== 'GET' && method !== 'POST') return next();
    const way = ways.flatMap((one) => {
      const parts = partsOf(one.path, path);
      return parts === null ? [] : [one.to((name) => parts[name] ?? '')];
    })[0];
    const found = pages.flatMap((page) => {
      const parts = partsOf(`/console${page.path}`, path);
      return parts === null ? [] : [{ page, parts }];
    })[0];
    const isCalled = found === undefined && way === undefined;
    if (isCalled && (!path.startsWith('/console') || hasPath(app, path))) return next();
    // The CSV of a list is a file for browsers too.
    if (c.req.query('format') !== undefined) return next();
    c.header('Content-Security-Policy', POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cache-Control', 'no-store');
    const visit: Visit = {
      path,
      origin: baseUrl(c),
      part: (name) => found?.parts[name] ?? '',
      query: (name) => c.req.query(name) ?? '',
      call: (verb, to, body) => callOf(app, c, headers, verb, to, body),
      said: method === 'GET' ? kept.take(c.req.query('said')) : null,
      refusal: null,
    };
    const sorry = (status: 403 | 404, text: string): Response | Promise<Response> => {
      const at = { title: 'Nothing to see here', section: '', said: null, refusal: null, refresh: null };
      return c.html(
        framed(
          place,
          consoles,
          at,
          html`<p>${text}</p>
            <p><a href="/console">Go to the start</a></p>`,
        ),
        status,
      );
    };
    if (!isLoopbackHost(c)) return sorry(403, 'The sandbox shows its pages at addresses of this machine only.');
    if (found === undefined) {
      if (way !== undefined && method === 'GET') return c.redirect(way, 302);
      return sorry(404, `There is no page at ${path}.`);
    }
    try {
      return method === 'GET' ? await shown(c, found.page, visit) : await posted(c, found.page, visit);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return sorry(404, 'That is not here, or not any more.');
    }
  };
  app.use('*', serve);
}

/** The named parts of a path that fits the pattern; null where it does not. */
function partsOf(pattern: string, path: string): Record<string, string> | null {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const match = new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}/?$`).exec(path);
  if (match === null) return null;
  return Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1] ?? '')]));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isNotFound = (error: unknown): boolean => error instanceof Error && 'status' in error && error.status === 404;

async function callOf(
  app: Hono,
  c: Context,
  headers: Record<string, string>,
  method: string,
  path: string,
  body: unknown,
): Promise<Answered> {
  const host = c.req.header('host') ?? '127.0.0.1';
  const request = new Request(`http://${host}${path}`, {
    method,
    headers: { host, 'content-type': 'application/json', accept: 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await app.fetch(request, c.env);
  const parsed = parseJson(await answer.text()) ?? null;
  const said = answer.ok ? '' : (sentenceIn(parsed) ?? `The console answered ${answer.status} without a word.`);
  return { ok: answer.ok, status: answer.status, body: parsed, said };
}

/** Kiro and DNS say `error`, Okta's console `message`, Okta's API `errorSummary` with its causes, SCIM `detail`. */
function sentenceIn(body: Json): string | null {
  if (!isObject(body)) return null;
  const cause = valueAt(body, 'errorCauses.0.errorSummary');
  if (typeof cause === 'string') return cause;
  return (
    ['error', 'message', 'errorSummary', 'detail'].map((name) => textOf(body, name)).find((text) => text !== '') ?? null
  );
}

/** What a form leads to where it is one call: the notice, or the sentence of the refusal at the field it is about. */
export function outcomeOf(answer: Answered, done: Done, fields: Record<string, string> = {}): Outcome {
  if (answer.ok) return done;
  const field = Object.entries(fields).find(([begin]) =>
    answer.said.toLowerCase().startsWith(begin.toLowerCase()),
  )?.[1];
  return { refused: answer.said, ...(field === undefined ? {} : { field }) };
}
