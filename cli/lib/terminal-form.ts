import { isCancel, password, text } from '@clack/prompts';
import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { usageError } from './exit-codes.js';
import { valueFrom } from './field-flags.js';

/** Ask at the terminal for every required field that is still missing. */
export async function askForFields(
  name: MessageName,
  given: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const field of MESSAGE_INFO[name].fields) {
    if (field.sealed || field.optional || given[field.name] !== undefined) continue;
    const answer = await text({
      message: `${field.name}: ${field.rule}`,
      placeholder: field.example,
      ...(signal === undefined ? {} : { signal }),
    });
    if (isCancel(answer)) throw usageError('Nothing was sent.');
    answers[field.name] = valueFrom(answer, name, field.name);
  }
  return answers;
}

/** Ask for the SCIM token without echo; empty means that none is given. */
export async function askForToken(signal?: AbortSignal): Promise<string | null> {
  const answer = await password({
    message: 'SCIM token (not shown; sealed before it leaves this machine; empty for none)',
    ...(signal === undefined ? {} : { signal }),
  });
  if (isCancel(answer)) throw usageError('Nothing was sent.');
  return answer === undefined || answer.trim() === '' ? null : answer.trim();
}
