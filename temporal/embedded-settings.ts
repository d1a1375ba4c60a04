import { addressOf, EMBEDDED_NAMESPACE, uiUrlOf } from './address.js';
import type { ConnectionSettings } from './cluster-settings.js';
import { runningServer } from './running.js';
import { TemporalError } from './error.js';

/** How to reach the embedded server that another command has started. @throws TemporalError where none runs. */
export async function embeddedSettings(stateDir: string): Promise<ConnectionSettings> {
  const server = await runningServer(stateDir);
  if (server === null) {
    throw new TemporalError(
      'Temporal is not running here: start `npm run start-onboarding` (or `npm run temporal`), or set TEMPORAL_ADDRESS to a cluster.',
    );
  }
  return { connectionOptions: { address: addressOf(server) }, namespace: EMBEDDED_NAMESPACE, uiUrl: uiUrlOf(server) };
}
