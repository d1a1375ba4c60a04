import { readSeatList } from '../cli/lib/list-file.js';
import { note, usageError } from '../cli/lib/output-and-exit.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import { dayTwoIds, REVIEW_TYPE } from '../runbook/model/names.js';
import {
  completedReviewInput,
  MOST_SEATS_TEXT,
  REVIEW_ABOUT,
  type ReviewAbout,
  type ReviewInput,
} from '../runbook/review-access/review-input.js';
import { hourOfLife, runDayTwo } from './day-two.js';
import type { RunOptions } from './options.js';

/** Start or join a review of access, and follow it. Returns the exit code. @throws CommandError */
export function reviewAccess(
  options: RunOptions,
  leaving: AbortController,
  { name, subscriptions }: { name: string; subscriptions: string | null },
): Promise<number> {
  const about = aboutOf(options, name, subscriptions === null ? null : seatsFrom(subscriptions));
  return runDayTwo(options, leaving, {
    type: REVIEW_TYPE,
    workflowId: (connectionId) => dayTwoIds.review(connectionId, about.name),
    about,
    completed: (given) => asJoined(completedReviewInput(given), about),
    firstStep: 'roster',
    summary: ({ domain }) => `Review ${about.name}: who has access to Kiro at ${domain}`,
    details: ['Who has access is read, the reviewers keep or remove each person, and the removals are carried out.'],
  });
}

function aboutOf(options: RunOptions, name: string, seats: string | null): ReviewAbout {
  const about = REVIEW_ABOUT.safeParse({ name, seats, ...hourOfLife(options) });
  if (!about.success) throw usageError('The name of a review has 1 to 80 characters, such as 2026-Q4.');
  return about.data;
}

/** The list as text. A list that cannot be read is refused before anything is started. */
function seatsFrom(file: string): string {
  const list = readSeatList(file);
  if ('problem' in list) throw usageError(`--subscriptions ${list.problem}`);
  const { csv, notes } = list;
  if (csv.length > MOST_SEATS_TEXT)
    throw usageError(
      `--subscriptions ${file} is longer than ${MOST_SEATS_TEXT} characters: leave out columns other than the user, and cancelled seats.`,
    );
  notes.forEach((line) => note(terminalText(line)));
  return csv;
}

/** Joining without a list means the review as it is; another list would never be read. */
function asJoined(given: ReviewInput | null, about: ReviewAbout): ReviewInput | null {
  if (given === null) return null;
  if (about.seats !== null && given.about.seats !== about.seats)
    throw usageError(
      `The review ${about.name} is going on with another list of subscriptions, or without one. Join it without --subscriptions, or begin one of another name.`,
    );
  return { ...given, about: { ...given.about, seats: about.seats } };
}
