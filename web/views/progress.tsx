import { htmlClass, isWebAddress } from '../../runbook/escape/html-text.js';
import { openQuestions, plannedLooks, STATE_MARKS, stepsBehind } from '../../runbook/words/progress.js';
import type { Report, ReportStep } from '../../runbook/words/report.js';
import { senderText } from '../../runbook/words/phrases.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import type { Session } from '../sessions.js';
import { isFor, mayRedo } from '../take-answer.js';
import { Fields } from './fields.js';
import { ROLE_NAMES, Time } from './layout.js';
import { answerNamed } from '../../runbook/words/page-words.js';
import { shown } from './prose.js';
import type { FormFrame } from './question.js';

/** Who else is awaited, and what the runbook looks at by itself. */
export function AlsoWaiting({ status, session, home, formToken }: { status: Status; session: Session } & FormFrame) {
  const others = openQuestions(status).filter((one) => !isFor(session, one));
  const looks = plannedLooks(status);
  if (others.length + looks.length === 0) return null;
  return (
    <section aria-labelledby="also">
      <h2 id="also">Also waiting</h2>
      <ul class="also">
        {others.map((one) => (
          <li>
            <strong>{shown(one.title)}</strong>
            <br />
            <span class="soft">
              asked of {one.person ?? roleOf(one)} <Time at={one.since} />
              {one.overdue ? ', overdue' : ''}
            </span>
          </li>
        ))}
        {looks.map((one) => (
          <li>
            <strong>{shown(one.title)}</strong>
            <br />
            <span class="soft">The runbook looks again and again, since </span>
            <Time at={one.since} />
            {one.newestLook === undefined ? null : <pre>{shown(one.newestLook.join('\n'))}</pre>}
            {isFor(session, one) || mayRedo(session) ? (
              <form method="post" action={`${home}/answer`} data-answer="checkNow">
                <input type="hidden" name="form" value={formToken} />
                <input type="hidden" name="step" value={one.step} />
                <input type="hidden" name="since" value={one.since} />
                <input type="hidden" name="message" value="checkNow" />
                <button>Look now</button>
                <p class="problem" data-problem role="alert" />
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const roleOf = ({ role }: Waiting): string => (role === 'dns' || role === 'time' ? role : `the ${ROLE_NAMES[role]}`);

interface ProgressProps extends FormFrame {
  status: Status;
  /** Evidence of each step; null where it could not be read. */
  report: Report | null;
  session: Session;
}

/** Every step, how it is confirmed and by whom, with its evidence. */
export function Progress({ status, report, session, ...frame }: ProgressProps) {
  const behind = stepsBehind(status);
  const total = status.steps.length;
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">
        Progress: {behind} of {total}
      </h2>
      <progress max={total} value={behind} aria-labelledby="progress" />
      <ol class="steps">
        {status.steps.map((step) => (
          <StepLine
            step={step}
            record={report?.steps.find(({ id }) => id === step.id) ?? null}
            canRedo={mayRedo(session) && status.outcome === 'running'}
            {...frame}
          />
        ))}
      </ol>
    </section>
  );
}

const STATE_WORDS: Record<Status['steps'][number]['state'], string> = {
  todo: 'not begun',
  running: 'at work',
  waiting: 'waiting',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
};

interface StepLineProps extends FormFrame {
  step: Status['steps'][number];
  record: ReportStep | null;
  canRedo: boolean;
}

function StepLine({ step, record, canRedo, home, formToken }: StepLineProps) {
  const { id, title, state, confirmed, since, summary } = step;
  const evidence = record?.evidence ?? [];
  const isOver = state === 'done' || state === 'skipped';
  const hasMore = evidence.length > 0 || (isOver && canRedo);
  return (
    <li class={`step ${htmlClass(state)}`}>
      <p class="step-line">
        <span class="mark" aria-hidden="true">
          {STATE_MARKS[state]}
        </span>
        <span>
          <strong>{shown(title ?? id)}</strong>{' '}
          <span class={state === 'todo' ? 'unseen' : 'soft'}>
            · {STATE_WORDS[state]}
            {confirmed === null ? '' : `, ${confirmed}`}
            {step.by === null ? '' : `, ${shown(senderText(step))}`}
            {since === null ? null : (
              <>
                , <Time at={since} />
              </>
            )}
          </span>
        </span>
      </p>
      {summary === null ? null : <p class="summary lines">{shown(summary)}</p>}
      {hasMore ? (
        <details data-keep={id}>
          <summary>{evidence.length > 0 ? 'Evidence' : 'More'}</summary>
          <dl class="evidence">
            {evidence.map(({ label, value, url }) => (
              <>
                <dt>{shown(label)}</dt>
                <dd class="lines">
                  {isWebAddress(url) ? (
                    <a href={url} target="_blank" rel="noreferrer">
                      {shown(value)}
                    </a>
                  ) : (
                    shown(value)
                  )}
                </dd>
              </>
            ))}
          </dl>
          {isOver && canRedo ? (
            <form method="post" action={`${home}/answer`} data-answer="redoStep">
              <p>
                <strong>Do it again.</strong> Everything that depends on this step is done again, too, and people may be
                asked again.
              </p>
              <input type="hidden" name="form" value={formToken} />
              <input type="hidden" name="step" value={id} />
              <input type="hidden" name="since" value="" />
              <input type="hidden" name="message" value="redoStep" />
              <Fields message="redoStep" step={id} prefix={`redo-${id}`} typed={null} />
              <p class="problem" data-problem role="alert" />
              <button>Do it again</button>
            </form>
          ) : null}
        </details>
      ) : null}
    </li>
  );
}

/** Answers that were not taken, and what the run warns of. */
export function News({ status }: { status: Status }) {
  const refusals = (status.refusals ?? []).slice(-5).reverse();
  const warnings = status.warnings ?? [];
  return (
    <>
      {refusals.length === 0 ? null : (
        <section aria-labelledby="refused">
          <h2 id="refused">Answers that were not taken</h2>
          <ul>
            {refusals.map((one) => (
              <li>
                {shown(answerNamed(one.message))} from {shown(senderText(one))}, <Time at={one.at} />:{' '}
                {shown(one.reason)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {warnings.length === 0 ? null : (
        <section aria-labelledby="warnings">
          <h2 id="warnings">Good to know</h2>
          <ul>
            {warnings.map((text) => (
              <li class="lines">{shown(text)}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
