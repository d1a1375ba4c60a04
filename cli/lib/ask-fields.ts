import { isCancel, password, text } from '@clack/prompts';
import { checkField } from '../../runbook/messages/form.js';
import { valueFromText } from '../../runbook/messages/value-from-text.js';
import { type Field, MESSAGE_INFO } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Candidate } from '../../runbook/outside.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { readDecisions } from '../../runbook/roster/decision-rows.js';
import { readList, readSeatList } from './list-file.js';
import { CommandError, EXIT, note } from './output-and-exit.js';

/** The fields of a message, by name. */
export type Fields = Record<string, unknown>;

/** What is known before a person at the terminal is asked for the rest. */
export interface Draft {
  /** Fields that are filled in already. */
  given: Fields;
  /** The secret, where it has been asked for already; null where the person has none. */
  secret?: Secret | null;
  /** Objects among which to choose (`objectChosen`). */
  candidates: Candidate[];
  /** What was given the last time it was asked: typed in already, to be kept or changed. */
  before?: Fields;
  /** The person is asked by the run and may say "not now"; else they have asked for the form themselves. */
  mayWait?: boolean;
  /** Takes the questions away again. */
  signal?: AbortSignal;
}

/** The person has left the question (Ctrl-C), or it was taken away. */
export class FormLeft extends CommandError {
  constructor() {
    super('Nothing was sent.', EXIT.notClean);
  }
}

/** The person says that it is not done yet. */
export class NotNow extends Error {}

/** The answer to a prompt. @throws FormLeft */
export function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new FormLeft();
  return answer as Exclude<T, symbol>;
}

/** The signal as the prompts take it. */
export const withSignal = ({ signal }: Pick<Draft, 'signal'>): { signal?: AbortSignal } =>
  signal === undefined ? {} : { signal };

/** The fields that a person types and that are not given yet. */
export const openFields = (name: MessageName, { given }: Draft, optional: boolean): Field[] =>
  MESSAGE_INFO[name].fields.filter(
    (field) => !field.sealed && field.optional === optional && given[field.name] === undefined,
  );

/** Ask for each required field that is not given yet; `known` are asked for elsewhere. @throws FormLeft, NotNow */
export async function askRequired(name: MessageName, draft: Draft, known: string[] = []): Promise<Fields> {
  const answers: Fields = {};
  for (const field of openFields(name, draft, false)) {
    if (!known.includes(field.name)) Object.assign(answers, await askField(name, field.name, draft));
  }
  return answers;
}

/** Ask for each optional field that is not given yet. @throws FormLeft */
export async function askOptional(name: MessageName, draft: Draft): Promise<Fields> {
  const answers: Fields = {};
  for (const field of openFields(name, draft, true)) {
    const answer = await askForText(name, field, draft, 'Empty for none.');
    if (answer !== '') answers[field.name] = valueFromText(answer, field.name);
  }
  return answers;
}

/** Ask for this one field, which must be there. @throws FormLeft, NotNow */
export async function askField(name: MessageName, wanted: string, draft: Draft): Promise<Fields> {
  const field = MESSAGE_INFO[name].fields.find((one) => one.name === wanted)!;
  const answer = await askForText(name, field, draft, draft.mayWait === true ? 'Empty: not now.' : '');
  if (answer === '') throw new NotNow();
  return { [wanted]: valueFromText(answer, wanted) };
}

/** `empty` says what an empty answer means; without it there must be one. A wrong value is refused at the field. */
async function askForText(name: MessageName, field: Field, draft: Draft, empty: string): Promise<string> {
  const message = [`${field.name}: ${field.rule}`, empty].join(' ').trim();
  const validate = (typed = ''): string | undefined => {
    if (typed.trim() === '') return empty === '' ? 'Nothing was typed.' : undefined;
    return checkField(name, field.name, valueFromText(typed.trim(), field.name)) ?? undefined;
  };
  const before = draft.before?.[field.name];
  const initial = typeof before === 'string' ? { initialValue: terminalText(before) } : {};
  const asked = { message, placeholder: field.example, validate, ...initial, ...withSignal(draft) };
  return (answered(await text(asked)) ?? '').trim();
}

/** Without echo; null for an empty answer, which means that none is given. @throws FormLeft */
export async function askForToken(draft: Draft): Promise<Secret | null> {
  const message = 'SCIM token (not shown; sealed before it leaves this machine; empty for none)';
  const typed = answered(await password({ message, ...withSignal(draft) }))?.trim() ?? '';
  return typed === '' ? null : new Secret(typed);
}

/** A list from a file, as text. @throws FormLeft, NotNow */
export const askForList = (draft: Draft): Promise<string> =>
  askForFile(draft, {
    what: 'saved from the Subscriptions tab',
    example: 'subscriptions.csv',
    read: (path) => {
      const list = readSeatList(path, { mayBeEmpty: true });
      if ('problem' in list) return list;
      list.notes.forEach((line) => note(terminalText(line)));
      return { value: list.csv };
    },
    none: '',
  });

/** Decisions from a file, as rows. @throws FormLeft, NotNow */
export const askForDecisions = (draft: Draft): Promise<unknown[]> =>
  askForFile<unknown[]>(draft, {
    what: 'with the column decision filled in',
    example: 'decisions.csv',
    read: (path) => {
      const list = readList(path);
      if ('problem' in list) return list;
      const { rows, problems } = readDecisions(list.csv);
      if (problems.length > 0) return { problem: problems.join(' ') };
      return rows.length === 0 ? { problem: 'No row has a decision: write keep or remove.' } : { value: rows };
    },
    none: [],
  });

interface AskedFile<T> {
  /** Which list, after "Path of the list (CSV)". */
  what: string;
  example: string;
  /** What the file holds, or why it cannot be used. */
  read: (path: string) => { value: T } | { problem: string };
  /** Where the file has gone between the check and the reading. */
  none: T;
}

/** What a file holds whose path is asked for. @throws FormLeft, NotNow */
async function askForFile<T>(draft: Draft, { what, example, read, none }: AskedFile<T>): Promise<T> {
  const mayWait = draft.mayWait === true;
  const message = `Path of the list (CSV) ${what}${mayWait ? '; empty: not now' : ''}:`;
  const validate = (path = ''): string | undefined => {
    if (path.trim() === '' && mayWait) return undefined;
    const found = read(path.trim());
    return 'problem' in found ? found.problem : undefined;
  };
  const answer = answered(await text({ message, placeholder: example, validate, ...withSignal(draft) }));
  const path = (answer ?? '').trim();
  if (path === '') throw new NotNow();
  const found = read(path);
  return 'problem' in found ? none : found.value;
}
