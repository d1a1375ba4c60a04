import { type Client, defaultPayloadConverter } from '@temporalio/client';
import { WAITING } from '../runbook/outside.js';
import type { Status, Waiting } from '../runbook/words/status.js';
import { explained, statusOfRun } from './ask-run.js';

/**
 * The status with what the newest look at DNS saw, at the question that it is about: an activity's retries do not wake the
 * workflow, so Temporal knows it and the workflow does not. `rest` are the verdicts that are about something else.
 */
export function withNewestLook<V extends { activity: string; message: string }>(
  status: Status,
  verdicts: V[],
): { status: Status; rest: V[] } {
  const look = verdicts.find(({ activity }) => activity === 'awaitTxtRecord');
  const about = LOOKED_FOR.flatMap((step) => status.waitingFor?.find((one) => one.step === step) ?? [])[0];
  if (look === undefined || about === undefined) return { status, rest: verdicts };
  const newestLook = look.message.split('\n');
  const waitingFor = status.waitingFor.map((one): Waiting => (one === about ? { ...one, newestLook } : one));
  return { status: { ...status, waitingFor }, rest: verdicts.filter((one) => one !== look) };
}

/** Whose question it is about; of the last one while the record has disappeared again. */
const LOOKED_FOR = ['dns-record', 'dns-propagation', 'domain-verified'];

/** Why a pending activity has not come through yet: what it waits for, else the newest failure of its retries. */
export interface Verdict {
  activity: string;
  attempt: number;
  message: string;
}

/** What Temporal itself knows of a run; the workflow is not woken for it. */
export interface Look {
  /** An activity's retries do not wake the workflow, so their newest verdicts are read here. */
  verdicts: Verdict[];
  /** How it was ended from outside, such as `TERMINATED`; null while it runs, and where it ended by itself. */
  cutOff: string | null;
  /** It is over, however it ended. */
  isClosed: boolean;
  /** Its first workflow task is done: queries are answered at once. */
  hasBegun: boolean;
}

/** Started; first task scheduled, started, completed. */
const FIRST_EVENTS = 4;

/** @throws RunError where Temporal knows no such run any more */
export async function lookAt(client: Client, workflowId: string): Promise<Look> {
  const handle = client.workflow.getHandle(workflowId);
  const { raw, historyLength, status } = await handle.describe().catch(async (error: unknown) => {
    throw await explained(error, client, workflowId);
  });
  const verdicts = (raw.pendingActivities ?? []).flatMap((activity) => {
    const message = waitOf(activity.heartbeatDetails?.payloads?.[0]) ?? activity.lastFailure?.message;
    if (!message) return [];
    return [{ activity: activity.activityType?.name ?? '', attempt: activity.attempt ?? 0, message }];
  });
  const isCutOff = status.name === 'TERMINATED' || status.name === 'TIMED_OUT';
  const cutOff = isCutOff ? status.name : null;
  return { verdicts, cutOff, isClosed: status.name !== 'RUNNING', hasBegun: historyLength >= FIRST_EVENTS };
}

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

/** What an activity says with its heartbeats that it waits for. */
function waitOf(payload: Payload | undefined): string | null {
  try {
    const details: unknown = payload === undefined ? null : defaultPayloadConverter.fromPayload(payload);
    const waiting = (details as Record<string, unknown> | null)?.[WAITING];
    return typeof waiting === 'string' ? waiting : null;
  } catch {
    return null;
  }
}

/** The state of a run with what the newest look at DNS saw. @throws RunError where the run cannot be asked */
export async function statusWithNewestLook(client: Client, workflowId: string): Promise<Status> {
  const [status, { verdicts }] = await Promise.all([statusOfRun(client, workflowId), lookAt(client, workflowId)]);
  return withNewestLook(status, verdicts).status;
}
