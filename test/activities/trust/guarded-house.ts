import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { readConfig } from '../../../cli/lib/config-file.js';
import type { OnboardingInput } from '../../../runbook/onboarding/input.js';
import { type Sandbox, startSandbox } from '../../../sandbox/start.js';
import { loadSigningKey, type SigningKey } from '../../../sealing/signing.js';
import { createWorker } from '../../../start/run-worker.js';
import { newStateDir } from '../../e2e/support.js';
import { devServerAddress, sharedDevServer } from '../../support/temporal.js';
import { bundled, quiet } from '../../workflows/harness.js';

/** Task queue of the product's worker, and of somebody else's. */
export const QUEUE = 'start-guard';
export const ROGUE = 'rogue';

/** The product's own worker on a real server, with the sandbox as its Okta and Kiro, and a worker of somebody else beside it. */
export interface GuardedHouse {
  env: TestWorkflowEnvironment;
  sandbox: Sandbox;
  /** Whom the product's worker trusts. */
  key: SigningKey;
  input: OnboardingInput;
  /** State folder of the product's worker. */
  dir: string;
  /** Names of the activities of the product's worker. */
  activities: string[];
  close(): Promise<void>;
}

export async function openHouse(): Promise<GuardedHouse> {
  quiet();
  const { dir, remove } = newStateDir();
  const ports = { oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
  const [env, sandbox] = await Promise.all([
    sharedDevServer(),
    startSandbox({ stateDir: join(dir, 'sandbox'), ...ports }),
  ]);
  const { input } = await readConfig(sandbox.info.config, {});
  const key = await loadSigningKey({ env: {}, stateDir: dir, via: 'terminal' });
  const senders = join(dir, 'senders.json');
  writeFileSync(senders, JSON.stringify([{ key: key.key, via: 'terminal', people: ['*'] }]), { mode: 0o600 });
  const { orgUrl, token } = sandbox.info.okta;
  const worker = await createWorker({
    connection: env.nativeConnection,
    namespace: 'default',
    env: {
      OKTA_CLIENT_ORGURL: orgUrl,
      OKTA_CLIENT_TOKEN: token,
      KIRO_TASK_QUEUE: QUEUE,
      KIRO_SENDERS_FILE: senders,
      TEMPORAL_ADDRESS: devServerAddress(),
    },
    stateDir: dir,
    bundle: bundled(),
  });
  const rogue = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: ROGUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('rogue-workflows.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    }),
  });
  const running = [worker.run(), rogue.run()];
  return {
    ...{ env, sandbox, key, input, dir },
    activities: [...worker.options.activities.keys()],
    async close() {
      [worker, rogue].forEach((one) => one.shutdown());
      await Promise.all(running);
      await env.teardown();
      await sandbox.close();
      remove();
    },
  };
}
