import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TemporalError } from './error.js';

/**
 * What Temporal's SDK fetches by itself from Temporal's own site, into a folder that holds nothing else.
 * @throws TemporalError when it cannot be fetched.
 */
export async function downloadFromSdk(folder: string): Promise<string> {
  const there = fetched(folder);
  if (there !== null) return there;
  // Loaded only here: it is heavy, and hardly ever needed.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  try {
    mkdirSync(folder, { recursive: true });
    // The SDK fetches only on its way to a server: start one, and end it again.
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: folder, ttl: '3650 days' } },
    });
    await environment.teardown();
  } catch (error) {
    throw new TemporalError(error instanceof Error ? error.message : String(error));
  }
  const path = fetched(folder);
  if (path === null) throw new TemporalError(`it left no program in ${folder}`);
  return path;
}

/** The SDK writes `<name>.downloading` until the program is whole. */
function fetched(folder: string): string | null {
  try {
    const name = readdirSync(folder).find((file) => !file.endsWith('.downloading'));
    return name === undefined ? null : join(folder, name);
  } catch {
    return null;
  }
}
