import { isCancel } from '@clack/prompts';
import type { Candidate } from '../../../runbook/outside.js';
import { CommandError, EXIT } from '../exit-codes.js';

/** The fields of a message, by name. */
export type Fields = Record<string, unknown>;

/** What is known before a person at the terminal is asked for the rest. */
export interface Draft {
  /** Fields that are filled in already. */
  given: Fields;
  /** The secret, where it has been asked for already; null where the person has none. */
  secret?: string | null;
  /** Objects among which to choose (`objectChosen`). */
  candidates: Candidate[];
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
