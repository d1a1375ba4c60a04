import { isGrpcServiceError } from '@temporalio/client';

/** gRPC's status codes that are told apart. */
export const GRPC = { invalidArgument: 3, notFound: 5, unavailable: 14 } as const;

/** The status code of a failed call, which the SDK sometimes wraps; null for another error. */
export function grpcCodeOf(error: unknown): number | null {
  if (isGrpcServiceError(error)) return Number(error.code);
  return error instanceof Error && isGrpcServiceError(error.cause) ? Number(error.cause.code) : null;
}
