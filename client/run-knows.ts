import type { Client } from '@temporalio/client';
import type { OnboardingReport } from '../runbook/onboarding/outlook.js';
import type { RosterRow } from '../runbook/roster/row.js';
import { queryRun } from './ask-run.js';

/** What an onboarding knows of its objects, whatever their names are by now; null each where it has not come to that. */
export interface RunKnows {
  signInAppId: string | null;
  scimAppId: string | null;
  /** The issuer that Kiro was given. */
  issuer: string | null;
  /** The verdict on people from its newest review of the subscriptions, at most 200. */
  rows: RosterRow[];
  /** When that was; ISO 8601. */
  reviewedAt: string | null;
}

/** What a run knows, by its report. @throws RunError where it cannot be asked */
export async function knownByRun(client: Client, workflowId: string): Promise<RunKnows> {
  // A run of an earlier version may lack any of it.
  const report = await queryRun<Partial<OnboardingReport>>(client, workflowId, 'report');
  const { issuer = null, signInAppId = null, scimAppId = null } = report.facts ?? {};
  const review = report.steps?.find(({ id }) => id === 'subscription-review');
  return { signInAppId, scimAppId, issuer, rows: report.roster?.rows ?? [], reviewedAt: review?.at ?? null };
}
