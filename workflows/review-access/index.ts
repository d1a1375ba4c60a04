import type { ConnectionNews } from '../../runbook/connection/record.js';
import { isDecided, withAnswer } from '../../runbook/review-access/access-list.js';
import { peopleFrom } from '../../runbook/review-access/decision-files.js';
import { REVIEW_ACCESS } from '../../runbook/review-access/review-access.js';
import type { ReviewAbout, ReviewInput } from '../../runbook/review-access/review-input.js';
import type { ReviewState, ReviewStepId } from '../../runbook/review-access/review-state.js';
import type { Report } from '../../runbook/words/report.js';
import { dayTwoAtWork } from '../day-two/day-two-at-work.js';
import { runToItsEnd } from '../engine/workflow.js';
import { removals } from './removals.js';
import type { ReviewRun, ReviewStepBody } from './review-run.js';
import { decide, evidenceAndReport, roster } from './steps.js';

const BODIES: Record<ReviewStepId, ReviewStepBody> = { roster, decide, removals, report: evidenceAndReport };

/** The query by which a command reads the list as it is now: `{"from": 0}`, some people at a time. */
const LIST_PAGE = 2_000;

const AT_WORK = dayTwoAtWork<ReviewState, ReviewAbout>({
  runbook: REVIEW_ACCESS,
  bodies: BODIES,
  effects: {
    accessReviewed(run, { rows, draft, note }, sender) {
      const { list } = run.state;
      if (list !== null) run.state.list = withAnswer(list, { rows, draft: draft ?? false, note: note ?? null }, sender);
    },
  },
  queries: {
    accessList: {
      description:
        'Who has access, and what was decided: {"from": 0} gives the first 2,000 people and how many there are.',
      answer({ state: { list } }, options) {
        const from = Number((options as { from?: unknown } | undefined)?.from ?? 0);
        if (list === null) return { people: 0, from, rows: [] };
        return { people: list.users.length, from, rows: peopleFrom(list, from, LIST_PAGE) };
      },
    },
  },
  news: ({ state }: ReviewRun): Partial<ConnectionNews> =>
    isWhole(state) && state.finishedAt !== null ? { reviewedAt: state.finishedAt } : {},
});

/** Whether everybody was reviewed: not where it was cancelled or stopped, nor where a reviewer ended it before that. */
const isWhole = ({ outcome, steps, list }: ReviewState): boolean =>
  (outcome === 'done' || outcome === 'done-with-findings') &&
  steps.decide.state === 'done' &&
  list !== null &&
  isDecided(list);

/** A review of access: who has it, who keeps it, and an offboarding for each who does not. */
export function reviewAccess(given: ReviewInput, state?: ReviewState): Promise<Report> {
  return runToItsEnd(AT_WORK, given, state);
}
