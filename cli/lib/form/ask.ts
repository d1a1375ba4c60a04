import { type Field, MESSAGE_INFO } from '../../../runbook/onboarding/message-fields.js';
import type { MessageName } from '../../../runbook/onboarding/message-schemas.js';
import type { Filled } from '../../../client/send-answer.js';
import { askWhetherDone, chooseDecision, chooseObject } from './choices.js';
import { NotNow, type Draft, type Fields } from './draft.js';
import { askField, askForList, askForToken, askOptional, askRequired, openFields } from './field.js';

/** Messages whose fields are not simply asked for one after another. */
const ASK: Partial<Record<MessageName, (draft: Draft) => Promise<Fields>>> = {
  subscriptionsListed: async (draft) =>
    draft.given['csv'] !== undefined || draft.given['rows'] !== undefined ? {} : { csv: await askForList(draft) },
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
