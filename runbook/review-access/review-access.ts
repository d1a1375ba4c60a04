import { REVIEW_TYPE } from '../model/names.js';
import type { Outlook, Runbook } from '../model/runbook.js';
import { isOver } from '../model/state.js';
import { dayTwoForm } from '../onboarding/input-schema.js';
import { counted } from '../words/phrases.js';
import { progressOf, toRemove, withDrafts } from './access-list.js';
import { isRemoved } from './removal.js';
import { completedReviewInput, REVIEW_ABOUT, type ReviewInput } from './review-input.js';
import { REVIEW_MESSAGES } from './review-messages.js';
import { reviewPromptFor } from './review-prompts.js';
import { newReviewState, REVIEW_FACT_KEYS, REVIEW_STEPS, type ReviewState, type ReviewView } from './review-state.js';

/** A review of access: who has it, who keeps it, and the removals carried out; its steps are in `workflows/review-access/`. */
export const REVIEW_ACCESS: Runbook<ReviewState, ReviewInput> = {
  name: REVIEW_TYPE,
  title: 'review of access',
  heading: 'Who has access to Kiro',
  subject: ({ about }) => about.name,
  steps: REVIEW_STEPS,
  startOrder: [],
  messages: REVIEW_MESSAGES,
  factKeys: REVIEW_FACT_KEYS,
  newState: newReviewState,
  inputForm: dayTwoForm(REVIEW_ABOUT),
  completedInput: completedReviewInput,
  forget,
  promptFor: reviewPromptFor,
  isLooking: () => false,
  isReviewed: () => false,
  outlook: outlookOf,
  lastWords: (state) => (state.list === null ? null : progressText(state)),
};

/** Nothing that a person said is thrown away: what is asked again begins with it, as drafts. */
function forget(state: ReviewState, step: string): void {
  if (step === 'decide' && state.list !== null) state.list = withDrafts(state.list);
  // People who are out are not taken out again.
  if (step === 'removals')
    state.removals = Object.fromEntries(
      Object.entries(state.removals).filter(([, removal]) => removal[0] === 'begun' || isRemoved(removal)),
    );
}

/** How many keep their access, lose it, and are undecided. */
export function progressText({ list }: Pick<ReviewState, 'list'>): string {
  if (list === null) return 'Nobody was asked.';
  const { people, kept, removed, drafts, open } = progressOf(list);
  const rest = drafts + open;
  const left = rest === 0 ? '' : `, ${rest} undecided (they keep it)`;
  return `${counted(people, 'person', 'people')}: ${kept} keep access, ${removed} to be removed${left}.`;
}

/** A sentence names at most this many people. */
const NAMED = 20;
const named = (users: readonly string[]): string =>
  users.length > NAMED ? `${users.slice(0, NAMED).join(', ')} and ${users.length - NAMED} more` : users.join(', ');

function outlookOf({ state, input }: ReviewView): Outlook {
  const { list, removals, facts } = state;
  const gone = Object.keys(removals).filter((user) => isRemoved(removals[user]));
  return {
    facts: {
      name: input.about.name,
      people: list === null ? null : String(list.users.length),
      removed: gone.length > NAMED ? [...gone.slice(0, NAMED), '…'] : gone,
      list: facts.roster?.file.path ?? null,
      decisions: facts.decisions?.path ?? null,
    },
    roster: null,
    unproven: notSeen(state),
    ...loose(state, gone),
  };
}

/** What the list cannot show, because nobody could look. */
function notSeen({ list, seats, facts }: ReviewState): string[] {
  const isKiroUnseen = list !== null && list.users.length > 0 && !list.access.some((letters) => letters.includes('k'));
  return [
    ...(facts.roster?.unseen ?? []),
    ...(isKiroUnseen
      ? ['Who is a user in Kiro was not seen: the worker has no SCIM token, or nobody is in Kiro.']
      : []),
    ...(seats === null ? ['Who has a subscription was not looked at: no list was given (--subscriptions).'] : []),
  ];
}

/** Where the decisions and what was done do not agree, because a step was redone or skipped. */
function loose({ list, removals, steps }: ReviewState, gone: readonly string[]): Pick<Outlook, 'warnings' | 'duties'> {
  // Before that nobody can say: the decisions are drafts, or the removals are under way.
  if (list === null || steps.decide.state !== 'done' || !isOver(steps.removals)) return { warnings: [], duties: [] };
  const out = new Set(toRemove(list));
  const left = [...out].filter((user) => removals[user] === undefined);
  const going = Object.keys(removals).filter((user) => removals[user]?.[0] === 'begun');
  const isKept = (user: string): boolean => list.users.includes(user) && !out.has(user);
  const [back, stopped] = [gone.filter(isKept), going.filter(isKept)];
  const sentence = (users: readonly string[], text: string, end = '.'): string[] =>
    users.length === 0 ? [] : [`${text}: ${named(users)}${end}`];
  return {
    warnings: [
      ...sentence(back, 'Removed by this review and then decided to be kept'),
      ...sentence(stopped, 'Still being offboarded, and now to be kept'),
      ...sentence(
        going.filter((user) => out.has(user)),
        'Still being offboarded, each by a run that goes on by itself',
      ),
    ],
    duties: [
      ...sentence(left, 'Take the access of those who were decided to be removed', ' (npm run offboard).'),
      ...sentence(back, 'Give access back in Okta'),
      ...sentence(stopped, 'Stop the offboarding (temporal workflow cancel), or let it end and give access back'),
    ],
  };
}
