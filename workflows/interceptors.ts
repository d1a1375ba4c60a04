import { arrayFromPayloads, defaultPayloadConverter } from '@temporalio/common';
import { ActivityFailure, CancelledFailure, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** Names that begin so are Temporal's own: one that it does not know stops a workflow for ever. */
const RESERVED = '__temporal_';

/** What stands instead of something that no converter can read; no message takes a bare text. */
const UNREADABLE = '(cannot be read)';

/**
 * What guards the workflow code against what comes from outside.
 *
 * A Signal is in the history before anybody has looked at it, and the SDK fails the workflow task, again and again, over
 * one whose name is reserved or whose payload cannot be read. Here such a Signal becomes one that is refused like any
 * other. (An Update of that kind is refused by the SDK itself.)
 *
 * An activity that is to be cancelled and fails instead, or whose worker has died, is tried no more: the server closes it
 * with that failure. It was broken off all the same, and is no matter for a person.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        for (const { signalWorkflow: signal } of input.activation.jobs ?? []) {
          if (signal == null) continue;
          if (signal.signalName?.startsWith(RESERVED)) signal.signalName = signal.signalName.slice(2);
          if (!isReadable(signal.input)) signal.input = [defaultPayloadConverter.toPayload(UNREADABLE)];
        }
        next(input);
      },
    },
  ],
  outbound: [
    {
      async scheduleActivity(input, next) {
        try {
          return await next(input);
        } catch (error) {
          const isBrokenOff = error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED';
          throw isBrokenOff ? new CancelledFailure(`${input.activityType} was broken off`) : error;
        }
      },
    },
  ],
});

function isReadable(payloads: Parameters<typeof arrayFromPayloads>[1]): boolean {
  try {
    arrayFromPayloads(defaultPayloadConverter, payloads);
    return true;
  } catch {
    return false;
  }
}
