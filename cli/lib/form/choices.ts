import { select } from '@clack/prompts';
import { terminalText } from '../../../runbook/escape/plain-text.js';
import type { MessageName } from '../../../runbook/onboarding/message-schemas.js';
import { answered, NotNow, withSignal, type Draft, type Fields } from './draft.js';
import { askField, askOptional, askRequired, openFields } from './field.js';

interface Option {
  value: string;
  label: string;
  hint?: string;
}

const LATER = 'later';

/** Whether it is done, where nothing must be filled in; and what the person wants to add. @throws FormLeft, NotNow */
export async function askWhetherDone(name: MessageName, draft: Draft): Promise<Fields> {
  const more = openFields(name, draft, true).map((field) => field.name);
  const answer = await choose('Is it done?', draft, [
    // First, since Enter takes the first: nobody shall attest by accident.
    { value: LATER, label: 'Not yet' },
    { value: 'yes', label: 'Yes' },
    ...(more.length === 0 ? [] : [{ value: 'more', label: 'Yes, and I have something to add', hint: more.join(', ') }]),
  ]);
  return answer === 'more' ? askOptional(name, draft) : {};
}

/** Which object of the same name is meant (`objectChosen`). @throws FormLeft, NotNow */
export async function chooseObject(draft: Draft): Promise<Fields> {
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

/** What shall happen with findings (`decisionMade`). @throws FormLeft, NotNow */
export async function chooseDecision(draft: Draft): Promise<Fields> {
  const chosen = async (): Promise<string> =>
    choose('What shall happen?', draft, [
      { value: 'accept', label: 'Accept the findings as they are' },
      { value: 'repair', label: 'They are mended (or shall be): look again' },
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
