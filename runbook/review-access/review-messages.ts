import { always, COMMON_MESSAGES } from '../model/common-messages.js';
import type { MessageOf } from '../messages/schemas.js';
import { accepted, type Check, invalid } from '../messages/verdict.js';
import type { MessageUses } from '../model/runbook.js';
import { clip } from '../words/phrases.js';
import { contradictedIn, fits, strangersIn, withAnswer } from './access-list.js';
import type { ReviewInput } from './review-input.js';
import type { ReviewSetting, ReviewState } from './review-state.js';

/** How the review takes each message. */
export const REVIEW_MESSAGES: MessageUses<ReviewState, ReviewInput> = {
  ...COMMON_MESSAGES,
  // Those of whom nobody has decided keep their access, and are named.
  stepDone: {
    step: null,
    isSensitive: ({ step }) => step === 'decide',
    isWelcome: (state, step) => step === 'decide' && isAsking(state),
  },
  accessReviewed: {
    step: 'decide',
    isSensitive: always,
    check: checkDecisions,
    needs: ({ list }) => (list === null ? 'It is not read yet who has access.' : null),
  },
};

const isAsking = ({ asks }: ReviewState): boolean => asks.some(({ message }) => message === 'accessReviewed');

/** A refusal names at most this many people. */
const NAMED = 5;

/** Each row is about somebody of the list, and nobody is both kept and removed. */
function checkDecisions(
  given: MessageOf<'accessReviewed'>,
  { state }: ReviewSetting,
): Check<MessageOf<'accessReviewed'>> {
  const { list } = state;
  if (list === null) return invalid(null, 'It is not read yet who has access.');
  const strangers = strangersIn(list, given.rows);
  if (strangers.length > 0) {
    const isOne = strangers.length === 1;
    const fix = `Write the login${isOne ? '' : 's'} as the list has ${isOne ? 'it' : 'them'}; nothing of this answer was taken.`;
    return invalid('rows', `${named(strangers)} ${isOne ? 'is' : 'are'} not on the list of who has access. ${fix}`);
  }
  const both = contradictedIn(given.rows);
  if (both.length > 0)
    return invalid(
      'rows',
      `Of ${named(both)} one row says keep and another one remove. Nothing of this answer was taken.`,
    );
  const sender = { by: given.by ?? null, via: given.via ?? null, at: '2026-01-01T00:00:00.000Z' };
  if (!fits(withAnswer(list, { ...given, note: given.note ?? null }, sender)))
    return invalid(
      'rows',
      'The review can keep no more notes and changed decisions. Send shorter notes, and more rows in one answer; what was taken before stays.',
    );
  return accepted(given);
}

function named(users: readonly string[]): string {
  const first = users.slice(0, NAMED).map((user) => clip(user, 100));
  return users.length > NAMED ? `${first.join(', ')} and ${users.length - NAMED} more` : first.join(', ');
}
