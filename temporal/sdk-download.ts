import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/** What Temporal's SDK fetches by itself from Temporal's own site; null where it cannot be reached. */
export async function downloadFromSdk(): Promise<string | null> {
  const downloadDir = tmpdir();
  try {
    // The SDK fetches only on its way to a server: start one, and end it again.
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir, ttl: '3650 days' } },
    });
    await environment.teardown();
  } catch {
    return null;
  }
  const name = readdirSync(downloadDir).find((file) => /^temporal-(cli-)?sdk-typescript|^temporal-.*sdk/.test(file));
  return name === undefined ? null : join(downloadDir, name);
}
