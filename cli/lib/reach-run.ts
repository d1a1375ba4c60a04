import type { Client } from '@temporalio/client';
import { chooseRun, type Option } from '../../client/choose-run.js';
import { reachTemporal, runningRuns } from '../../client/find-runs.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { quoted } from '../../runbook/words/commands.js';
import { minuteText } from '../../runbook/words/question-text.js';
import { configIfAny } from './config-file.js';
import { byKnownName } from './known-name.js';
import { CommandError, usageError } from './output-and-exit.js';

/** The flags of a command that say which run is meant. */
interface RunFlags {
  workflowId?: string;
  config?: string;
}

/** Which run: `--workflow-id`, else the configuration's, else the only one that is running. */
async function whichRun(client: Client, options: RunFlags, env: NodeJS.ProcessEnv): Promise<string> {
  if (options.workflowId !== undefined) return options.workflowId;
  const input = await configIfAny(options.config, env);
  if (input !== null) return workflowIdFor(await byKnownName(client, input));
  const running = await runningRuns(client);
  const [only] = running;
  if (only === undefined) throw nothingRuns();
  if (running.length > 1) {
    throw usageError(
      'Several runs are going on; choose one with --workflow-id (`npm run status -- --all` shows what each waits for):\n' +
        running.map(terminalText).join('\n'),
    );
  }
  return only;
}

const nothingRuns = (): CommandError =>
  new CommandError(
    'No run is going on. Name one that is over with --workflow-id, or start an onboarding with `npm run start-onboarding`.',
  );

/** A message that somebody sends, and the step that it names, if any. */
export interface Sending {
  message: MessageName;
  step: string | null;
}

/** Which run a message is for: `--workflow-id`, else the one that waits for it, of the configuration's connection or of all. */
async function whichRunFor(
  client: Client,
  options: RunFlags,
  sending: Sending,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (options.workflowId !== undefined) return options.workflowId;
  const input = await configIfAny(options.config, env);
  const onboardings = input === null ? null : [workflowIdFor(await byKnownName(client, input))];
  const choice = await chooseRun(client, { ...sending, onboardings });
  if ('workflowId' in choice) return choice.workflowId;
  if (choice.options.length === 0) throw nothingRuns();
  throw usageError(
    `${choice.waits ? `Several runs wait for ${sending.message}` : `No run waits for ${sending.message} now, and several are going on`}. ` +
      `Say which one is meant, beside your other flags:\n${optionLines(choice.options, sending).join('\n')}`,
  );
}

/** More fit on no screen. */
const MOST_OPTIONS = 20;

/** Each run with the command that chooses it, and what it asks. */
function optionLines(options: Option[], { message, step }: Sending): string[] {
  const command = message === 'signInTested' ? 'test-sign-in --' : `answer -- ${message}`;
  const flags = step === null ? '' : ` --step ${step}`;
  const lines = options.slice(0, MOST_OPTIONS).flatMap(({ workflowId, runbook, status, question }) => {
    const heading = terminalText(`${status?.heading ?? runbook}${status === null ? '' : `, ${status.domain}`}`);
    const asked = question === null ? '' : `: ${terminalText(question.title)}, since ${minuteText(question.since)} UTC`;
    return [
      `  npm run ${command}${flags} --workflow-id ${quoted(terminalText(workflowId))}`,
      `      ${heading}${asked}`,
    ];
  });
  const more = options.length - MOST_OPTIONS;
  return more > 0 ? [...lines, `  and ${more} more: npm run status -- --all`] : lines;
}

/** Reach the run that is meant, do something with it, and close the connection. @throws CommandError, TemporalError */
export const withRun = <T>(options: RunFlags, work: (reached: Reached) => Promise<T>): Promise<T> =>
  withClient(async (client) => work({ client, workflowId: await whichRun(client, options, process.env) }));

/** The same for the run that a message is for. @throws CommandError, TemporalError */
export const withRunFor = <T>(
  sending: Sending,
  options: RunFlags,
  work: (reached: Reached) => Promise<T>,
): Promise<T> =>
  withClient(async (client) => work({ client, workflowId: await whichRunFor(client, options, sending, process.env) }));

interface Reached {
  client: Client;
  workflowId: string;
}

/** Reach Temporal, do something there, and close the connection. @throws TemporalError */
export async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { client } = await reachTemporal(process.env);
  try {
    return await work(client);
  } finally {
    await client.connection.close();
  }
}
