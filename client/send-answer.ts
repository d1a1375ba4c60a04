import { ApplicationFailure, type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { bareToken } from '../runbook/messages/pasted.js';
import { checkForm } from '../runbook/messages/form.js';
import type { Reason } from '../runbook/messages/verdict.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import type { Secret } from '../runbook/secrets/secret.js';
import { scimEndpoint } from '../runbook/onboarding/scim-endpoint.js';
import { sealToken } from '../sealing/seal-token.js';
import { type CheckKey, serverOf } from './known-keys.js';
import { explained, PATIENCE_MS, queryRun, RunError } from './ask-run.js';

/** What became of an Update. */
export type Sent = { accepted: true; notes: string[] } | { accepted: false; why: Reason };

/** Adds the proof of who sends it to a message, just before it leaves. */
export type Sign = (workflowId: string, message: string, value: object) => object;

/** How an answer is sent. */
export interface Sending {
  /** What is sent twice under one id is answered once. */
  updateId?: string;
  /** Without it the message carries no proof. */
  sign?: Sign;
}

/** Send an answer as an Update; a refusal is a result, not an error. */
export async function sendAnswer(
  client: Client,
  workflowId: string,
  message: string,
  value: object,
  { updateId, sign = (_run, _message, plain) => plain }: Sending = {},
): Promise<Sent> {
  try {
    const taken = await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate<{ notes?: string[] }, [object]>(message, {
        args: [sign(workflowId, message, value)],
        ...(updateId === undefined ? {} : { updateId }),
      }),
    );
    return { accepted: true, notes: taken.notes ?? [] };
  } catch (error) {
    const why = refusalIn(error);
    if (why !== null) return { accepted: false, why };
    throw await explained(error, client, workflowId);
  }
}

/** Why an Update was refused; null where the error is another. */
export function refusalIn(error: unknown): Reason | null {
  if (!(error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)) return null;
  const [why] = (error.cause.details ?? []) as Reason[];
  return why ?? { code: 'invalid', field: null, reason: error.cause.message };
}

/** A filled-in form. */
export interface Filled {
  value: Record<string, unknown>;
  /** A secret in plain text, which leaves this machine sealed; null where there is none. */
  secret: Secret | null;
}

/** A run that has been reached. */
export interface ReachedRun extends Sending {
  client: Client;
  workflowId: string;
}

/**
 * Check an answer, seal its secret and send it. The form is checked before anything leaves this machine: a secret in a
 * wrong field stays here.
 */
export async function submit(
  message: MessageName,
  filled: Filled,
  { client, workflowId, checkKey, ...sending }: ReachedRun & { checkKey: CheckKey },
): Promise<Sent> {
  const form = checkForm(message, filled.value);
  if (!form.ok) return { accepted: false, why: form.why };
  if (filled.secret === null) return sendInParts({ client, workflowId, ...sending }, message, filled.value);
  const bare = bareToken(filled.secret.open());
  if ('problem' in bare) return { accepted: false, why: { code: 'invalid', field: 'token', reason: bare.problem } };
  const endpoint = String(filled.value['endpoint']);
  const token = await sealForRun(client, { workflowId, endpoint }, bare.token, checkKey);
  return sendAnswer(client, workflowId, message, { ...filled.value, token }, sending);
}

/** Rows that go with one Update; a decision is a hundred characters or so, and Temporal takes two million. */
const MOST_ROWS = 2_000;
const MOST_TEXT = 400_000;

/** Answers that add up are sent one after the other where they are long; what was taken before one that is refused stays. */
async function sendInParts(
  { client, workflowId, ...sending }: ReachedRun,
  message: MessageName,
  value: Filled['value'],
): Promise<Sent> {
  const rows = message === 'accessReviewed' && Array.isArray(value['rows']) ? (value['rows'] as unknown[]) : [];
  const parts = partsOf(rows);
  if (parts.length <= 1) return sendAnswer(client, workflowId, message, value, sending);
  const notes: string[] = [];
  let sentRows = 0;
  for (const [index, part] of parts.entries()) {
    const id = sending.updateId === undefined ? {} : { updateId: `${sending.updateId}-${index}` };
    const sent = await sendAnswer(client, workflowId, message, { ...value, rows: part }, { ...sending, ...id });
    if (!sent.accepted && sentRows > 0)
      return { ...sent, why: { ...sent.why, reason: `${sent.why.reason} The first ${sentRows} rows were taken.` } };
    if (!sent.accepted) return sent;
    notes.push(...sent.notes);
    sentRows += part.length;
  }
  return { accepted: true, notes };
}

function partsOf(rows: readonly unknown[]): unknown[][] {
  const parts: unknown[][] = [];
  let room = 0;
  for (const row of rows) {
    const size = JSON.stringify(row).length;
    const last = parts.at(-1);
    if (last === undefined || last.length >= MOST_ROWS || size > room) {
      parts.push([row]);
      room = MOST_TEXT - size;
    } else {
      last.push(row);
      room -= size;
    }
  }
  return parts;
}

/**
 * Seal a token on this machine to the key of a run's worker, for that run and the one endpoint that may get it.
 * @throws RunError when the run has only just begun and has no key yet, or offers one that `checkKey` does not know
 */
export async function sealForRun(
  client: Client,
  { workflowId, endpoint }: { workflowId: string; endpoint: string },
  token: string,
  checkKey: CheckKey,
): Promise<string> {
  const key = await queryRun<Record<string, string> | null>(client, workflowId, 'sealingKey');
  if (key === null)
    throw new RunError('The run has no sealing key yet: it has only just begun. Try again in a few seconds.');
  await checkKey({ jwk: key, server: serverOf(client), workflowId });
  return sealToken(token, key, { workflowId, endpoint: scimEndpoint(endpoint) });
}
