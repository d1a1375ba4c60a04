import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { ConnectionSettings } from './cluster-settings.js';
import { grpcProxy } from './grpc-proxy.js';
import { RETRIES_UNTIL_CLOSED } from './retries-until-closed.js';
import { NO_PROXY } from './running-server.js';
import { TemporalError, TemporalSettingsError } from './temporal-errors.js';
import { refusal, speaksTls, type Tls, whyDistrusted, whyUnreachable } from './why-unreachable.js';

/** A client of that server. @throws TemporalError with one sentence when it cannot be reached. */
export async function connectClient(settings: ConnectionSettings): Promise<Client> {
  // gRPC by itself sends even what goes to this machine through the proxy of the environment.
  const channelArgs = grpcProxy(settings.address, process.env) === null ? NO_PROXY : {};
  const connect = () =>
    Connection.connect({
      ...settings.options.open(),
      channelArgs,
      connectTimeout: '10s',
      interceptors: RETRIES_UNTIL_CLOSED,
    });
  const connection = await reach(settings, connect, [whyUnreachable, whyDistrusted]);
  const { namespace } = settings;
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    // Not every key may ask; the namespace's own calls will tell then.
    if (grpcCodeOf(error) === GRPC.notFound) {
      await connection.close();
      throw new TemporalSettingsError(
        `Temporal at ${settings.address} has no namespace "${namespace}": create it, or set TEMPORAL_NAMESPACE to one that exists.`,
      );
    }
  }
  return new Client({ connection, namespace });
}

/** The same for a worker. */
export async function connectWorker(settings: ConnectionSettings): Promise<NativeConnection> {
  // Loaded only here: commands that run no worker need not wait for the native code.
  const { NativeConnection } = await import('@temporalio/worker');
  // The native code knows nothing of the environment's proxies.
  const proxy = grpcProxy(settings.address, process.env);
  const options = () => ({ ...settings.options.open(), ...(proxy && { proxy }) });
  return reach(settings, () => NativeConnection.connect(options()), [whyUnreachable]);
}

/** The page of a run in the Web UI. */
export function workflowUrl(uiUrl: string, namespace: string, workflowId: string): string {
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

/** The clients' own errors tell little, and late: say why before and after, except through a proxy. */
async function reach<T>(settings: ConnectionSettings, connect: () => Promise<T>, probes: Probe[]): Promise<T> {
  const { address, options } = settings;
  const { tls, apiKey } = options.open();
  const usesTls = tls ?? apiKey !== undefined;
  const isProxied = grpcProxy(address, process.env) !== null;
  for (const probe of isProxied ? [] : probes) {
    const why = await probe(address, usesTls);
    if (why !== null) throw new TemporalError(`Temporal at ${address} cannot be reached: ${why}.`);
  }
  try {
    return await connect();
  } catch (error) {
    const wantsTls = !isProxied && usesTls === false && (await speaksTls(address));
    throw new TemporalError(
      `Temporal at ${address} does not take the connection: ${wantsTls ? 'it wants TLS. Set TEMPORAL_TLS=true.' : refusal(error)}`,
    );
  }
}

/** Looks at one thing that may be in the way. */
type Probe = (address: string, tls: Tls) => Promise<string | null>;

/** The gRPC status codes that need their own handling. */
export const GRPC = { invalidArgument: 3, notFound: 5, unavailable: 14 } as const;

/** The status code of a failed call, which the SDK sometimes wraps; null for another error. */
export function grpcCodeOf(error: unknown): number | null {
  if (isGrpcServiceError(error)) return Number(error.code);
  return error instanceof Error && isGrpcServiceError(error.cause) ? Number(error.cause.code) : null;
}
