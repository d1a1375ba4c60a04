import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** How long closing waits for answers to forms. Milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * Prepares a server, and gives the function that closes it: forms that have been sent are answered first, because the last answer
 * of a run ends the command that serves the page. Streams never end by themselves, so they are cut off.
 */
export function gentleClose(server: Server, patienceMs = PATIENCE_MS): () => Promise<void> {
  const forms = new Set<ServerResponse>();
  server.on('request', ({ method }, response) => {
    if (method !== 'POST') return;
    forms.add(response);
    response.once('close', () => forms.delete(response));
  });
  return async () => {
    const closed = once(server, 'close');
    server.close();
    const answered = Promise.all([...forms].map((response) => once(response, 'close')));
    await Promise.race([answered, pause(patienceMs, undefined, { ref: false })]);
    server.closeAllConnections();
    await closed;
  };
}
