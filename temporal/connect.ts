import { existsSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnection } from '@temporalio/worker';
import { TemporalError } from './error.js';

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
 * @throws TemporalError when the profile is missing or cannot be read.
 */
export function clusterSettings(env: NodeJS.ProcessEnv): ConnectionSettings | null {
  const { connectionOptions, namespace } = read(env);
  // A file may hold profiles for other programs only; a profile that was asked for by name is meant.
  if (connectionOptions.address === undefined && !env['TEMPORAL_PROFILE']) return null;
  return { connectionOptions, namespace: namespace ?? 'default', uiUrl: env['TEMPORAL_UI_URL'] || null };
}

function read(env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConnectConfig> {
  const file = env['TEMPORAL_CONFIG_FILE'];
  // The SDK would go on without a word.
  if (file && !existsSync(file))
    throw new TemporalError(`TEMPORAL_CONFIG_FILE is ${file}, and there is no such file: correct it, or unset it.`);
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
    throw new TemporalError(
      `Temporal's settings (TEMPORAL_* variables, temporal.toml) cannot be used: ${error instanceof TypeError ? 'the file holds no profile' : reason.replace(/\.$/, '')}.`,
    );
  }
}

/** A client of that server. @throws TemporalError with one sentence when it cannot be reached. */
export async function connectClient(settings: ConnectionSettings): Promise<Client> {
  try {
    const connection = await Connection.connect({ ...settings.connectionOptions, connectTimeout: '10s' });
    return new Client({ connection, namespace: settings.namespace });
  } catch (error) {
    throw unreachable(settings, error);
  }
}

/** The same for a worker. */
export async function connectWorker(settings: ConnectionSettings): Promise<NativeConnection> {
  // Loaded only here: commands that run no worker need not wait for the native code.
  const { NativeConnection } = await import('@temporalio/worker');
  try {
    return await NativeConnection.connect(settings.connectionOptions);
  } catch (error) {
    throw unreachable(settings, error);
  }
}

/** The page of a run in the Web UI. */
export function workflowUrl(uiUrl: string, namespace: string, workflowId: string): string {
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

function unreachable(settings: ConnectionSettings, error: unknown): TemporalError {
  const address = settings.connectionOptions.address ?? 'localhost:7233';
  const cause = (error as { cause?: unknown }).cause;
  const text = `${textOf(error)} ${cause === undefined ? '' : textOf(cause)}`
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, 300)
    .replace(/\.$/, '');
  const hint = /certificate|tls|ssl|handshake/i.test(text)
    ? 'Check the TLS settings (TEMPORAL_TLS_*).'
    : /permission|unauth|jwt|token/i.test(text)
      ? 'Check the API key (TEMPORAL_API_KEY) and the namespace.'
      : 'Check TEMPORAL_ADDRESS, and that the server is up.';
  return new TemporalError(`Temporal at ${address} cannot be reached: ${text}. ${hint}`);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
