import { newTurn } from '../connection/turns.js';
import { DAY_TWO_FACT_KEYS, type DayTwoFacts, type DayTwoState } from '../day-two/day-two-state.js';
import type { RunView, Scene, Setting } from '../model/runbook.js';
import { newRunState, type StepRecord } from '../model/state.js';
import { PLAIN_STEP, type REPORT_STEP, type Step, StepTable } from '../model/step.js';
import type { WrittenFile } from '../outside/review-access.js';
import type { AccessList } from './access-list.js';
import type { ReviewInput } from './review-input.js';
import type { Removal } from './removal.js';

export type ReviewStepId = 'roster' | 'decide' | 'removals' | typeof REPORT_STEP;

type Row = Step<ReviewStepId, ReviewInput>;

const ROWS: Row[] = [
  {
    ...PLAIN_STEP,
    id: 'roster',
    title: 'Read who has access',
    by: 'program',
    helper: 'okta-admin',
    place: 'Okta Admin Console',
    skips: ['decide', 'removals'],
    gives: 'roster',
  },
  {
    ...PLAIN_STEP,
    id: 'decide',
    title: 'Decide who keeps access',
    by: 'reviewer',
    after: ['roster'],
    helper: 'reviewer',
    place: 'The list of who has access',
    skips: ['removals'],
  },
  {
    ...PLAIN_STEP,
    id: 'removals',
    title: 'Take the access of those who are to be removed',
    by: 'program',
    after: ['decide'],
    helper: 'okta-admin',
    place: 'Okta Admin Console',
  },
  {
    ...PLAIN_STEP,
    id: 'report',
    title: 'Write the report and the evidence',
    by: 'program',
    helper: 'okta-admin',
    place: 'The worker',
  },
];

export const REVIEW_STEPS = new StepTable<ReviewStepId>(ROWS);

interface ReviewFacts extends DayTwoFacts {
  /** The list to fill in, as the worker has written it, and why it may not be whole. */
  roster?: { people: number; file: WrittenFile; unseen?: string[] };
  /** All decisions and what became of them, as the worker has written it. */
  decisions?: WrittenFile;
}

export const REVIEW_FACT_KEYS = { ...DAY_TWO_FACT_KEYS, roster: ['people', 'file'], decisions: ['path'] } as const;

/** The whole state of a review. */
export interface ReviewState extends DayTwoState {
  steps: Record<ReviewStepId, StepRecord>;
  facts: ReviewFacts;
  /** Who has access, and what was said of each; null before the roster was read. */
  list: AccessList | null;
  /** What became of the removals, by login. */
  removals: Record<string, Removal>;
  /** The list of the Subscriptions tab, as it was given; null where none was. */
  seats: string | null;
}

export const newReviewState = (now: string): ReviewState => ({
  ...newRunState(REVIEW_STEPS, now),
  ...newTurn(),
  facts: {},
  list: null,
  removals: {},
  seats: null,
});

export type ReviewView = RunView<ReviewState, ReviewInput>;
export type ReviewScene = Scene<ReviewState, ReviewInput>;
export type ReviewSetting = Setting<ReviewState, ReviewInput>;
