import { existsSync } from 'node:fs';
import { usageError } from '../cli/lib/exit-codes.js';
import { DEFAULT_CONFIG } from '../cli/lib/reach.js';
import { clusterSettings, type ConnectionSettings } from '../temporal/cluster-settings.js';
import { stateDir } from '../temporal/folders.js';
import type { StartOptions } from './options.js';

/** What a run is carried out on. */
export interface Place {
  /** Of the real org; null for the sandbox. */
  configFile: string | null;
  /** Null for the embedded Temporal with a worker in this process. */
  cluster: ConnectionSettings | null;
  stateDir: string;
}

/** Where a run goes. @throws CommandError with exit code 2 where something is asked for that makes no sense there. */
export function choosePlace(options: StartOptions, env: NodeJS.ProcessEnv): Place {
  const configFile = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null);
  const place: Place = { configFile, cluster: clusterSettings(env), stateDir: stateDir(env) };
  if (options.interactive && configFile !== null)
    throw usageError('--interactive is for the sandbox; with a configuration you are asked anyway.');
  const ports = [options.oktaPort, options.kiroPort, options.dnsPort, options.dnsConsolePort];
  if (configFile !== null && (options.fresh || ports.some((port) => port !== undefined)))
    throw usageError('--fresh and the ports are for the sandbox, and there is a configuration.');
  if (options.detach && place.cluster === null) {
    throw usageError(
      '--detach needs a Temporal cluster (TEMPORAL_ADDRESS) with a worker: the embedded one ends with this command.',
    );
  }
  return place;
}
