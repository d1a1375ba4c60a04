import { jsonText } from '../escape/plain-text.js';
import { placeholderOf } from '../messages/pasted.js';
import type { MessageName } from '../messages/schemas.js';
import type { Waiting } from './status.js';

/** Of optional fields of which one must be there, the one that is shown. */
const ONE_OF: Partial<Record<MessageName, string>> = { subscriptionsListed: 'csv', objectChosen: 'id' };

/** The part of a question that says how it is answered. */
type Answerable = Pick<Waiting, 'message' | 'fields' | 'step' | 'copy' | 'person'>;

/**
 * The message as JSON, a line a field: what the run knows is filled in, the rest are placeholders, and the person who is asked is
 * its sender. What to send, by any means.
 */
export function exampleJson(waiting: Answerable): string {
  const given = waiting.fields.filter((field) => !field.optional || ONE_OF[waiting.message] === field.name);
  const fields = given.map(
    (field) => [field.name, knownValue(field.name, waiting) ?? shapeOf(field.name, waiting)] as const,
  );
  // One of several: who answers says which.
  const by = waiting.person?.includes(',') === true ? placeholderOf('your address') : waiting.person;
  const sender = by === null ? {} : { by };
  return jsonText({ ...Object.fromEntries(fields), ...sender }, 2);
}

/** What takes the place of a value that only the person knows. */
const shapeOf = (field: string, { message }: Answerable): unknown =>
  field === 'rows' && message === 'accessReviewed'
    ? [{ user: placeholderOf('user'), decision: placeholderOf('keep or remove') }]
    : placeholderOf(field);

/** The exact `temporal` command that answers, for a code fence; broken so that it fits a narrow page. */
export function temporalCommand(workflowId: string, waiting: Answerable): string {
  return [
    'temporal workflow update execute \\',
    `  -w ${quoted(workflowId)} \\`,
    `  --name ${waiting.message} \\`,
    `  -i ${quoted(exampleJson(waiting))}`,
  ].join('\n');
}

/**
 * The command that answers and signs. An onboarding is found by its configuration; several other runs of a connection may ask
 * the same, so these are named. `flags` begin with a space.
 */
export function answerCommand(message: string, workflowId: string, flags = ''): string {
  const isBeside = workflowId.split('/').length > 3;
  return `npm run answer -- ${message}${isBeside ? `${flags} --workflow-id ${quoted(workflowId)}` : flags}`;
}

/** One word for a shell, whatever is in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function knownValue(name: string, { step, copy }: Answerable): string | undefined {
  if (name === 'step') return step;
  const label = { issuer: 'Issuer URI', clientId: 'Client ID' }[name];
  return copy.find((value) => value.label === label)?.value;
}
