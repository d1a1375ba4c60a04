import { userInfo } from 'node:os';
import type { Client } from '@temporalio/client';
import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import { checkForm } from '../../runbook/answers/form.js';
import type { Status, Waiting } from '../../runbook/status.js';
import { confirm, isCancel } from '@clack/prompts';
import { CommandError, EXIT } from '../lib/exit-codes.js';
import { sendAnswer, statusOfRun } from '../lib/ask-run.js';
import { sealForRun } from '../lib/seal-for-run.js';
import { askForFields, askForToken } from '../lib/terminal-form.js';
import { terminalWidth, waitingLines } from '../lib/text.js';

/** Ask the person at the terminal for the next answer, and send it. Ends without one when somebody else answers. */
export async function askAtTerminal(
  client: Client,
  workflowId: string,
  one: Waiting,
  write: (line: string) => void,
): Promise<void> {
  write(['', ...waitingLines(one, terminalWidth())].join('\n'));
  const elsewhere = new AbortController();
  const watching = watchForOthers(client, workflowId, one, elsewhere);
  try {
    const value = await fill(client, workflowId, one, elsewhere.signal).catch((error: unknown) => {
      if (elsewhere.signal.aborted) return null;
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(
        'Nothing was sent. The run is kept as it is; the same command joins it again.',
        EXIT.notClean,
      );
    });
    if (elsewhere.signal.aborted || value === null) {
      write(elsewhere.signal.aborted ? 'Somebody else has answered meanwhile.' : 'Nothing was sent.');
      return;
    }
    // A secret in a wrong field stays on this machine.
    const form = checkForm(one.message, value);
    if (!form.ok) {
      write(`Refused: ${form.why.reason}`);
      return;
    }
    const sent = await sendAnswer(client, workflowId, one.message, value);
    write(sent.accepted ? ['Taken.', ...sent.notes].join(' ') : `Refused: ${sent.why.reason}`);
  } finally {
    elsewhere.abort();
    await watching;
  }
}

async function fill(
  client: Client,
  workflowId: string,
  one: Waiting,
  signal: AbortSignal,
): Promise<Record<string, unknown> | null> {
  const given: Record<string, unknown> = { by: userInfo().username, via: 'terminal' };
  if (one.fields.some((field) => field.name === 'step')) given['step'] = one.step;
  const value = { ...given, ...(await askForFields(one.message, given, signal)) };
  if (one.message === 'scimAccessIssued') {
    const token = await askForToken(signal);
    if (token !== null) return { ...value, token: await sealForRun(client, workflowId, token) };
  }
  if (MESSAGE_INFO[one.message].fields.every((field) => field.optional || field.name in given)) {
    const sure = await confirm({ message: 'Is it done?', signal });
    if (isCancel(sure) || !sure) return null;
  }
  return value;
}

/** The prompt goes away as soon as the run no longer waits for this answer. */
async function watchForOthers(
  client: Client,
  workflowId: string,
  one: Waiting,
  elsewhere: AbortController,
): Promise<void> {
  while (!elsewhere.signal.aborted) {
    const status: Status | null = await statusOfRun(client, workflowId).catch(() => null);
    const isAsked =
      status === null || (status.waitingFor ?? []).some((now) => now.step === one.step && now.message === one.message);
    if (!isAsked) elsewhere.abort();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
