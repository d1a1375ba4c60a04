import type { Client } from '@temporalio/client';
import { queryRun } from '../../client/ask-run.js';
import { signerFor } from '../../client/signer.js';
import { sendAnswer } from '../../client/send-answer.js';
import { isHttpsUrl } from '../../runbook/model/field-forms.js';
import { KIRO_SCOPES, OFFLINE_ACCESS } from '../../runbook/onboarding/guide.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { OnboardingReport } from '../../runbook/onboarding/outlook.js';
import { whoAmI } from '../lib/flag-values.js';
import { CommandError, usageError } from '../lib/output-and-exit.js';
import type { SignInFindings, Wanted } from './try-sign-in.js';

export interface TargetFlags {
  config?: string;
  issuer?: string;
  clientId?: string;
}

/** The flags' issuer and client id; null where the run must say. @throws CommandError (2) on half of them. */
export function targetOfFlags({ issuer, clientId }: TargetFlags, input: OnboardingInput | null): Wanted | null {
  if (issuer === undefined && clientId === undefined) return null;
  if (issuer === undefined || clientId === undefined) throw usageError('Give --issuer and --client-id together.');
  if (!isHttpsUrl(issuer)) {
    throw usageError('--issuer must be an address such as https://example.okta.com/oauth2/aus1a2b3c.');
  }
  return wantedFrom(issuer.replace(/\/+$/, ''), clientId, input?.scopes ?? [...KIRO_SCOPES], input);
}

/** What the run has made, from the facts of its report. @throws CommandError while it has not made it. */
export async function targetOfRun(client: Client, workflowId: string, input: OnboardingInput | null): Promise<Wanted> {
  const report = await queryRun<OnboardingReport>(client, workflowId, 'report');
  const { issuer, clientId, scopes } = report.facts;
  if (issuer === null || clientId === null || scopes === null) {
    throw new CommandError(
      `The run ${workflowId} has no application, authorization server and scopes yet: wait for them (npm run status), ` +
        'or give --issuer and --client-id.',
    );
  }
  return wantedFrom(issuer, clientId, scopes, input);
}

function wantedFrom(issuer: string, clientId: string, scopes: string[], input: OnboardingInput | null): Wanted {
  const audience = input?.okta.authorizationServer.audience ?? null;
  const accessMinutes = input === null ? {} : { accessMinutes: input.tokens.accessMinutes };
  return { issuer, clientId, scopes: [...scopes, OFFLINE_ACCESS], audience, ...accessMinutes };
}

/** What became of the message: a sentence, and whether that is as it should be. */
export interface SendResult {
  sent: boolean;
  fine: boolean;
  text: string;
}

/** Tells the run what a sign-in found. */
export async function sendFindings(
  client: Client,
  workflowId: string,
  { ok, claims, refreshed }: SignInFindings,
): Promise<SendResult> {
  if (!ok || claims === null) {
    return { sent: false, fine: false, text: 'Nothing was sent: a run takes only a sign-in that works.' };
  }
  const value = { ok, ...claims, refreshed, by: whoAmI(), via: 'test-sign-in' };
  const sign = await signerFor('cli', process.env);
  const sent = await sendAnswer(client, workflowId, 'signInTested', value, { sign });
  if (sent.accepted) return { sent: true, fine: true, text: `Told the run ${workflowId}.` };
  const { code, reason } = sent.why;
  // A run that is past this step loses nothing by another test.
  const fine = code === 'already-answered' || code === 'wrong-step';
  return { sent: false, fine, text: `The run did not take it (${code}): ${reason}` };
}
