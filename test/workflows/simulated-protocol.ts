import { defaultFailureConverter, defaultPayloadConverter, fromPayloadsAtIndex } from '@temporalio/common';
import type { coresdk, temporal } from '@temporalio/proto';
import type { WorkflowInfo } from '@temporalio/workflow';

export type Payload = temporal.api.common.v1.IPayload;

/** An activity that the workflow has scheduled and that has not come to its end. */
export interface OpenActivity {
  seq: number;
  name: string;
  args: unknown[];
  isLocal: boolean;
  /** The workflow has cancelled it, and waits until it has come to rest. */
  isCancelled: boolean;
}

/** Values as the protocol carries them, and back. */
export const toPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
export const fromPayload = (payloads: Payload[] | null | undefined, index = 0): unknown =>
  fromPayloadsAtIndex(defaultPayloadConverter, index, payloads ?? []);
/** A time in milliseconds as the protocol writes it. */
export const seconds = (ms: number): { seconds: number; nanos: number } => ({
  seconds: Math.floor(ms / 1000),
  nanos: (ms % 1000) * 1_000_000,
});

/** What the workflow hears of an activity that has ended so. */
export function resultOf(
  { name }: OpenActivity,
  outcome: { value: unknown } | { error: Error } | 'cancelled',
): coresdk.activity_result.IActivityResolution {
  const failure = (cause: temporal.api.failure.v1.IFailure): temporal.api.failure.v1.IFailure => ({
    message: 'Activity task failed',
    activityFailureInfo: { activityType: { name }, activityId: '1' },
    cause,
  });
  if (outcome === 'cancelled')
    return { cancelled: { failure: failure({ message: 'Cancelled', canceledFailureInfo: {} }) } };
  if ('value' in outcome) return { completed: { result: toPayload(outcome.value) } };
  return {
    failed: { failure: failure(defaultFailureConverter.errorToFailure(outcome.error, defaultPayloadConverter)) },
  };
}

/** A memo in the protocol's form; null for none. */
export const fieldsOf = (memo: Record<string, unknown> | undefined): { fields: Record<string, Payload> } | null =>
  memo === undefined
    ? null
    : { fields: Object.fromEntries(Object.entries(memo).map(([key, value]) => [key, toPayload(value)])) };

/** A memo of the protocol; null for none. */
export function valuesOf(fields: Record<string, Payload> | null | undefined): Record<string, unknown> | null {
  const entries = Object.entries(fields ?? {});
  return entries.length === 0 ? null : Object.fromEntries(entries.map(([key, value]) => [key, fromPayload([value])]));
}

/** What a workflow knows of itself when it begins; `before`: the run that it carries on, '' where there is none. */
export function infoOf(
  { before, ...ids }: Pick<WorkflowInfo, 'workflowId' | 'runId' | 'workflowType'> & { before: string },
  now: () => number,
): WorkflowInfo {
  const date = new Date(now());
  return {
    ...ids,
    searchAttributes: {},
    typedSearchAttributes: undefined as never,
    historyLength: 3,
    historySize: 300,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    taskQueue: 'kiro-okta',
    namespace: 'default',
    firstExecutionRunId: before || ids.runId,
    originalExecutionRunId: ids.runId,
    ...(before === '' ? {} : { continuedFromExecutionRunId: before }),
    startTime: date,
    runStartTime: date,
    taskTimeoutMs: 10_000,
    attempt: 1,
    unsafe: { isReplaying: false, isReplayingHistoryEvents: false, now } as never,
  };
}
