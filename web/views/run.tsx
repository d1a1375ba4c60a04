import type { Child } from 'hono/jsx';
import { htmlClass } from '../../runbook/escape/html-text.js';
import { openQuestions } from '../../runbook/words/progress.js';
import type { Report } from '../../runbook/words/report.js';
import { headingOf } from '../../runbook/words/report.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import type { Session } from '../sessions.js';
import { isFor } from '../take-answer.js';
import { type FormSaid, Plain, Time } from './layout.js';
import { AlsoWaiting, News, Progress } from './progress.js';
import { readerOn } from './reader.js';
import { shown } from './prose.js';
import { type FormFrame, Question, questionKey } from './question.js';
import type { Typed } from './fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';

/** What the page of a run shows. */
export interface RunShown extends FormFrame {
  status: Status;
  report: Report | null;
  /** Of the snapshot that is shown, by which the script knows whether there is a newer one. */
  version: number;
  session: Session;
  /** Why it may be older than now; null where it is not. */
  silence: string | null;
  /** What has just become of an answer that was sent without a script. */
  flash: FormSaid | null;
  typed: (Typed & { message: MessageName; step: string }) | null;
}

/** A part of the page that the script puts in the place of its older self. */
export interface Part {
  /** Unique on the page. */
  name: string;
  node: Child;
}

/** The questions that this person is asked, the first one first. */
export const questionsFor = ({ status, session }: Pick<RunShown, 'status' | 'session'>): Waiting[] =>
  openQuestions(status).filter((one) => isFor(session, one));

/** Why the page may be older than now, or that it is. */
export const silencePart = (silence: string | null): Part => ({
  name: 'silence',
  node: <Silence silence={silence} />,
});

/** The parts of the page, without the questions. */
export function partsOf(run: RunShown): Part[] {
  const { status, report, session, silence, home, formToken } = run;
  const frame = { home, formToken };
  return [
    silencePart(silence),
    { name: 'head', node: <Head status={status} /> },
    { name: 'state', node: <State status={status} count={questionsFor(run).length} /> },
    { name: 'links', node: <Links {...{ status, report, home, session }} /> },
    { name: 'also', node: <AlsoWaiting status={status} session={session} {...frame} /> },
    { name: 'progress', node: <Progress status={status} report={report} session={session} {...frame} /> },
    { name: 'news', node: <News status={status} /> },
  ];
}

/** Each question of this person, with the name by which the script knows it again. */
export const questionParts = (run: RunShown): Part[] =>
  questionsFor(run).map((one) => ({
    name: questionKey(one),
    node: (
      <Question
        one={one}
        oktaOrg={run.status.oktaOrg}
        namesPerson={run.session.role === 'operator'}
        typed={run.typed}
        reader={readerOn(run.session, one)}
        home={run.home}
        formToken={run.formToken}
      />
    ),
  }));

/** The page of a run: what is to be done now, then how far it has come. */
export function RunPage(run: RunShown) {
  const [silence, head, state, links, ...rest] = partsOf(run);
  const part = ({ name, node }: Part) => <div data-part={name}>{node}</div>;
  // These stay while what is in them changes, so that a screen reader says each change.
  const said = ({ name, node }: Part) => (
    <div data-part={name} role="status" tabindex={-1}>
      {node}
    </div>
  );
  return (
    <>
      {said(silence!)}
      {part(head!)}
      {said(state!)}
      {part(links!)}
      <div data-flash role="status" aria-live="polite" tabindex={-1}>
        {run.flash === null ? null : (
          <p class={`notice ${run.flash.isGood ? 'good' : 'bad'}`}>{shown(run.flash.text)}</p>
        )}
      </div>
      <div data-questions data-version={String(run.version)}>
        {questionParts(run).map(({ node }) => node)}
      </div>
      {rest.map(part)}
    </>
  );
}

function Silence({ silence }: { silence: string | null }) {
  if (silence === null) return null;
  return <p class="notice odd">{silence}</p>;
}

const Head = ({ status }: { status: Status }) => (
  <header>
    <p class="soft">
      {shown(headingOf(status))} · Okta org {shown(status.oktaOrg)} · since <Time at={status.startedAt} />
    </p>
    <h1>{shown(status.domain)}</h1>
  </header>
);

/** What there is to do now, in one line; `data-over` tells the script that the run has ended. */
function State({ status, count }: { status: Status; count: number }) {
  if (status.outcome !== 'running')
    return (
      <p class="state" data-over>
        <span class={`badge ${htmlClass(status.outcome)}`}>{status.outcome}</span> It is over. Nothing is asked of you.
      </p>
    );
  if (count === 0)
    return (
      <p class="state">
        <strong>Nothing to do for you now.</strong> You can close this page. When you are asked again, it shows here.
      </p>
    );
  return (
    <p class="state">
      <strong>{count === 1 ? 'One thing to do for you.' : `${count} things to do for you.`}</strong>
    </p>
  );
}

function Links({ status, report, home, session }: Pick<RunShown, 'status' | 'report' | 'home' | 'session'>) {
  const findings = report?.findings.length ?? 0;
  return (
    <p class="links">
      <a href={`${home}/report`} target="_blank">
        {status.outcome === 'running' ? 'The report so far' : 'The report'}
      </a>
      {findings === 0 ? null : (
        <a href={`${home}/findings`}>
          {findings} {findings === 1 ? 'finding' : 'findings'}
        </a>
      )}
      {session.role === 'operator' ? <a href={`${home}/others`}>Other runs</a> : null}
    </p>
  );
}

/** A run that Temporal has forgotten, or that was ended from outside. */
export const Gone = ({ why }: { why: string }) => (
  <Plain heading="There is nothing to show any more">
    <p>{why}</p>
    <p>
      If you were asked something, it is not asked any more. The person who runs the connection knows what came of it.
    </p>
  </Plain>
);

/** Temporal or its worker is away, and nothing is known of the run yet. */
export const NobodyAnswers = ({ why }: { why: string }) => (
  <Plain heading="The run does not answer just now">
    <p>{why}</p>
    <p>This page shows it by itself as soon as it is there again.</p>
  </Plain>
);
