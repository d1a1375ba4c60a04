import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { Child } from 'hono/jsx';
import { reportHtml } from '../runbook/words/report-html.js';
import { draw, type Env, type PageParts, sentenceOf } from './drawing.js';
import { REPORT_POLICY } from './guard.js';
import { cookieName, cookieOptions, sessionName } from './sessions.js';
import { rowsIn, sendReview } from './review-form.js';
import { Findings } from './views/findings.js';
import { type FormSaid, Plain } from './views/layout.js';
import { reportHere } from './views/said-here.js';
import { Others } from './views/others.js';
import { shown } from './views/prose.js';
import { type Chosen, Review } from './views/review.js';

/** What belongs to a run and has a page of its own: the report, the findings, the review of access. */
export function besideRoutes({ runs, live, sessions, assets, base, publicUrl }: PageParts): Hono<Env> {
  const app = new Hono<Env>();
  const page = (c: Context<Env>, title: string, content: Child, status = 200) =>
    draw(c, { assets, base, session: c.get('session'), home: c.get('home'), title, status }, content);
  const cannot = (c: Context<Env>, what: string, error: unknown, said?: string) =>
    page(
      c,
      what,
      <Plain heading={`${what} cannot be read just now`}>
        {said === undefined ? null : <p>{shown(said)}</p>}
        <p>{sentenceOf(error)}</p>
        <p>
          <a href={c.get('home')}>Back to the run</a>
        </p>
      </Plain>,
      503,
    );

  app.get('/:name/report', async (c) => {
    try {
      const session = c.get('session');
      const report = reportHtml(reportHere(await live.of(session.workflowId).report(), session));
      c.header('content-security-policy', REPORT_POLICY);
      return c.html(report);
    } catch (error) {
      return cannot(c, 'The report', error);
    }
  });

  app.get('/:name/findings', async (c) => {
    try {
      const session = c.get('session');
      const report = reportHere(await live.of(session.workflowId).report(), session);
      return page(c, 'Findings', <Findings report={report} home={c.get('home')} />);
    } catch (error) {
      return cannot(c, 'The findings', error);
    }
  });

  // Who runs one run of a connection may answer for everybody in it; other people have a link for each run.
  app.on(['GET', 'POST'], '/:name/others', async (c) => {
    const session = c.get('session');
    if (session.role !== 'operator') return c.notFound();
    try {
      const others = await runs.others(session.workflowId);
      const form = c.req.method === 'POST' ? await c.req.parseBody() : {};
      const wanted = others.find(({ workflowId }) => workflowId === form['run']);
      if (wanted !== undefined && sessions.isFormToken(session, form['form'])) {
        const { workflowId } = wanted;
        const name = sessionName({ ...session, workflowId });
        const home = `${base}/run/${name}`;
        setCookie(c, cookieName(name), sessions.openOther(session, workflowId), cookieOptions(home, publicUrl));
        return c.redirect(home, 303);
      }
      const list = <Others {...{ others, home: c.get('home'), formToken: sessions.formToken(session) }} />;
      return page(c, 'Other runs', list, c.req.method === 'POST' ? 422 : 200);
    } catch (error) {
      return cannot(c, 'The list', error);
    }
  });

  app.on(['GET', 'POST'], '/:name/review', async (c) => {
    const session = c.get('session');
    const { q = '', open = '', from = '0' } = c.req.query();
    const first = Math.max(0, Math.floor(Number(from)) || 0);
    const shownNow = { search: q.slice(0, 200), openAlone: open === 'yes', from: first };
    const formToken = sessions.formToken(session);
    let flash: FormSaid | null = null;
    let chosen: Chosen = new Map();
    if (c.req.method === 'POST') {
      const form = await c.req.parseBody();
      flash = sessions.isFormToken(session, form['form'])
        ? await sendReview(runs, session, form).catch((error: unknown) => ({ text: sentenceOf(error), isGood: false }))
        : { text: 'That form was of another session, so nothing was sent. Send it again.', isGood: false };
      // What was not taken is still there to send again.
      if (!flash.isGood) chosen = new Map(rowsIn(form).map((row) => [row.user, row]));
    }
    try {
      const [people, status] = await Promise.all([runs.reviewed(session.workflowId), runs.status(session.workflowId)]);
      const since = (status.waitingFor ?? []).find(({ message }) => message === 'accessReviewed')?.since ?? '';
      const { person } = session;
      const review = <Review {...{ people, shownNow, person, since, chosen, flash, home: c.get('home'), formToken }} />;
      return page(c, 'Who keeps access?', review, flash?.isGood === false ? 422 : 200);
    } catch (error) {
      // What became of the form is known, though the list is not.
      return cannot(c, 'The list', error, flash?.text);
    }
  });
  return app;
}
