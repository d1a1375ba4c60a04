import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Waiting } from '../../runbook/words/status.js';
import { type Reader, withoutCommands } from '../../runbook/words/without-commands.js';
import type { Session } from '../sessions.js';
import { fieldsOnPage, mayRedo } from '../take-answer.js';

// The runbook's sentences name messages and commands, for terminals and chats. On the page there are buttons instead.

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

/** What the button says that sends this message. */
export const buttonOf = (message: MessageName): string =>
  fieldsOnPage(message).length > 0 ? (SEND[message] ?? 'Send the answer') : (DONE[message] ?? 'It is done');

/** Words for the values of a field that takes only some. */
export const CHOICE_WORDS: Partial<Record<string, string>> = {
  accept: 'Accept: go on as it is',
  repair: 'Repair: let the runbook correct it, and look again',
  stop: 'Stop the run',
  adopt: 'Adopt the object that is there',
  create: 'Create one under another name',
};

/** The first words of a choice, as a sentence names it. */
const choiceNamed = (choice: string): string => `“${(CHOICE_WORDS[choice] ?? choice).split(':')[0]}”`;

/** Messages that sentences name, beside their fields. */
const NAMED =
  /\b(stepDone|checkNow|skipStep|userRemovedAtSource|seatDeleted|subscriptionsListed|decisionMade|storedAt)\b( for [a-z][a-z-]+)?/g;

/** What a question offers to send. */
type Offered = Pick<Waiting, 'message' | 'also' | 'skipping'>;

/** How sentences are said to this person: of one question, where it is about that. */
export const readerOn = ({ role }: Pick<Session, 'role'>, one: Offered | null = null): Reader => ({
  isOperator: role === 'operator',
  place: 'this page',
  sends(message) {
    const canRedo = message === 'redoStep' && mayRedo({ role });
    const canSkip = message === 'skipStep' && one !== null && one.skipping !== '';
    const isOffered = one !== null && [one, ...(one.also ?? [])].some((way) => way.message === message);
    return canRedo || canSkip || isOffered ? `“${buttonOf(message as MessageName)}”` : null;
  },
});

/** A sentence of the runbook for somebody who has the page alone: buttons in place of messages and commands. */
export const onPage = (text: string, reader: Reader): string => withoutCommands(withButtons(text), reader);

const withButtons = (text: string): string =>
  text
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
    .replace(NAMED, (_, name: string) => (name === 'storedAt' ? '“Stored at”' : `“${buttonOf(name as MessageName)}”`));

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
