import { select } from '@clack/prompts';
import type { Filled } from '../../client/send-answer.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { type Field, MESSAGE_INFO } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import {
  answered,
  askField,
  askForDecisions,
  askForList,
  askForToken,
  askOptional,
  askRequired,
  type Draft,
  type Fields,
  NotNow,
  openFields,
  withSignal,
} from './ask-fields.js';

/** Messages whose fields are not simply asked for one after another. */
const ASK: Partial<Record<MessageName, (draft: Draft) => Promise<Fields>>> = {
  subscriptionsListed: async (draft) =>
    draft.given['csv'] !== undefined || draft.given['rows'] !== undefined ? {} : { csv: await askForList(draft) },
  accessReviewed: reviewAccess,
  objectChosen: chooseObject,
  decisionMade: chooseDecision,
};

/**
 * Ask at the terminal for what a message still needs; null where the person says that it is not done yet.
 * @throws FormLeft
 */
export const askForm = (name: MessageName, draft: Draft): Promise<Filled | null> =>
  unlessNotNow(async () => {
    const asked = await (ASK[name] ?? ((one) => askPlainly(name, one)))(draft);
    return { value: { ...draft.given, ...asked }, secret: hasSecret(name) ? await askForToken(draft) : null };
  });

/** Ask again for the field that was refused, and keep the rest; for all where no single field is to blame. @throws FormLeft */
export const askAgain = (
  name: MessageName,
  draft: Draft,
  { value, secret }: Filled,
  refused: string | null,
): Promise<Filled | null> =>
  unlessNotNow(async () => {
    const field = fieldsOf(name).find((one) => one.name === refused);
    if (field === undefined || ASK[name] !== undefined) return askForm(name, draft);
    if (field.sealed) return { value, secret: await askForToken(draft) };
    return { value: { ...value, ...(await askField(name, field.name, draft)) }, secret };
  });

async function askPlainly(name: MessageName, draft: Draft): Promise<Fields> {
  const isToFill = openFields(name, draft, false).length > 0 || hasSecret(name);
  if (!isToFill) return draft.mayWait === true ? askWhetherDone(name, draft) : {};
  return { ...(await askRequired(name, draft)), ...(await askOptional(name, draft)) };
}

const fieldsOf = (name: MessageName): Field[] => MESSAGE_INFO[name].fields;
const hasSecret = (name: MessageName): boolean => fieldsOf(name).some((field) => field.sealed);

async function unlessNotNow<T>(work: () => Promise<T | null>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotNow) return null;
    throw error;
  }
}

interface Option {
  value: string;
  label: string;
  hint?: string;
}

const LATER = 'later';

/** Whether it is done, where nothing must be filled in; and what the person wants to add. @throws FormLeft, NotNow */
async function askWhetherDone(name: MessageName, draft: Draft): Promise<Fields> {
  const more = openFields(name, draft, true).map((field) => field.name);
  const answer = await choose('Is it done?', draft, [
    // First, since Enter takes the first: nobody should attest by accident.
    { value: LATER, label: 'Not yet' },
    { value: 'yes', label: 'Yes' },
    ...(more.length === 0 ? [] : [{ value: 'more', label: 'Yes, and I have something to add', hint: more.join(', ') }]),
  ]);
  return answer === 'more' ? askOptional(name, draft) : {};
}

/** The decisions of a review, from the list that was filled in; as final ones, or as a draft. @throws FormLeft, NotNow */
async function reviewAccess(draft: Draft): Promise<Fields> {
  const rows = draft.given['rows'] ?? (await askForDecisions(draft));
  if (draft.given['draft'] !== undefined) return { rows };
  const how = await choose('How shall they count?', draft, [
    { value: 'draft', label: 'As a draft: they decide nothing yet' },
    { value: 'final', label: 'As decisions: once everybody is decided, the removals begin' },
    ...later(draft),
  ]);
  return { rows, ...(how === 'draft' ? { draft: true } : {}) };
}

/** Which object of the same name is meant (`objectChosen`). @throws FormLeft, NotNow */
async function chooseObject(draft: Draft): Promise<Fields> {
  const { given, candidates } = draft;
  const known = await askRequired('objectChosen', draft, ['use']);
  if (given['id'] !== undefined || given['name'] !== undefined) return known;
  const adopt = candidates
    .filter(({ barrier }) => barrier === undefined)
    .map(({ id, name, url }) => ({
      value: id,
      label: terminalText(`Adopt "${name}" (${id})`),
      hint: terminalText(url),
    }));
  const aside = { value: '', label: 'Leave them alone, and make one under another name' };
  const id = await choose('Which one?', draft, [...adopt, aside, ...later(draft)]);
  if (id !== '') return { ...known, use: 'adopt', id };
  return { ...known, use: 'create', ...(await askField('objectChosen', 'name', draft)) };
}

/** What to do about findings (`decisionMade`). @throws FormLeft, NotNow */
async function chooseDecision(draft: Draft): Promise<Fields> {
  const chosen = async (): Promise<string> =>
    choose('What shall happen?', draft, [
      { value: 'accept', label: 'Leave it as it is, and go on' },
      { value: 'repair', label: 'Let the runbook repair it, or look again where it is mended' },
      { value: 'stop', label: 'Stop the run' },
      ...later(draft),
    ]);
  const decision = draft.given['decision'] ?? (await chosen());
  return { decision, ...(await askRequired('decisionMade', draft, ['decision'])) };
}

const later = ({ mayWait }: Draft): Option[] => (mayWait === true ? [{ value: LATER, label: 'Not now' }] : []);

async function choose(message: string, draft: Draft, options: Option[]): Promise<string> {
  const chosen = answered(await select({ message, options, ...withSignal(draft) }));
  if (chosen === LATER) throw new NotNow();
  return chosen;
}
