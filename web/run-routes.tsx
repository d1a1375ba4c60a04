import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import type { Sent } from '../client/send-answer.js';
import { headingOf } from '../runbook/words/report.js';
import { readLink } from '../sealing/link.js';
import { draw, drawn, type Env, isScript, type PageParts, problem, sentenceOf } from './drawing.js';
import { previewList } from './list-preview.js';
import { cookieName } from './sessions.js';
import { type Given, givenIn, takeAnswer } from './take-answer.js';
import type { Frame } from './views/layout.js';
import { LinkExpired, NoSession, UsedElsewhere } from './views/link-pages.js';
import { reportHere, sentHere, statusHere } from './views/said-here.js';
import {
  Gone,
  NobodyAnswers,
  type Part,
  partsOf,
  questionParts,
  RunPage,
  type RunShown,
  silencePart,
} from './views/run.js';

/** Proxies cut a stream in which nothing comes for a minute. Milliseconds. */
const HEARTBEAT_MS = 20_000;

/** The page of a run, its news, and the answers to its questions. Everything below it needs a session. */
export function runRoutes(parts: PageParts): Hono<Env> {
  const { runs, live, sessions, assets, base, trusted, newLinks } = parts;
  const app = new Hono<Env>();
  const frameOf = (c: Context<Env>): Frame => ({ assets, base, session: c.get('session'), home: c.get('home') });

  const withSession: MiddlewareHandler<Env> = async (c, next) => {
    const name = c.req.param('name') ?? '';
    const session = sessions.read(getCookie(c, cookieName(name)), name);
    if (session === null) {
      if (isScript(c)) return c.json(problem(null, SESSION_OVER), 401);
      const token = c.req.query('link') ?? '';
      const link = readLink(token, 'kiro-link+jws', await trusted());
      const isUsed = link.state !== 'forged';
      const title = isUsed ? 'Link over' : 'Okta to Kiro';
      const again = newLinks === null ? null : { token, base };
      const content =
        link.state === 'expired' ? (
          <LinkExpired link={link.link} again={again} />
        ) : link.state === 'good' ? (
          <UsedElsewhere again={again} />
        ) : (
          <NoSession />
        );
      return draw(c, { title, assets, base, session: null, home: null, status: isUsed ? 410 : 401 }, content);
    }
    c.set('session', session);
    c.set('home', `${base}/run/${name}`);
    return next();
  };
  app.use('/:name/*', withSession);

  /** The run as this person sees it; null where there is nothing to show, with why. */
  async function shownTo(c: Context<Env>, more: Partial<RunShown>, isFresh: boolean) {
    const session = c.get('session');
    const run = live.of(session.workflowId);
    const { status, silence, gone, version } = await run.snapshot(isFresh);
    if (status === null || gone !== null) return { gone, silence, run: null };
    const report = silence === null ? await run.report().catch(() => null) : run.knownReport;
    const formToken = sessions.formToken(session);
    const said = { status: statusHere(status, session), report: report && reportHere(report, session) };
    const plain = { ...said, version, session, silence, home: c.get('home'), formToken, flash: null, typed: null };
    return { gone, silence, run: { ...plain, ...more } satisfies RunShown };
  }

  async function runPage(c: Context<Env>, more: Partial<RunShown> = {}, status = 200): Promise<Response> {
    const { run, gone, silence } = await shownTo(c, more, Object.keys(more).length > 0);
    const frame = frameOf(c);
    if (run !== null) {
      const title = `${headingOf(run.status)}: ${run.status.domain}`;
      return draw(c, { ...frame, title, isLive: true, status }, <RunPage {...run} />);
    }
    if (gone !== null) return draw(c, { ...frame, title: 'The run is gone', status: 410 }, <Gone why={gone} />);
    return draw(
      c,
      { ...frame, title: 'Nobody answers', isLive: true, status: 503 },
      <NobodyAnswers why={silence ?? ''} />,
    );
  }

  app.get('/:name', (c) =>
    runPage(c, c.req.query('taken') === undefined ? {} : { flash: { text: TAKEN, isGood: true } }),
  );

  app.get('/:name/parts', async (c) => {
    const { run, silence, gone } = await shownTo(c, {}, false);
    const all = (parts: Part[]) =>
      Promise.all(parts.map(async ({ name, node }) => ({ name, html: await drawn(node) })));
    // A page that was just restarted knows nothing of the run; one that is open keeps its questions, and says why.
    if (run === null) return c.json({ parts: await all([silencePart(silence ?? gone)]), questions: null });
    const { version } = run;
    return c.json({ version, parts: await all(partsOf(run)), questions: await all(questionParts(run)) });
  });

  app.get('/:name/events', (c) =>
    streamSSE(c, async (stream) => {
      const run = live.of(c.get('session').workflowId);
      let isOver = false;
      let changes = 0;
      let wake = (): void => undefined;
      const stop = run.listen(() => {
        changes += 1;
        wake();
      });
      stream.onAbort(() => {
        isOver = true;
        stop();
        wake();
      });
      let seen = -1;
      while (!isOver) {
        const changesBefore = changes;
        const { version } = await run.snapshot();
        await stream.writeSSE({ event: version === seen ? 'still' : 'news', data: String(version) });
        seen = version;
        // What changed while this was written is said at once.
        if (changes !== changesBefore) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, HEARTBEAT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }),
  );

  app.post('/:name/answer', async (c) => {
    const form = await c.req.parseBody();
    const given = givenIn(form);
    const session = c.get('session');
    if (!sessions.isFormToken(session, form['form']) || given === null)
      return isScript(c)
        ? c.json(problem(null, OTHER_SESSION), 403)
        : runPage(c, { flash: { text: OTHER_SESSION, isGood: false } }, 403);
    const answer = await sendOrSay(() => takeAnswer(runs, session, given));
    // Somebody who has answered must not see the question again as if it were open.
    if (answer.accepted) live.of(session.workflowId).answered();
    const sent = sentHere(answer, session, given.message);
    if (isScript(c)) return sent.accepted ? c.json(sent) : c.json(problem(sent.why.field, sent.why.reason), 422);
    if (!sent.accepted) return runPage(c, { typed: typedIn(given, sent.why) }, 422);
    // The address that is gone to next has no room for what was noticed about the answer.
    return sent.notes.length === 0
      ? c.redirect(`${c.get('home')}?taken`, 303)
      : runPage(c, { flash: { text: [TAKEN, ...sent.notes].join(' '), isGood: true } });
  });

  app.get('/:name/sealing-key', async (c) => {
    const { workflowId } = c.get('session');
    try {
      const jwk = await runs.sealingKey(workflowId);
      return jwk === null ? c.json(problem('token', TOO_EARLY), 503) : c.json({ jwk, workflowId });
    } catch (error) {
      return c.json(problem('token', sentenceOf(error)), 503);
    }
  });

  app.post('/:name/list', async (c) =>
    sessions.isFormToken(c.get('session'), c.req.header('x-form'))
      ? c.json(previewList(Buffer.from(await c.req.arrayBuffer())))
      : c.json(problem(null, OTHER_SESSION), 403),
  );

  app.post('/:name/leave', (c) => {
    setCookie(c, cookieName(c.req.param('name')), '', { path: c.get('home'), maxAge: 0 });
    return c.redirect(`${base}/?forgotten`, 303);
  });
  return app;
}

const SESSION_OVER =
  'Your session here is over. The next reminder brings a new link, or ask the person who runs this for one. What you typed is still here.';
const OTHER_SESSION = 'This form is of another session, so nothing was sent. Reload the page, and send it again.';
const TAKEN = 'Taken. Thank you.';
const TOO_EARLY = 'The run has only just begun. Try again in a few seconds.';

/** What a form that was not taken comes back with; a token is never among it. */
function typedIn({ message, step, fields }: Given, why: { field: string | null; reason: string }): RunShown['typed'] {
  const { token: _token, ...values } = fields;
  return { message, step, values, field: why.field, problem: why.reason };
}

/** A run that does not answer is shown like a refusal: what was typed stays. */
async function sendOrSay(send: () => Promise<Sent>): Promise<Sent> {
  try {
    return await send();
  } catch (error) {
    return { accepted: false, why: { code: 'invalid', field: null, reason: `Not sent: ${sentenceOf(error)}` } };
  }
}
