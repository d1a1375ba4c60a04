import type { ConnectionSettings } from '../temporal/cluster-settings.js';
import { startEmbeddedTemporal } from '../temporal/embedded.js';
import { note } from '../cli/lib/output.js';
import type { Closers } from './closers.js';
import type { View } from './view.js';

/** An embedded Temporal that is on its way. */
export interface ComingTemporal {
  /** Its process runs (or could not be started): whoever has heavy work may do it now, beside its start. */
  launched: Promise<unknown>;
  /** Once it serves. Rejects with a TemporalError. */
  settings: Promise<ConnectionSettings>;
}

/** Start the embedded Temporal, or join the one that runs on this state folder. */
export function launchTemporal(stateDir: string, view: View, closers: Closers, leaving: AbortSignal): ComingTemporal {
  let onLaunched = (): void => undefined;
  const spawned = new Promise<void>((resolve) => (onLaunched = resolve));
  const settings = startEmbeddedTemporal({ stateDir, onProgress: note, onLaunched, leaving }).then((server) => {
    closers.add(() => server.close());
    view.say(`Temporal: ${server.address}, its data in ${stateDir}; Web UI ${server.uiUrl}`);
    return { connectionOptions: { address: server.address }, namespace: server.namespace, uiUrl: server.uiUrl };
  });
  const settled = settings.catch(() => undefined);
  // A command that fails or is ended meanwhile must not leave the server behind.
  closers.add(() => settled);
  return { launched: Promise.race([spawned, settled]), settings };
}
