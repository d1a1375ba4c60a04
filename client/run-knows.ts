import type { Client } from '@temporalio/client';
import type { ConnectionRecord } from '../runbook/connection/record.js';
import { connectionIdFor, type OrgAndDomain, workflowIdFor } from '../runbook/model/names.js';
import { objectsOf } from '../runbook/outside.js';
import type { OnboardingReport } from '../runbook/onboarding/outlook.js';
import type { RosterRow } from '../runbook/roster/row.js';
import { queryRun } from './ask-run.js';

/** What is known of a connection's objects, whatever their names are by now; null each where it is not. */
export interface RunKnows {
  signInAppId: string | null;
  scimAppId: string | null;
  serverId: string | null;
  /** The issuer that Kiro was given. */
  issuer: string | null;
  /** The verdict on people from its newest review of the subscriptions, at most 200. */
  rows: RosterRow[];
  /** When that was; ISO 8601. */
  reviewedAt: string | null;
}

/**
 * What is known of a connection: by its record, which also knows one that was built by hand, and by the report of its
 * onboarding. @throws RunError where neither can be asked
 */
export async function knownOf(client: Client, connection: OrgAndDomain): Promise<RunKnows> {
  const asked = [
    byRecord(client, connectionIdFor(connection)),
    byOnboarding(client, workflowIdFor(connection)),
  ] as const;
  const [record, run] = await Promise.allSettled(asked);
  if (record.status === 'rejected' && run.status === 'rejected') throw run.reason;
  const known = run.status === 'fulfilled' ? run.value : NOTHING;
  // Objects may have been made anew, or adopted, since the onboarding.
  return record.status === 'fulfilled' ? { ...known, ...withoutNulls(record.value) } : known;
}

const NOTHING: RunKnows = {
  signInAppId: null,
  scimAppId: null,
  serverId: null,
  issuer: null,
  rows: [],
  reviewedAt: null,
};

const withoutNulls = (objects: Partial<RunKnows>): Partial<RunKnows> =>
  Object.fromEntries(Object.entries(objects).filter(([, value]) => value !== null));

async function byRecord(client: Client, recordId: string): Promise<Partial<RunKnows>> {
  const { objects, issuer } = await queryRun<ConnectionRecord>(client, recordId, 'connection');
  return { ...objectsOf(objects), issuer };
}

async function byOnboarding(client: Client, workflowId: string): Promise<RunKnows> {
  // A run of an earlier version may lack any of it.
  const report = await queryRun<Partial<OnboardingReport>>(client, workflowId, 'report');
  const { issuer = null, signInAppId = null, scimAppId = null } = report.facts ?? {};
  const review = report.steps?.find(({ id }) => id === 'subscription-review');
  const objects = { signInAppId, scimAppId, serverId: null };
  return { ...objects, issuer, rows: report.roster?.rows ?? [], reviewedAt: review?.at ?? null };
}
