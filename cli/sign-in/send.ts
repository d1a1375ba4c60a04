import type { Client } from '@temporalio/client';
import { sendAnswer } from '../../client/send-answer.js';
import { whoAmI } from '../lib/who-am-i.js';
import type { SignInFindings } from './test-sign-in.js';

/** What became of the message: a sentence, and whether that is as it should be. */
export interface Told {
  sent: boolean;
  fine: boolean;
  text: string;
}

/** Tells the run what a sign-in found. */
export async function sendFindings(
  client: Client,
  workflowId: string,
  { ok, claims, refreshed }: SignInFindings,
): Promise<Told> {
  if (!ok || claims === null) {
    return { sent: false, fine: false, text: 'Nothing was sent: a run takes only a sign-in that works.' };
  }
  const value = { ok, ...claims, refreshed, by: whoAmI(), via: 'test-sign-in' };
  const sent = await sendAnswer(client, workflowId, 'signInTested', value);
  if (sent.accepted) return { sent: true, fine: true, text: `Told the run ${workflowId}.` };
  const { code, reason } = sent.why;
  // A run that is past this step loses nothing by another test.
  const fine = code === 'already-answered' || code === 'wrong-step';
  return { sent: false, fine, text: `The run did not take it (${code}): ${reason}` };
}
