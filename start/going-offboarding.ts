import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { whoAmI } from '../cli/lib/flag-values.js';
import { note, usageError, writeJson } from '../cli/lib/output-and-exit.js';
import { explained, PATIENCE_MS } from '../client/ask-run.js';
import { signerFor } from '../client/signer.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import type { OffboardReport } from '../runbook/offboard/certificate.js';
import { completedOffboardInput, type OffboardAbout, type OffboardInput } from '../runbook/offboard/offboard-input.js';
import { quoted } from '../runbook/words/commands.js';
import type { RunToJoin } from './join-run.js';

/**
 * How the offboarding of somebody is joined that goes on already: a reason and a ticket that nobody gives now are those that it
 * was begun with, and `--now` raises it. Without `--now` one that goes on with it is refused, or with `isOneOfMany` joined as it
 * is.
 */
export const joiningOffboarding =
  (asked: RunToJoin, isOneOfMany: boolean): NonNullable<RunToJoin['adjusted']> =>
  async (client, before) => {
    const { workflowId, input } = asked;
    const { about } = input as OffboardInput;
    const begun = completedOffboardInput(before)?.about;
    if (begun === undefined) return { input, change: () => Promise.resolve() };
    const isNow = await goesOnNow(client, workflowId, begun);
    if (isNow && !about.now && !isOneOfMany)
      throw usageError(
        `The offboarding of ${terminalText(about.login)} goes on with --now, which cannot be taken back: their refresh tokens are revoked. Join it with --now.`,
      );
    const { reason, ticket, now } = begun;
    const wanted: OffboardAbout = { ...about, reason: about.reason ?? reason, ticket: about.ticket ?? ticket, now };
    return {
      input: { ...input, about: wanted } as OffboardInput,
      change: () => (about.now && !isNow ? raise(client, workflowId, about.login) : Promise.resolve()),
    };
  };

/** It may have been raised since it was begun; where no worker answers, as it was begun. */
async function goesOnNow(client: Client, workflowId: string, begun: OffboardAbout): Promise<boolean> {
  const about = await client
    .withDeadline(Date.now() + PATIENCE_MS, () => client.workflow.getHandle(workflowId).query<OffboardAbout>('leaving'))
    .catch(() => begun);
  return about.now;
}

async function raise(client: Client, workflowId: string, login: string): Promise<void> {
  const sign = await signerFor('terminal', process.env);
  const asked = sign(workflowId, 'raisedToNow', { by: whoAmI() });
  try {
    await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate<unknown, [unknown]>('raisedToNow', { args: [asked] }),
    );
  } catch (error) {
    throw await explained(error, client, workflowId);
  }
  note(`${terminalText(login)}: raised to --now, so their refresh tokens are revoked.`);
}

/**
 * Whether that person is offboarded already, with a certificate that says so: then this is said, and not done again. One that ended
 * without anybody seeing the access end counts for nothing; nor does one that left the refresh tokens, where `now` wants them
 * revoked.
 */
export async function isOverAlready(
  client: Client,
  workflowId: string,
  { login, now, json }: { login: string; now: boolean; json: boolean },
): Promise<boolean> {
  const report = await certificateOf(client, workflowId);
  if (report === null || report.stamps.assignments.confirmed === null) return false;
  if (now && report.stamps.refreshTokens.confirmed === null) return false;
  const { facts, finishedAt, outcome } = report;
  const ends = facts.accessEndsAt === null ? '' : `, no access after ${facts.accessEndsAt}`;
  note(
    `${terminalText(login)}: over since ${finishedAt ?? 'before'}${ends}; not done again. If they have access again: npm run offboard -- ${quoted(login)}`,
  );
  if (json) writeJson({ type: 'result', outcome, workflowId, report });
  return true;
}

async function certificateOf(client: Client, workflowId: string): Promise<OffboardReport | null> {
  const handle = client.workflow.getHandle(workflowId);
  const found = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  });
  return found?.status.name === 'COMPLETED' ? ((await handle.result()) as OffboardReport) : null;
}
