import type { Client } from '@temporalio/client';
import { bareToken } from '../../runbook/answers/bare-token.js';
import { checkForm } from '../../runbook/answers/form.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { sendAnswer, type Sent } from './ask-run.js';
import { sealForRun } from './seal-for-run.js';

/** A filled-in form. */
export interface Filled {
  value: Record<string, unknown>;
  /** A secret in plain text, which leaves this machine sealed; null where there is none. */
  secret: string | null;
}

/** A run that has been reached. */
export interface Line {
  client: Client;
  workflowId: string;
  /** What is sent twice under one id is answered once. */
  updateId?: string;
}

/**
 * Check an answer, seal its secret and send it. The form is checked before anything leaves this machine: a secret in a
 * wrong field stays here.
 */
export async function submit(
  message: MessageName,
  filled: Filled,
  { client, workflowId, updateId }: Line,
): Promise<Sent> {
  const form = checkForm(message, filled.value);
  if (!form.ok) return { accepted: false, why: form.why };
  if (filled.secret === null) return sendAnswer(client, workflowId, message, filled.value, updateId);
  const bare = bareToken(filled.secret);
  if ('problem' in bare) return { accepted: false, why: { code: 'invalid', field: 'token', reason: bare.problem } };
  const endpoint = String(filled.value['endpoint']);
  const token = await sealForRun(client, { workflowId, endpoint }, bare.token);
  return sendAnswer(client, workflowId, message, { ...filled.value, token }, updateId);
}
