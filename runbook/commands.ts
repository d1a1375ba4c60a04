import type { MessageName } from './messages/schemas.js';
import type { Waiting } from './status.js';

/** Of optional fields of which one must be there, the one that the example shows. */
const ONE_OF: Partial<Record<MessageName, string>> = { subscriptionsListed: 'csv', objectChosen: 'id' };

/** The message's fields as JSON with examples: what to send, by any means. */
export function exampleJson(waiting: Pick<Waiting, 'message' | 'fields' | 'step' | 'copy'>): string {
  const given = waiting.fields.filter((field) => !field.optional || ONE_OF[waiting.message] === field.name);
  return JSON.stringify(
    Object.fromEntries(given.map((field) => [field.name, exampleOf(field.name, waiting) ?? parsed(field.example)])),
  );
}

/** The exact `temporal` command that answers, for a code fence; broken so that it fits a narrow page. */
export function temporalCommand(
  workflowId: string,
  waiting: Pick<Waiting, 'message' | 'fields' | 'step' | 'copy'>,
): string {
  return [
    'temporal workflow update execute \\',
    `  -w ${quoted(workflowId)} \\`,
    `  --name ${waiting.message} \\`,
    `  -i ${quoted(exampleJson(waiting))}`,
  ].join('\n');
}

/** One word for a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function exampleOf(name: string, { step, copy }: Pick<Waiting, 'step' | 'copy'>): string | undefined {
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
