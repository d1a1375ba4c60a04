import type { Sent } from '../client/send-answer.js';
import type { Status } from '../runbook/words/status.js';
import type { PageRuns } from './page-runs.js';
import type { Session } from './sessions.js';
import { takeAnswer } from './take-answer.js';
import { sentHere } from './views/said-here.js';
import { isOpen, SHOWN_PEOPLE } from './views/review.js';

/** What a row of the message `accessReviewed` says. */
interface Row {
  user: string;
  decision: 'keep' | 'remove';
  note?: string;
}

/** The rows of a submitted form of the review in which something was decided. */
export function rowsIn(form: Record<string, unknown>): Row[] {
  const text = (name: string): string => {
    const value = form[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  return Array.from({ length: SHOWN_PEOPLE }, (_, index) => index).flatMap((index) => {
    const [user, decision, note] = [text(`user-${index}`), text(`decision-${index}`), text(`note-${index}`)];
    if (user === '' || (decision !== 'keep' && decision !== 'remove')) return [];
    return [{ user, decision, ...(note === '' ? {} : { note }) } as const];
  });
}

/**
 * Send what was decided: the rows of the form, as a draft or for good, or everybody's drafts for good. @throws RunError
 */
export async function sendReview(
  runs: PageRuns,
  session: Session,
  status: Status,
  form: Record<string, unknown>,
): Promise<{ text: string; isGood: boolean }> {
  const waiting = (status.waitingFor ?? []).find(({ message }) => message === 'accessReviewed');
  if (waiting === undefined)
    return {
      text: 'Nobody is asked for decisions at this moment: the review is over, or has not come to that.',
      isGood: false,
    };
  const way = form['send'];
  const rows = way === 'drafts' ? await draftsOf(runs, session) : rowsIn(form);
  if (rows.length === 0) return { text: 'Choose keep or remove for at least one person.', isGood: false };
  const answer = await takeAnswer(runs, session, {
    step: waiting.step,
    since: waiting.since,
    message: 'accessReviewed',
    fields: { rows: JSON.stringify(rows), ...(way === 'draft' ? { draft: 'true' } : {}) },
  });
  const sent = sentHere(answer, session, 'accessReviewed');
  return { text: saidOf(sent, rows.length, way === 'draft'), isGood: sent.accepted };
}

async function draftsOf(runs: PageRuns, { workflowId }: Session): Promise<Row[]> {
  const people = await runs.reviewed(workflowId);
  return people.filter(isOpen).flatMap(({ user, said }) => {
    if (said === null) return [];
    return [{ user, decision: said.decision, ...(said.note === null ? {} : { note: said.note }) }];
  });
}

function saidOf(sent: Sent, count: number, isDraft: boolean): string {
  if (!sent.accepted) return sent.why.reason;
  const people = `${count} ${count === 1 ? 'decision' : 'decisions'}`;
  return [isDraft ? `${people} kept as a draft.` : `${people} taken.`, ...sent.notes].join(' ');
}
