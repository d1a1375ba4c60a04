import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a form that is under way may take until all is closed. Milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * How to close a server that is about to listen: what a form has sent is answered first. The last answer of a run ends it, and
 * with it the command that serves the page. Streams, which end by no means of their own, are cut off.
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
