import { type Field, MESSAGE_INFO } from '../messages/fields.js';
import type { MessageName } from '../messages/schemas.js';
import type { Waiting } from './status.js';
import { type Reader, withoutCommands } from './without-commands.js';

// The runbook's sentences name messages and commands, for terminals and chats. On the page, and in a mail with a link to it,
// there are buttons instead.

/** The fields that a person fills in on the page for that message. A list is one field, whatever form it has. */
export const fieldsOnPage = (message: MessageName): Field[] =>
  MESSAGE_INFO[message].fields.filter(
    ({ name }) =>
      !['step', 'part', 'parts', 'draft'].includes(name) && (name !== 'rows' || message === 'accessReviewed'),
  );

/** What the button of a message without fields says. */
const DONE: Partial<Record<MessageName, string>> = {
  checkNow: 'Look now',
  dnsRecordPublished: 'It is published',
  domainVerified: 'Kiro shows Verified',
  provisioningConfigured: 'It is configured',
  tokenRevoked: 'The token is deleted',
};

const SEND: Partial<Record<MessageName, string>> = {
  skipStep: 'Skip this step',
  redoStep: 'Do it again',
  decisionMade: 'Send the decision',
  stepDone: 'It is done: look again',
  userRemovedAtSource: 'The person is taken out',
  seatDeleted: 'The seat is deleted',
  tokenRevoked: 'The token is deleted',
  syncWindowExtended: 'Wait longer',
  subscriptionsListed: 'Send the list',
  accessReviewed: 'Decide who keeps access',
  objectChosen: 'Send the choice',
};

/** Steps at which `stepDone` is no other try of a step in trouble. */
const STEP_DONE: Partial<Record<string, { button: string; about: string }>> = {
  decide: {
    button: 'End the review',
    about: 'People without a decision keep their access, and the removals begin at once.',
  },
  'pilot-sign-in': { button: 'A model has answered', about: 'Somebody has used Kiro with this sign-in.' },
};

/** What the button says that sends this message, at that step. */
export const buttonOf = (message: MessageName, step = ''): string =>
  (message === 'stepDone' ? STEP_DONE[step]?.button : undefined) ??
  (fieldsOnPage(message).length > 0 ? (SEND[message] ?? 'Send the answer') : (DONE[message] ?? 'It is done'));

/** What a message beside the one that is asked for does, at that step. */
export const aboutOf = (message: MessageName, step: string): string =>
  (message === 'stepDone' ? STEP_DONE[step]?.about : undefined) ??
  (message === 'skipStep' ? 'The step is skipped, with a reason.' : MESSAGE_INFO[message].description);

/** What somebody wanted to say with a message, in a few words; a name that no message has stays as it is. */
export const answerNamed = (message: string): string =>
  Object.hasOwn(MESSAGE_INFO, message)
    ? `“${MESSAGE_INFO[message as MessageName].description.split(/[:.]/)[0]}”`
    : message;

/** Words for the values of a field that takes only some. */
const CHOICE_WORDS: Partial<Record<string, string>> = {
  accept: 'Accept: go on, and skip this step',
  repair: 'Repair: let the runbook correct it, and look again',
  stop: 'Stop the run',
  adopt: 'Adopt the object that is there',
  create: 'Create one under another name',
};

const AS_IT_IS = 'Accept: go on as it is';

/** Where a choice means something else: what was found is accepted there, and the runbook corrects nothing. */
const CHOICE_AT: Partial<Record<string, Partial<Record<string, string>>>> = {
  'old-seats': { accept: AS_IT_IS },
  'subscription-review': { accept: AS_IT_IS, repair: 'Repaired: it was put right in Kiro, ask for a new list' },
  compare: { accept: AS_IT_IS, repair: 'Repaired: it was put right in Kiro, compare again' },
};

/** What a choice of a field says, at that step. */
export const choiceWords = (choice: string, step: string): string =>
  CHOICE_AT[step]?.[choice] ?? CHOICE_WORDS[choice] ?? choice;

/** The first words of a choice, as a sentence names it. */
const choiceNamed = (choice: string): string => `“${(CHOICE_WORDS[choice] ?? choice).split(':')[0]}”`;

/** Messages that sentences name, beside their fields. */
const NAMED =
  /\b(stepDone|checkNow|skipStep|userRemovedAtSource|seatDeleted|subscriptionsListed|decisionMade|storedAt)\b( for [a-z][a-z-]+)?/g;

/** A sentence of the runbook for somebody who has the page alone: buttons in place of messages and commands. */
export const onPage = (text: string, reader: Reader): string =>
  withoutCommands(withButtons(text).replace(REDO, redoneBy(reader)), reader);

const REDO = /\bsend redoStep for [a-z-]+/g;

/** Only some may have a step done again; the others ask them. */
const redoneBy = ({ sends }: Reader): string =>
  sends('redoStep') === null
    ? 'ask the Okta admin or the person who runs this to have it done again'
    : 'have the step done again below';

const withButtons = (text: string): string =>
  text
    .replace(
      /, make another, and send it with `npm run answer -- scimAccessIssued`, which seals it first\./,
      ', and make another. Give it only where “SCIM token” is asked for: that field seals it before it leaves your browser.',
    )
    .replace(
      / `npm run answer -- scimAccessIssued`.*$/,
      ' type it into its field here, which seals it before it leaves your browser.',
    )
    .replace(/Answer with it as csv, .*$|, and answer with it as csv; .*$/, (found) =>
      found.startsWith(',')
        ? ', and drop the file here, or paste the table.'
        : 'Drop the file here, or paste the table.',
    )
    .replace(/\bdecisionMade(?: for [a-z-]+)?(?:, decision| with) (accept|repair|stop)\b/g, (_, choice: string) =>
      choiceNamed(choice),
    )
    .replace(NAMED, (_, name: string, at: string | undefined) =>
      name === 'storedAt' ? '“Stored at”' : `“${buttonOf(name as MessageName, at?.replace(' for ', ''))}”`,
    );

/** What the review of access asks, where a table on the page takes the place of a file. */
const REVIEW = [
  'Choose keep or remove for each person. You can search for people and groups, and choose for all that are shown at once.',
  'Save what you are not sure of as a draft: it decides nothing yet.',
  'The review goes on by itself once everybody has a decision. To end it before that, choose “End the review…” below: people without a decision keep their access, and the report names them.',
];

/** A program tells what came of the sign-in. */
const SIGN_IN = [
  'Ask the person who runs this to start the sign-in test on your machine: it opens the browser, where you sign in to Okta.',
  'What it found comes here by itself. There is nothing to type, and no token is sent.',
];

/** What to do, line by line. */
export function actionsOf({ message, instructions }: Pick<Waiting, 'message' | 'instructions'>): string[] {
  if (message === 'accessReviewed') return REVIEW;
  if (message === 'signInTested') return SIGN_IN;
  // The namesakes stand side by side in the form.
  if (message === 'objectChosen')
    return [
      ...instructions.filter((text) => !/^Namesake "|objectChosen/.test(text)),
      'Look at each of these in Okta, choose the one that is meant, or have a new one made under another name.',
    ];
  return instructions;
}
