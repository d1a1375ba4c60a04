import { existsSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnection } from '@temporalio/worker';
import { TemporalError, TemporalSettingsError } from './error.js';
import { GRPC, grpcCodeOf } from './grpc-code.js';
import { refusal } from './refusal.js';
import { speaksTls, whyDistrusted, whyUnreachable, type Tls } from './why-unreachable.js';

/** How to reach a Temporal server. */
export interface ConnectionSettings {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  namespace: string;
  /** Address of its Web UI; null where it is not known. */
  uiUrl: string | null;
}

/**
 * The cluster that TEMPORAL_* variables or a `temporal.toml` profile name, with mTLS or API key; null where nothing
 * names one, and the embedded server is meant.
 * @throws TemporalSettingsError when the profile is missing or cannot be read, or there is a key and no address.
 */
export function clusterSettings(env: NodeJS.ProcessEnv): ConnectionSettings | null {
  const { connectionOptions, namespace } = read(env);
  if (connectionOptions.address === undefined && connectionOptions.apiKey !== undefined)
    throw new TemporalSettingsError('There is an API key for Temporal, but no address: set TEMPORAL_ADDRESS as well.');
  // A file may hold profiles for other programs only; a profile that was asked for by name is meant.
  if (connectionOptions.address === undefined && !env['TEMPORAL_PROFILE']) return null;
  return { connectionOptions, namespace: namespace ?? 'default', uiUrl: env['TEMPORAL_UI_URL'] || null };
}

function read(env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConnectConfig> {
  const file = env['TEMPORAL_CONFIG_FILE'];
  // The SDK would go on without a word.
  if (file && !existsSync(file))
    throw new TemporalSettingsError(
      `TEMPORAL_CONFIG_FILE is ${file}, and there is no such file: correct it, or unset it.`,
    );
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const overrideEnvVars = Object.fromEntries(set);
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (error) {
    // What the SDK does with a file that holds no profile at all.
    if (error instanceof TypeError && !env['TEMPORAL_PROFILE'])
      return loadClientConnectConfig({ overrideEnvVars, disableFile: true });
    // The first line alone: the ones below show the file, which may hold a key.
    const [reason = ''] = textOf(error).split('\n');
    throw new TemporalSettingsError(
      `Temporal's settings (TEMPORAL_* variables, temporal.toml) cannot be used: ${error instanceof TypeError ? 'the file holds no profile' : reason.replace(/\.$/, '')}.`,
    );
  }
}

/** A client of that server. @throws TemporalError with one sentence when it cannot be reached. */
export async function connectClient(settings: ConnectionSettings): Promise<Client> {
  const connect = () => Connection.connect({ ...settings.connectionOptions, connectTimeout: '10s' });
  const connection = await reach(settings, connect, [whyUnreachable, whyDistrusted]);
  const { namespace } = settings;
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    // Not every key may ask; the namespace's own calls will tell then.
    if (grpcCodeOf(error) === GRPC.notFound) {
      await connection.close();
      throw new TemporalSettingsError(
        `Temporal at ${addressIn(settings)} has no namespace "${namespace}": create it, or set TEMPORAL_NAMESPACE to one that exists.`,
      );
    }
  }
  return new Client({ connection, namespace });
}

/** The same for a worker. */
export async function connectWorker(settings: ConnectionSettings): Promise<NativeConnection> {
  // Loaded only here: commands that run no worker need not wait for the native code.
  const { NativeConnection } = await import('@temporalio/worker');
  return reach(settings, () => NativeConnection.connect(settings.connectionOptions), [whyUnreachable]);
}

/** The page of a run in the Web UI. */
export function workflowUrl(uiUrl: string, namespace: string, workflowId: string): string {
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

/** The clients' own errors tell little, and late: say why before and after, except through a proxy. */
async function reach<T>(settings: ConnectionSettings, connect: () => Promise<T>, probes: Probe[]): Promise<T> {
  const address = addressIn(settings);
  const { tls, apiKey } = settings.connectionOptions;
  const usesTls = tls ?? apiKey !== undefined;
  const isProxied = ['grpc_proxy', 'https_proxy', 'http_proxy'].some((name) => process.env[name]);
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

const addressIn = (settings: ConnectionSettings): string => settings.connectionOptions.address ?? 'localhost:7233';

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
