import type { MessageName } from './messages/schemas.js';
import type { Waiting } from './status.js';

/** Of optional fields of which one must be there, the one that the example shows. */
const ONE_OF: Partial<Record<MessageName, string>> = { subscriptionsListed: 'csv', objectChosen: 'id' };

/** The part of a question that says how it is answered. */
type Answerable = Pick<Waiting, 'message' | 'fields' | 'step' | 'copy' | 'person'>;

/** The message as JSON with examples, a line a field, and whoever is asked as its sender: what to send, by any means. */
export function exampleJson(waiting: Answerable): string {
  const given = waiting.fields.filter((field) => !field.optional || ONE_OF[waiting.message] === field.name);
  const fields = given.map((field) => [field.name, exampleOf(field.name, waiting) ?? parsed(field.example)] as const);
  const sender = waiting.person === null ? {} : { by: waiting.person };
  return JSON.stringify({ ...Object.fromEntries(fields), ...sender }, null, 2);
}

/** The exact `temporal` command that answers, for a code fence; broken so that it fits a narrow page. */
export function temporalCommand(workflowId: string, waiting: Answerable): string {
  return [
    'temporal workflow update execute \\',
    `  -w ${quoted(workflowId)} \\`,
    `  --name ${waiting.message} \\`,
    `  -i ${quoted(exampleJson(waiting))}`,
  ].join('\n');
}

/** One word for a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function exampleOf(name: string, { step, copy }: Answerable): string | undefined {
  if (name === 'step') return step;
  const label = { issuer: 'Issuer URI', clientId: 'Client ID' }[name];
  return copy.find((value) => value.label === label)?.value;
}

function parsed(example: string): unknown {
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}
