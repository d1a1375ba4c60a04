import type { Client } from '@temporalio/client';
import { statusWithNewestLook } from '../../client/newest-look.js';
import { pause } from '../../client/pause.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import type { StepId } from '../../runbook/onboarding/step.js';
import { terminalWidth, wrapped } from './text.js';

/** How long the person waits for the look that follows their answer, and how often it is asked for. Milliseconds. */
const PATIENCE_MS = 8_000;
const GLANCE_MS = 300;

/** What DNS shows right after somebody has said that the record is published, in lines for the terminal. */
export async function lookAfterPublished(line: { client: Client; workflowId: string }): Promise<string[]> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const status = await statusWithNewestLook(line.client, line.workflowId);
    const question = status.waitingFor.find(isAboutRecord);
    if (question === undefined) return [whyNotAsked(status)];
    if (!question.looking || patience.aborted) return linesOf(question);
    await pause(GLANCE_MS, patience);
  }
}

/** Nobody is asked about the record: it was seen, or its turn has not come, or the look has not ended. */
function whyNotAsked({ steps }: Status): string {
  const stateOf = (id: StepId): Status['steps'][number] | undefined => steps.find((step) => step.id === id);
  if (stateOf('dns-record')?.confirmed === 'proven') return 'The record is seen: the question is closed.';
  if (stateOf('dns-propagation')?.state === 'todo')
    return 'The runbook looks for the record as soon as the steps before it are over; `npm run status` shows them.';
  return 'The runbook looks for the record now; `npm run status` shows what it sees.';
}

const isAboutRecord = ({ step, role }: Waiting): boolean =>
  step === 'dns-record' || (step === 'dns-propagation' && role === 'dns-admin');

function linesOf({ reason, newestLook = [] }: Waiting): string[] {
  return [
    ...(reason === null ? [] : [wrapped(reason, terminalWidth())]),
    ...newestLook,
    'The question stays open until every name server has the record; `npm run status` shows the newest look.',
  ];
}
