import { Metadata, status } from '@grpc/grpc-js';
import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Parameters<Interceptor>[1]>;

/**
 * The client's own retries, for a connection that may be closed while one of them waits: its call then ends as cancelled.
 * By itself the client makes the next try from a timer, where gRPC's "Channel has been shut down" ends the process.
 */
export const RETRIES_UNTIL_CLOSED: Interceptor[] = [
  (options, nextCall) =>
    makeGrpcRetryInterceptor(defaultGrpcRetryOptions())(options, (given) => {
      try {
        return nextCall(given);
      } catch (error) {
        return endedCall(error instanceof Error ? error.message : String(error));
      }
    }),
];

/** A call that goes nowhere. In the order of a real one: no message, then the status. */
function endedCall(details: string): Call {
  const nothing = (): void => undefined;
  return {
    start: (_, listener) => {
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.({ code: status.CANCELLED, details, metadata: new Metadata() });
    },
    getPeer: () => '',
    getAuthContext: () => null,
    cancelWithStatus: nothing,
    sendMessageWithContext: nothing,
    sendMessage: nothing,
    startRead: nothing,
    halfClose: nothing,
  };
}
