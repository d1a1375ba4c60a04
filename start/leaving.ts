import { EXIT } from '../cli/lib/output-and-exit.js';

/** The first Ctrl-C leaves in good order; a second one ends at once, which a durable run survives as well. */
export function leavingOnSignals(): AbortController {
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (leaving.signal.aborted) process.exit(EXIT.notClean);
      leaving.abort();
    });
  }
  return leaving;
}
