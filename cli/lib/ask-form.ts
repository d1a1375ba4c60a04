import { select } from '@clack/prompts';
import type { Filled } from '../../client/send-answer.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { Reason } from '../../runbook/messages/verdict.js';
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

/**
 * Ask again for what was refused, and keep the rest; for all where no field is to blame, with what was typed as a start.
 * @throws FormLeft
 */
export const askAgain = (
  name: MessageName,
  draft: Draft,
  { value, secret }: Filled,
  refused: Pick<Reason, 'field' | 'also'>,
): Promise<Filled | null> =>
  unlessNotNow(async () => {
    const fields = fieldsOf(name).filter(({ name: one }) => one === refused.field || refused.also?.includes(one));
    if (fields.length === 0 || ASK[name] !== undefined) return askForm(name, { ...draft, before: value });
    let filled: Filled = { value, secret };
    for (const field of fields)
      filled = field.sealed
        ? { ...filled, secret: await askForToken(draft) }
        : { ...filled, value: { ...filled.value, ...(await askField(name, field.name, draft)) } };
    return filled;
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
  const answer = await choose(
    'Is it done?',
    draft,
    [
      { value: 'yes', label: 'Yes' },
      ...(more.length === 0
        ? []
        : [{ value: 'more', label: 'Yes, and I have something to add', hint: more.join(', ') }]),
    ],
    'Not yet',
  );
  return answer === 'more' ? askOptional(name, draft) : {};
}

/** The decisions of a review, from the list that was filled in; as final ones, or as a draft. @throws FormLeft, NotNow */
async function reviewAccess(draft: Draft): Promise<Fields> {
  const rows = draft.given['rows'] ?? (await askForDecisions(draft));
  if (draft.given['draft'] !== undefined) return { rows };
  const how = await choose('How should they count?', draft, [
    { value: 'draft', label: 'As a draft: they decide nothing yet' },
    { value: 'final', label: 'As decisions: once everybody is decided, the removals begin' },
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
  const id = await choose('Which one?', draft, [...adopt, aside]);
  if (id !== '') return { ...known, use: 'adopt', id };
  return { ...known, use: 'create', ...(await askField('objectChosen', 'name', draft)) };
}

/** What to do about findings (`decisionMade`). @throws FormLeft, NotNow */
async function chooseDecision(draft: Draft): Promise<Fields> {
  const chosen = async (): Promise<string> =>
    choose('What should happen?', draft, [
      { value: 'accept', label: 'Leave it as it is, and go on' },
      { value: 'repair', label: 'Let the runbook repair it, or look again where somebody has corrected it' },
      { value: 'stop', label: 'Stop the run' },
    ]);
  const decision = draft.given['decision'] ?? (await chosen());
  return { decision, ...(await askRequired('decisionMade', draft, ['decision'])) };
}

/**
 * One of the options. Before them stands one that sends nothing, for Enter takes the first: nobody should attest, accept or
 * adopt by accident. @throws FormLeft, NotNow
 */
async function choose(message: string, draft: Draft, options: Option[], later = 'Not now'): Promise<string> {
  const all = [{ value: LATER, label: later }, ...options];
  const chosen = answered(await select({ message, options: all, ...withSignal(draft) }));
  if (chosen === LATER) throw new NotNow();
  return chosen;
}
