import type { Prompt } from '../model/prompt.js';
import { quoted } from '../words/commands.js';
import { counted } from '../words/phrases.js';
import { look, trouble } from '../words/prompts.js';
import { progressOf, undecided } from './access-list.js';
import type { ReviewScene } from './review-state.js';

/** What the review asks, in words. */
export function reviewPromptFor(scene: ReviewScene): Prompt {
  const { message } = scene.ask;
  if (message === 'checkNow')
    return look(
      scene,
      'Each removal is an offboarding of its own, which asks by itself for what only a person can do.',
    );
  return message === 'accessReviewed' ? decisions(scene) : trouble(scene);
}

/** Up to this many undecided people are listed, to copy. */
const SHOWN = 25;
/** At most this many undecided people are named. */
const NAMED = 10;

function decisions({ state, input }: ReviewScene): Prompt {
  const { name } = input.about;
  const { list, facts } = state;
  const { people, kept, removed, drafts, open } =
    list === null ? { people: 0, kept: 0, removed: 0, drafts: 0, open: 0 } : progressOf(list);
  const left = list === null ? [] : undecided(list);
  const shown = left.slice(0, NAMED);
  const more = left.length > shown.length ? ` and ${left.length - shown.length} more` : '';
  const file = facts.roster?.file;
  return {
    title: `Review ${name}: ${kept + removed} of ${people} people are decided`,
    where: {
      place: file === undefined ? 'The list of who has access' : `The list of who has access: ${file.path}`,
      url: null,
    },
    why:
      `These people can use Kiro at ${input.domain}. Say of each whether that is still right: access that nobody needs any more ` +
      `costs money, and is a door that nobody watches.`,
    instructions: [
      `Get the list as a spreadsheet (CSV): npm run review-access -- ${quoted(name)} --list decisions.csv. The worker has written it, too, with more about each person.`,
      'Write keep or remove into the column decision, and a note where it helps. Leave it empty where you do not know yet.',
      'Send it: npm run answer -- accessReviewed --csv-file decisions.csv. With --draft true it decides nothing yet. Send it as often as you like: the last word on each person counts, and the one before stays in the evidence.',
      'The review goes on by itself once everybody has a decision. To end it before that, answer with stepDone for decide: people without a decision keep their access, and the report names them.',
      ...(left.length === 0 || left.length === people ? [] : [`Still to decide: ${shown.join(', ')}${more}.`]),
    ],
    copy: [
      ...(left.length > SHOWN ? [] : left.map((value) => ({ label: 'User', value }))),
      ...(file === undefined
        ? []
        : [
            { label: "The list, on the worker's machine", value: file.path },
            { label: 'SHA-256 of the list', value: file.sha256 },
          ]),
    ],
    verified: 'Every row must be about somebody of the list.',
    next: `${counted(removed, 'person loses', 'people lose')} access by what is decided now (${drafts} are drafts, ${open} open): each by an offboarding of their own.`,
    also: [{ message: 'stepDone', label: 'End the review…' }],
  };
}
