import type { ReviewedPerson } from '../runbook/review-access/decision-files.js';
import type { Sent } from '../client/send-answer.js';
import type { PageRuns } from './page-runs.js';
import type { Session } from './sessions.js';
import { takeAnswer } from './take-answer.js';
import type { FormSaid } from './views/layout.js';
import { sentHere } from './views/said-here.js';
import { isOpen, SHOWN_PEOPLE, wordOf } from './views/review.js';

/** What a row of the message `accessReviewed` says. */
interface Row {
  user: string;
  decision: 'keep' | 'remove';
  note?: string;
}

/** A row of the form in which something is chosen, with the word on that person when the form was drawn (`wordOf`). */
interface FormRow extends Row {
  was: string;
}

const textIn = (form: Record<string, unknown>, name: string): string => {
  const value = form[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** The rows of a submitted form of the review in which something is chosen. */
export const rowsIn = (form: Record<string, unknown>): FormRow[] =>
  Array.from({ length: SHOWN_PEOPLE }, (_, index) => index).flatMap((index) => {
    const [user, decision, note, was] = [
      textIn(form, `user-${index}`),
      textIn(form, `decision-${index}`),
      textIn(form, `note-${index}`),
      textIn(form, `was-${index}`),
    ];
    if (user === '' || (decision !== 'keep' && decision !== 'remove')) return [];
    return [{ user, decision, was, ...(note === '' ? {} : { note }) } as const];
  });

/**
 * Send what was decided: the rows of the form, as a draft or for good, or everybody's drafts for good. A final decision that
 * stands unchanged in the form is nobody's new one, and one that somebody else has changed meanwhile is not overwritten.
 * @throws RunError
 */
export async function sendReview(runs: PageRuns, session: Session, form: Record<string, unknown>): Promise<FormSaid> {
  const [status, people] = await Promise.all([runs.status(session.workflowId), runs.reviewed(session.workflowId)]);
  const waiting = (status.waitingFor ?? []).find(({ message }) => message === 'accessReviewed');
  if (waiting === undefined)
    return notSent('Nobody is asked for decisions at this moment: the review is over, or has not come to that.');
  const way = form['send'];
  const chosen = rowsIn(form);
  const changed = way === 'drafts' ? [] : meanwhile(chosen, people);
  if (changed.length > 0)
    return notSent(
      `Nothing was sent: somebody else has decided meanwhile on ${changed.join(', ')}. What they said is shown now; look at it, and send yours again.`,
    );
  const rows = way === 'drafts' ? draftsOf(people) : chosen.filter((row) => !standsAsItIs(row, people));
  if (rows.length === 0)
    return notSent(
      chosen.length === 0
        ? 'Choose keep or remove for at least one person.'
        : 'All that is chosen here is decided so already, so there was nothing to send.',
    );
  const answer = await takeAnswer(runs, session, {
    step: waiting.step,
    // Of the question that the form was drawn for: after a redo, an old form decides nothing.
    since: textIn(form, 'since'),
    message: 'accessReviewed',
    fields: {
      rows: JSON.stringify(rows.map(({ user, decision, note }) => ({ user, decision, note }))),
      ...(way === 'draft' ? { draft: 'true' } : {}),
    },
  });
  const sent = sentHere(answer, session, 'accessReviewed');
  return { text: saidOf(sent, rows.length, way === 'draft'), isGood: sent.accepted };
}

const notSent = (text: string): FormSaid => ({ text, isGood: false });

const saidOn = (people: readonly ReviewedPerson[], user: string): ReviewedPerson['said'] =>
  people.find((one) => one.user === user)?.said ?? null;

/** Whom somebody else has decided on since the form was drawn, otherwise than it says now. */
const meanwhile = (rows: readonly FormRow[], people: readonly ReviewedPerson[]): string[] =>
  rows
    .filter(({ user, was, decision }) => {
      const said = saidOn(people, user);
      return wordOf(said) !== was && said?.decision !== decision;
    })
    .map(({ user }) => user);

/** Whether a person's final decision is the same as the form has it, note included. */
function standsAsItIs({ user, decision, note = '' }: Row, people: readonly ReviewedPerson[]): boolean {
  const said = saidOn(people, user);
  return said !== null && !said.isDraft && said.decision === decision && (said.note ?? '') === note;
}

const draftsOf = (people: readonly ReviewedPerson[]): Row[] =>
  people.filter(isOpen).flatMap(({ user, said }) => {
    if (said === null) return [];
    return [{ user, decision: said.decision, ...(said.note === null ? {} : { note: said.note }) }];
  });

function saidOf(sent: Sent, count: number, isDraft: boolean): string {
  if (!sent.accepted) return sent.why.reason;
  const people = `${count} ${count === 1 ? 'decision' : 'decisions'}`;
  return [isDraft ? `${people} kept as a draft.` : `${people} taken.`, ...sent.notes].join(' ');
}
