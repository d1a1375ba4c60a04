import { confirm, isCancel, password, select, text } from '@clack/prompts';
import { MESSAGE_INFO, type Field } from '../../runbook/messages/fields.js';
import { valueFromText } from '../../runbook/messages/from-text.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { CommandError, EXIT } from './exit-codes.js';
import { readList } from './read-list.js';
import type { Filled } from './submit.js';

/** What is known before a person at the terminal is asked for the rest. */
export interface Draft {
  /** Fields that are filled in already. */
  given: Record<string, unknown>;
  /** Objects among which to choose (`objectChosen`). */
  candidates: { id: string; name: string; url: string }[];
  /** Ask whether it is done where there is nothing to fill in. */
  confirms?: boolean;
  /** Takes the questions away again. */
  signal?: AbortSignal;
}

/** The person has left the question (Ctrl-C), or it was taken away. */
export class FormLeft extends CommandError {
  constructor() {
    super('Nothing was sent.', EXIT.notClean);
  }
}

type Fields = Record<string, unknown>;
type Ask = (draft: Draft) => Promise<Fields>;

/** Messages whose fields are not simply asked for one after another. */
const ASK: Partial<Record<MessageName, Ask>> = {
  scimAccessIssued: async (draft) => ({
    ...(await required('scimAccessIssued', draft)),
    ...(await optional('scimAccessIssued', 'storedAt', draft)),
  }),
  subscriptionsListed: async ({ given, signal }) =>
    given['csv'] !== undefined || given['rows'] !== undefined ? {} : { csv: await askForList(signal) },
  objectChosen: chooseObject,
  decisionMade: async (draft) => ({
    ...(draft.given['decision'] === undefined ? { decision: await chooseDecision(draft.signal) } : {}),
    ...(await required('decisionMade', draft, ['decision'])),
  }),
};

/**
 * Ask at the terminal for what a message still needs; null where the person says that it is not done yet.
 * @throws FormLeft
 */
export async function askForm(name: MessageName, draft: Draft): Promise<Filled | null> {
  const asked = await (ASK[name] ?? ((one) => required(name, one)))(draft);
  const isSealed = MESSAGE_INFO[name].fields.some((field) => field.sealed);
  const secret = isSealed ? await askForToken(draft.signal) : null;
  if (draft.confirms === true && Object.keys(asked).length === 0 && !isSealed) {
    const isDone = answered(await confirm({ message: 'Is it done?', ...withSignal(draft.signal) }));
    if (!isDone) return null;
  }
  return { value: { ...draft.given, ...asked }, secret };
}

async function required(name: MessageName, draft: Draft, known: string[] = []): Promise<Fields> {
  const answers: Fields = {};
  for (const field of MESSAGE_INFO[name].fields) {
    if (field.sealed || field.optional || known.includes(field.name) || draft.given[field.name] !== undefined) continue;
    answers[field.name] = valueFromText(await askForText(field, draft.signal), field.name);
  }
  return answers;
}

async function optional(name: MessageName, wanted: string, draft: Draft): Promise<Fields> {
  const field = MESSAGE_INFO[name].fields.find((one) => one.name === wanted);
  if (field === undefined || draft.given[wanted] !== undefined) return {};
  const answer = await askForText({ ...field, rule: `${field.rule} Empty for none.` }, draft.signal);
  return answer === '' ? {} : { [wanted]: answer };
}

async function askForText(field: Field, signal?: AbortSignal): Promise<string> {
  const message = `${field.name}: ${field.rule}`;
  const answer = answered(await text({ message, placeholder: field.example, ...withSignal(signal) }));
  return (answer ?? '').trim();
}

/** Without echo; null for an empty answer, which means that none is given. */
async function askForToken(signal?: AbortSignal): Promise<string | null> {
  const message = 'SCIM token (not shown; sealed before it leaves this machine; empty for none)';
  return answered(await password({ message, ...withSignal(signal) }))?.trim() || null;
}

async function askForList(signal?: AbortSignal): Promise<string> {
  const message = 'Path of the list (CSV) saved from the Subscriptions tab:';
  const isReadable = (path = ''): string | undefined => {
    const list = readList(path.trim());
    return 'problem' in list ? list.problem : undefined;
  };
  const path = answered(
    await text({ message, placeholder: 'subscriptions.csv', validate: isReadable, ...withSignal(signal) }),
  );
  const list = readList(path.trim());
  return 'problem' in list ? '' : list.csv;
}

async function chooseObject({ given, candidates, signal }: Draft): Promise<Fields> {
  const known = await required('objectChosen', { given: { use: '', ...given }, candidates: [] });
  if (given['id'] !== undefined || given['name'] !== undefined) return known;
  const adopt = candidates.map(({ id, name, url }) => ({ value: id, label: `Adopt "${name}" (${id})`, hint: url }));
  const options = [...adopt, { value: '', label: 'Leave them alone, and make one under another name' }];
  const id = answered(await select({ message: 'Which one?', options, ...withSignal(signal) }));
  if (id !== '') return { ...known, use: 'adopt', id };
  const name = answered(await text({ message: 'name: The name of the new one.', ...withSignal(signal) }));
  return { ...known, use: 'create', name: name.trim() };
}

async function chooseDecision(signal?: AbortSignal): Promise<string> {
  const options = [
    { value: 'accept', label: 'Accept the findings as they are' },
    { value: 'repair', label: 'They are mended (or shall be): look again' },
    { value: 'stop', label: 'Stop the run' },
  ];
  return answered(await select({ message: 'What shall happen?', options, ...withSignal(signal) }));
}

const withSignal = (signal?: AbortSignal): { signal?: AbortSignal } => (signal === undefined ? {} : { signal });

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new FormLeft();
  return answer as Exclude<T, symbol>;
}
