import { existsSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { reachTemporal, runningRuns } from '../../client/find-runs.js';
import { loadConfig } from '../../config/load-config.js';
import { describeProblems } from '../../config/problem.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { CommandError, EXIT, usageError } from './exit-codes.js';

/** The file that is read when no `--config` is given. */
export const DEFAULT_CONFIG = 'onboarding.yaml';

/** Read a configuration, or end with all its problems at once. */
export async function readConfig(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<{ input: OnboardingInput; warnings: string[] }> {
  const loaded = await loadConfig({ file, env });
  if ('problems' in loaded) throw usageError(describeProblems(file, loaded.problems));
  return loaded;
}

/** Which run: `--workflow-id`, else the configuration's, else the only one that is running. */
async function whichRun(
  client: Client,
  options: { workflowId?: string; config?: string },
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (options.workflowId !== undefined) return options.workflowId;
  const file = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  if (file !== undefined) {
    const { input } = await readConfig(file, env);
    return workflowIdFor(input.okta.orgUrl, input.domain);
  }
  const running = await runningRuns(client);
  const [only] = running;
  if (only === undefined)
    throw new CommandError(
      'No onboarding is running. Name a closed one with --workflow-id, or start one with `npm run start-onboarding`.',
    );
  if (running.length > 1) {
    throw new CommandError(
      `Several onboardings are running; choose one with --workflow-id:\n${running.map(terminalText).join('\n')}`,
      EXIT.usage,
    );
  }
  return only;
}

/** Reach the run that is meant, do something with it, and hang up. */
export async function withRun<T>(
  options: { workflowId?: string; config?: string },
  work: (line: { client: Client; workflowId: string }) => Promise<T>,
): Promise<T> {
  const { client } = await reachTemporal(process.env);
  try {
    return await work({ client, workflowId: await whichRun(client, options, process.env) });
  } finally {
    await client.connection.close();
  }
}
