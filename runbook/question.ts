import { temporalCommand } from './commands.js';
import type { Waiting } from './status.js';

/** One question as plain text for mail and documents: what, why, where, what to paste, how to answer. */
export function questionText(one: Waiting, workflowId: string): string {
  return [
    one.title,
    '',
    one.reason === null ? one.why : `Asked again: ${one.reason}`,
    ...(one.guide === null ? [] : [`In the Kiro guide: ${one.guide}.`]),
    `Where: ${placeText(one.where)}`,
    '',
    ...one.instructions.map((text, index) => `${index + 1}. ${text}`),
    ...one.copy.flatMap(({ label, value }) => ['', `${label}:`, value]),
    '',
    ...answerText(one, workflowId),
    '',
    `How it is checked: ${one.verified}`,
    `What happens then: ${one.next}`,
  ].join('\n');
}

/** The place, with its link where one is known. */
export const placeText = ({ place, url }: Waiting['where']): string => (url === null ? place : `${place}, ${url}`);

function answerText(one: Waiting, workflowId: string): string[] {
  const fields = one.fields.map(
    ({ name, rule, optional, example }) =>
      `  ${name}${optional ? ' (optional)' : ''}: ${rule} Example: ${example.replaceAll('\n', ' ')}`,
  );
  return [
    `To answer: npm run answer -- ${one.message}`,
    ...fields,
    'or with Temporal alone:',
    temporalCommand(workflowId, one),
  ];
}
