import { ownLinksOf } from '../../runbook/escape/own-links.js';
import { isWebAddress } from '../../runbook/escape/html-text.js';
import { GUIDE_URL } from '../../runbook/model/names.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { reasonText } from '../../runbook/words/question-text.js';
import type { Waiting } from '../../runbook/words/status.js';
import type { Reader } from '../../runbook/words/without-commands.js';
import { Candidates } from './candidates.js';
import { Fields, type Typed } from './fields.js';
import { ROLE_NAMES, Time } from './layout.js';
import { aboutOf, actionsOf, buttonOf, onPage } from '../../runbook/words/page-words.js';
import { CopyValue, Prose, shown } from './prose.js';

/** What the forms of a page send with what is typed. */
export interface FormFrame {
  /** Address of the run's page. */
  home: string;
  /** So that no other site can send it. */
  formToken: string;
}

interface QuestionProps extends FormFrame {
  one: Waiting;
  oktaOrg: string;
  /** Say for whom it is: on the page of somebody who may answer for all. */
  namesPerson: boolean;
  /** A form that was sent without a script and not taken. */
  typed: (Typed & { message: MessageName; step: string }) | null;
  /** How its fixed sentences are said. */
  reader: Reader;
}

/** By this the script knows a question again. */
export const questionKey = ({ step, since }: Pick<Waiting, 'step' | 'since'>): string => `${step} ${since}`;

/** One question: what and why, where to click, what to paste, the answer, and what happens then. */
export function Question({ one, oktaOrg, namesPerson, typed, reader, ...frame }: QuestionProps) {
  const isOwn = ownLinksOf(oktaOrg);
  const id = `q-${one.step}`;
  // A step in trouble says it below.
  const said = reasonText(one);
  const reason = said === one.why ? null : said;
  return (
    <article class="question" data-question={questionKey(one)} aria-labelledby={id}>
      <h2 id={id}>{shown(one.title)}</h2>
      <p class="soft">
        {namesPerson ? `For ${one.person ?? `the ${roleName(one)}`}. ` : ''}
        Asked <Time at={one.since} />
        {one.dueAt === null ? null : (
          <>
            , {one.overdue ? <strong class="bad">overdue since</strong> : 'due'} <Time at={one.dueAt} />
          </>
        )}
        .
      </p>
      <div data-bit="reason">
        {reason === null ? null : (
          <div class="notice odd">
            <p class="lines">
              <Prose text={reason} isOwn={isOwn} />
            </p>
          </div>
        )}
      </div>
      {reason !== null && one.reasonSaysWhy === true ? null : (
        <p class="lines">
          <Prose text={one.why} isOwn={isOwn} />
        </p>
      )}
      <div data-bit="look">
        {one.newestLook === undefined ? null : (
          <div class="look">
            <p class="label">What the newest look saw</p>
            <pre>{shown(one.newestLook.join('\n'))}</pre>
          </div>
        )}
      </div>
      {isWebAddress(one.where.url) ? (
        <p>
          <a class="button" href={one.where.url} target="_blank" rel="noreferrer">
            Open {shown(one.where.place)}
          </a>
        </p>
      ) : (
        <p>
          Where: <strong>{shown(one.where.place)}</strong>
        </p>
      )}
      <ol class="actions">
        {actionsOf(one).map((text) => (
          <li class="lines">
            <Prose text={text} isOwn={isOwn} />
          </li>
        ))}
      </ol>
      {one.copy.map(({ label, value }) => (
        <CopyValue label={label} value={value} />
      ))}
      {one.looking ? (
        <div class="notice good" role="status">
          <p>You have answered. The runbook is looking whether it is so; nothing to do until it says more.</p>
        </div>
      ) : null}
      <Answer one={one} message={one.message} typed={typed} {...frame} />
      <dl class="then">
        <dt>How it is checked</dt>
        <dd class="lines">
          <Prose text={one.verified} isOwn={isOwn} />
        </dd>
        <dt>What happens then</dt>
        <dd class="lines">
          <Prose text={one.next} isOwn={isOwn} />
        </dd>
      </dl>
      <Others one={one} typed={typed} reader={reader} {...frame} />
      {one.guide === null ? null : (
        <p class="soft">
          In the{' '}
          <a href={GUIDE_URL} target="_blank" rel="noreferrer">
            Kiro guide
          </a>
          : {shown(one.guide)}
        </p>
      )}
    </article>
  );
}

const roleName = ({ role }: Waiting): string => (role === 'dns' || role === 'time' ? role : ROLE_NAMES[role]);

interface AnswerProps extends FormFrame {
  one: Waiting;
  message: MessageName;
  typed: QuestionProps['typed'];
}

/** The form of one message. */
export function Answer({ one, message, typed, home, formToken }: AnswerProps) {
  if (message === 'signInTested') return <SignInTest />;
  if (message === 'accessReviewed')
    return (
      <p>
        <a class="button primary" href={`${home}/review`}>
          Decide who keeps access
        </a>
      </p>
    );
  const mine = typed !== null && typed.message === message && typed.step === one.step ? typed : null;
  const prefix = `${one.step}-${message}`;
  return (
    <form method="post" action={`${home}/answer`} class="answer" data-answer={message}>
      <input type="hidden" name="form" value={formToken} />
      <input type="hidden" name="step" value={one.step} />
      <input type="hidden" name="since" value={one.since} />
      <input type="hidden" name="message" value={message} />
      {message === 'objectChosen' ? (
        <Candidates candidates={one.candidates} prefix={prefix} typed={mine} />
      ) : (
        <Fields message={message} step={one.step} prefix={prefix} typed={mine} />
      )}
      {message === 'skipStep' ? <p class="notice odd">{shown(one.skipping)}</p> : null}
      <p class="problem" data-problem role="alert">
        {mine !== null && mine.field === null ? mine.problem : ''}
      </p>
      <p>
        <button class="primary">{buttonOf(message, one.step)}</button>
      </p>
    </form>
  );
}

/** The sign-in happens on the person's own machine, and a program tells what came of it. */
function SignInTest() {
  return (
    <div class="notice">
      <p>
        The person who runs this starts the sign-in test with you: it opens the browser for the sign-in, and tells the
        run what it found. There is nothing to type here.
      </p>
    </div>
  );
}

/** Other ways to answer, closed until somebody wants one. */
function Others({ one, reader, ...rest }: Omit<AnswerProps, 'message'> & Pick<QuestionProps, 'reader'>) {
  const also = (one.also ?? []).filter(({ message }) => message !== one.message);
  const skip = one.skipping === '' ? [] : [{ message: 'skipStep' as const, label: 'Skip this step…' }];
  const others = [...also, ...skip];
  return (
    <div class="others">
      {others.map(({ message, label }) => (
        <details data-keep={message} open={rest.typed?.message === message && rest.typed.step === one.step}>
          <summary>{shown(label)}</summary>
          <p>{onPage(aboutOf(message, one.step), reader)}</p>
          <Answer one={one} message={message} {...rest} />
        </details>
      ))}
    </div>
  );
}
