import { existsSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { KIRO_SCOPES, OFFLINE_ACCESS } from '../../runbook/onboarding/guide.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { isSafeToSend } from '../../runbook/model/loopback.js';
import type { Report } from '../../runbook/words/report.js';
import { queryRun } from '../../client/ask-run.js';
import { CommandError, usageError } from '../lib/exit-codes.js';
import { DEFAULT_CONFIG, readConfig } from '../lib/reach.js';
import type { Wanted } from './test-sign-in.js';

export interface TargetFlags {
  config?: string;
  issuer?: string;
  clientId?: string;
}

/** The configuration that is named or lies here; null without one. */
export async function configIfAny(file: string | undefined, env: NodeJS.ProcessEnv): Promise<OnboardingInput | null> {
  const found = file ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null);
  return found === null ? null : (await readConfig(found, env)).input;
}

/** The flags' issuer and client id; null where the run must say. @throws CommandError (2) on half of them. */
export function targetOfFlags({ issuer, clientId }: TargetFlags, input: OnboardingInput | null): Wanted | null {
  if (issuer === undefined && clientId === undefined) return null;
  if (issuer === undefined || clientId === undefined) throw usageError('Give --issuer and --client-id together.');
  if (!URL.canParse(issuer) || !isSafeToSend(new URL(issuer))) {
    throw usageError('--issuer must be an address such as https://example.okta.com/oauth2/aus1a2b3c.');
  }
  return wantedFrom(issuer.replace(/\/+$/, ''), clientId, input?.scopes ?? [...KIRO_SCOPES], input);
}

/** What the run has made, from the facts of its report. @throws CommandError while it has not made it. */
export async function targetOfRun(client: Client, workflowId: string, input: OnboardingInput | null): Promise<Wanted> {
  const report = await queryRun<Report>(client, workflowId, 'report');
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
  return { issuer, clientId, scopes: [...scopes, OFFLINE_ACCESS], audience };
}
