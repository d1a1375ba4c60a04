import { NoServerError, NoWorkerError } from '../cli/lib/ask-run.js';

/** What to tell a person when nobody answers, which passes by itself; null where the error is another. */
export function silenceOf(error: unknown): string | null {
  if (error instanceof NoWorkerError) return `${error.message} The run is kept, and waits for it.`;
  return error instanceof NoServerError ? `${error.message} Trying again.` : null;
}

/** Milliseconds, or less where the signal comes before. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const rest = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', rest);
      resolve();
    };
    const timer = setTimeout(rest, ms);
    signal.addEventListener('abort', rest, { once: true });
  });
