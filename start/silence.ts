import { NoServerError, NoWorkerError } from '../cli/lib/ask-run.js';

/** What to tell a person when nobody answers, which passes by itself; null where the error is another. */
export function silenceOf(error: unknown): string | null {
  if (error instanceof NoWorkerError) return `${error.message} The run is kept, and waits for it.`;
  return error instanceof NoServerError ? `${error.message} Trying again.` : null;
}
