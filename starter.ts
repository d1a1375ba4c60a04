/** The front door, `npm run start-onboarding`: start or join the run, show it, ask the person at the terminal. */
import type { Client } from '@temporalio/client';
import { runCommand } from './cli/lib/command.js';
import { CommandError, EXIT } from './cli/lib/exit-codes.js';
import { note, write } from './cli/lib/output.js';
import { readConfig } from './cli/lib/reach.js';
import { terminalText } from './runbook/escape/plain-text.js';
import { Closers } from './start/closers.js';
import { joinRun } from './start/join.js';
import { readStartOptions, type StartOptions } from './start/options.js';
import { choosePlace, type Place } from './start/place.js';
import { warnWithoutWorker } from './start/pollers.js';
import { letPeoplePlay } from './start/played-people.js';
import { introduceSandbox, openSandbox, sandboxEnvironment } from './start/sandbox.js';
import { launchTemporal } from './start/temporal.js';
import { viewFor, type View } from './start/view.js';
import { leave, watch } from './start/watch.js';
import { loadWorker, type OwnWorker } from './start/worker.js';
import { connectClient, workflowUrl } from './temporal/connect.js';
import { missingSentence } from './temporal/search-attributes.js';
import { taskQueueOf } from './temporal/task-queue.js';

async function main(): Promise<void> {
  const options = readStartOptions(process.argv);
  const place = choosePlace(options, process.env);
  const closers = new Closers();
  const leaving = leavingOnSignals();
  try {
    process.exitCode = await onboard(options, place, closers, leaving.signal);
  } finally {
    leaving.abort();
    // The worker may take 20 s to hand back its work, and Temporal 10 s to end.
    setTimeout(() => process.exit(EXIT.notClean), 45_000).unref();
    await closers.closeAll();
  }
}

async function onboard(options: StartOptions, place: Place, closers: Closers, leaving: AbortSignal): Promise<number> {
  const view = viewFor(options.json, write);
  const left = rejection(leaving, 'Left before the run was under way; the same command begins again.');
  const house = await Promise.race([open(options, place, view, closers, leaving), left]);
  if (typeof house === 'number') return house;
  const { client, workflowId, worker, isPlayed } = house;
  if (options.detach) return leave(options, workflowId, EXIT.done);
  const isAtTerminal = process.stdin.isTTY && process.stdout.isTTY && !options.json;
  const dataDir = place.cluster === null ? place.stateDir : null;
  const asksHere = isAtTerminal && !isPlayed;
  const watching = watch({ client, workflowId, options, view, leaving, asksHere, dataDir });
  return Promise.race(worker === null ? [watching] : [watching, worker.failed]);
}

/** A run that is under way, and what was opened for it. */
interface House {
  client: Client;
  workflowId: string;
  /** Null where a cluster has workers of its own. */
  worker: OwnWorker | null;
  /** The sandbox's people answer. */
  isPlayed: boolean;
}

/** Open all that the run needs, and start or join it; with `--plan-only` print the plan and give its exit code. */
async function open(
  options: StartOptions,
  place: Place,
  view: View,
  closers: Closers,
  leaving: AbortSignal,
): Promise<House | number> {
  const { configFile, cluster, stateDir } = place;
  // What is wrong in it is told before anything is started.
  const given = configFile === null ? null : await readConfig(configFile, process.env);
  if (given === null) introduceSandbox(options, view);
  // A plan needs neither server nor worker.
  const coming = cluster === null && !options.planOnly ? launchTemporal(stateDir, view, closers, leaving) : null;
  await coming?.launched;
  leaving.throwIfAborted();
  // Loaded while Temporal starts: together that takes a second, one after the other two.
  const worker = coming === null ? null : await loadWorker(stateDir, closers);
  const sandbox = given === null ? await openSandbox(options, stateDir, view, closers) : null;
  const { input, warnings } = given ?? (await readConfig(sandbox!.info.config, process.env));
  const env =
    sandbox === null ? { ...process.env, OKTA_CLIENT_ORGURL: input.okta.orgUrl } : sandboxEnvironment(sandbox);
  warnings.forEach((warning) => note(`Note: ${terminalText(warning)}`));
  if (options.planOnly) {
    const { printPlan } = await import('./cli/plan/print-plan.js');
    return printPlan({ input, env, json: options.json, write, note });
  }

  const settings = cluster ?? (await coming!.settings);
  leaving.throwIfAborted();
  const client = await connectClient(settings);
  closers.add(() => client.connection.close());
  leaving.throwIfAborted();
  if (worker === null) await warnWithoutWorker(client, env, sandbox !== null);
  else await worker.begin(settings, env, leaving);
  leaving.throwIfAborted();
  const { workflowId, joined, unindexed } = await joinRun(client, input, taskQueueOf(env));
  if (unindexed.length > 0) note(missingSentence(unindexed, settings));
  view.say(`${joined ? 'Joined' : 'Started'} ${workflowId}`);
  if (settings.uiUrl !== null) view.say(`Web UI: ${workflowUrl(settings.uiUrl, settings.namespace, workflowId)}`);
  const isPlayed = sandbox !== null && !options.interactive && !options.detach;
  if (isPlayed) await letPeoplePlay({ client, workflowId, sandbox, stateDir, view }, closers);
  return { client, workflowId, worker, isPlayed };
}

/** The first Ctrl-C leaves in good order; a second one ends at once, which a durable run survives as well. */
function leavingOnSignals(): AbortController {
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (leaving.signal.aborted) process.exit(EXIT.notClean);
      leaving.abort();
    });
  }
  return leaving;
}

function rejection(signal: AbortSignal, sentence: string): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new CommandError(sentence, EXIT.notClean)), { once: true });
  });
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
