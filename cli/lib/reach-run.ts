import type { Client } from '@temporalio/client';
import { reachTemporal, runningRuns } from '../../client/find-runs.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { configFile, readConfig } from './config-file.js';
import { CommandError, EXIT } from './output-and-exit.js';

/** Which run: `--workflow-id`, else the configuration's, else the only one that is running. */
async function whichRun(
  client: Client,
  options: { workflowId?: string; config?: string },
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (options.workflowId !== undefined) return options.workflowId;
  const file = configFile(options.config);
  if (file !== null) {
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

/** Reach the run that is meant, do something with it, and close the connection. @throws CommandError, TemporalError */
export async function withRun<T>(
  options: { workflowId?: string; config?: string },
  work: (reached: { client: Client; workflowId: string }) => Promise<T>,
): Promise<T> {
  const { client } = await reachTemporal(process.env);
  try {
    return await work({ client, workflowId: await whichRun(client, options, process.env) });
  } finally {
    await client.connection.close();
  }
}
