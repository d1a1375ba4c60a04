import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { type Filled, type Sent, submit } from '../client/send-answer.js';
import { FormLeft } from '../cli/lib/form/draft.js';
import { pause } from '../client/pause.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import type { MessageName } from '../runbook/onboarding/message-schemas.js';
import { silenceOf } from '../client/follow-run.js';

/** How long until an answer that nobody took is sent again. Milliseconds. */
const RETRY_MS = 1_000;

export interface Sending {
  client: Client;
  workflowId: string;
  /** Aborted when the person leaves. */
  leaving: AbortSignal;
  write: (line: string) => void;
}

/** What was typed is kept while Temporal or the worker is away, and sent when they are back. @throws FormLeft */
export async function sendPatiently(
  message: MessageName,
  filled: Filled,
  { client, workflowId, leaving, write }: Sending,
): Promise<Sent> {
  const line = { client, workflowId, updateId: randomUUID() };
  let told = '';
  for (;;) {
    try {
      return await submit(message, filled, line);
    } catch (error) {
      const silence = silenceOf(error);
      if (silence === null) throw error;
      if (told !== silence) write(terminalText(`Not sent yet: ${silence}`));
      told = silence;
      await pause(RETRY_MS, leaving);
      if (leaving.aborted) throw new FormLeft();
    }
  }
}
