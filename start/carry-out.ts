import type { Client } from '@temporalio/client';
import { configFile as findConfigFile, readConfig } from '../cli/lib/config-file.js';
import { byKnownName } from '../cli/lib/known-name.js';
import { CommandError, EXIT, note, usageError, write } from '../cli/lib/output-and-exit.js';
import { webUrlOf } from '../runbook/model/web-url.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import { pageOfPlace } from '../sandbox/question-pages.js';
import { clusterSettings, type ConnectionSettings, taskQueueOf } from '../temporal/cluster-settings.js';
import { connectClient, workflowUrl } from '../temporal/connect.js';
import { stateDir } from '../temporal/folders.js';
import { missingSentence } from '../temporal/namespace.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import type { JoinedRun } from './join-run.js';
import type { StartOptions } from './options.js';
import type { RunOnPage } from './page-and-links.js';
import { introduceSandbox, letPeoplePlay, openSandbox, sandboxEnvFile, sandboxEnvironment } from './sandbox-run.js';
import {
  type Closers,
  closingAfter,
  launchTemporal,
  loadWorker,
  type OwnWorker,
  warnWithoutWorker,
} from './temporal-and-worker.js';
import { type View, viewFor } from './view.js';
import { type ExitOf, leave, usualExit, watch, type Watch } from './watch.js';

/** All that is open when a command begins its work. */
export interface Reached {
  client: Client;
  input: OnboardingInput;
  taskQueue: string;
  /** Temporal ends with this command, and so does the worker. */
  isEmbedded: boolean;
}

/** How a command starts its run, or joins it, once all is open; the exit code where it has done all it wanted without one. */
export type Begin = (reached: Reached) => Promise<JoinedRun | number>;

/** Follows what was begun in another way than one run on the screen; gives the exit code. */
export type Follow = (followed: { client: Client; first: string; view: View; leaving: AbortSignal }) => Promise<number>;

/** What a command does otherwise than most. */
export interface How {
  follow?: Follow;
  exitOf?: ExitOf;
}

/**
 * Start or join the run that `begin` means, follow it to its end or until `leaving`, and close what was opened.
 * Returns the exit code. @throws CommandError
 */
export async function carryOut(
  options: StartOptions,
  leaving: AbortController,
  begin: Begin,
  how: How = {},
): Promise<number> {
  const setup = chooseSetup(options, process.env);
  const { signal } = leaving;
  return closingAfter(leaving, (closers) => followed({ options, setup, closers, leaving: signal, begin, ...how }));
}

async function followed(of: Omit<Opening, 'view'> & How): Promise<number> {
  const { options, setup, closers, leaving, begin, follow, exitOf = usualExit } = of;
  const view = viewFor(options.json, write);
  const left = rejection(leaving, 'Left before the run was under way; the same command begins again.');
  const opened = await Promise.race([open({ options, setup, view, closers, leaving, begin }), left]);
  if (typeof opened === 'number') return opened;
  const { client, workflowId, worker, isPlayed, onPage, pageOf } = opened;
  if (follow !== undefined) {
    if (options.printLinks) note('There are several runs: `npm run invite -- ADDRESS --workflow-id ID` makes links.');
    const following = follow({ client, first: workflowId, view, leaving });
    return Promise.race(worker === null ? [following] : [following, worker.failed]);
  }
  if (options.detach) return leave(options, workflowId, EXIT.done);
  const isAtTerminal = process.stdin.isTTY && process.stdout.isTTY && !options.json;
  const dataDir = setup.cluster === null ? setup.stateDir : null;
  const asksHere = isAtTerminal && !isPlayed;
  if (isPageWanted(options, isAtTerminal)) {
    // Loaded only here: most runs are started where nobody gets a link.
    const { openPageWithLinks } = await import('./page-and-links.js');
    await Promise.race([openPageWithLinks(onPage, options, view, closers), left]);
  }
  const watching = watch({ client, workflowId, options, view, leaving, asksHere, pageOf, dataDir, exitOf });
  return Promise.race(worker === null ? [watching] : [watching, worker.failed]);
}

/** A run that is under way, and what was opened for it. */
interface OpenRun {
  client: Client;
  workflowId: string;
  /** Null where a cluster has workers of its own. */
  worker: OwnWorker | null;
  /** The sandbox's people answer. */
  isPlayed: boolean;
  /** The sandbox's page of a place; null for a real org, whose consoles nobody knows here. */
  pageOf: Watch['pageOf'];
  onPage: RunOnPage;
}

interface Opening {
  options: StartOptions;
  setup: Setup;
  view: View;
  closers: Closers;
  leaving: AbortSignal;
  begin: Begin;
}

/** Open all that the run needs, and start or join it; with `--plan-only` print the plan and give its exit code. */
async function open({ options, setup, view, closers, leaving, begin }: Opening): Promise<OpenRun | number> {
  const { configFile, cluster, stateDir } = setup;
  // A wrong file stops the command before anything is started.
  const given = configFile === null ? null : await readConfig(configFile, process.env);
  if (given === null) introduceSandbox(options, view);
  // A plan needs neither server nor worker.
  const coming = cluster === null && !options.planOnly ? launchTemporal(stateDir, view, closers, leaving) : null;
  await coming?.launched;
  leaving.throwIfAborted();
  // Loaded while Temporal starts: together that takes a second, one after the other two.
  const worker = coming === null ? null : await loadWorker(stateDir, closers);
  const sandbox = given === null ? await openSandbox(options, stateDir, view, closers) : null;
  const { input, warnings, sealingKeys } = given ?? (await readConfig(sandbox!.info.config, process.env));
  const env =
    sandbox === null
      ? { ...process.env, OKTA_CLIENT_ORGURL: input.okta.orgUrl }
      : sandboxEnvironment(sandbox, stateDir);
  warnings.forEach((warning) => note(`Note: ${terminalText(warning)}`));
  if (options.planOnly) {
    const { printPlan } = await import('../cli/plan/print-plan.js');
    return printPlan({ input, env, json: options.json, fromScratch: options.fromScratch === true, write, note });
  }

  const settings = cluster ?? (await coming!.settings);
  leaving.throwIfAborted();
  const client = await connectClient(settings);
  closers.add(() => client.connection.close());
  leaving.throwIfAborted();
  if (worker === null) await warnWithoutWorker(client, env, sandbox === null ? null : sandboxEnvFile(env, stateDir));
  else await worker.begin(settings, env, leaving);
  leaving.throwIfAborted();
  const known = await byKnownName(client, input);
  const begun = await begin({ client, input: known, taskQueue: taskQueueOf(env), isEmbedded: cluster === null });
  if (typeof begun === 'number') return begun;
  const { workflowId, joined, unindexed, settings: changed } = begun;
  if (unindexed.length > 0) note(missingSentence(unindexed, settings));
  view.say(`${joined ? 'Joined' : 'Started'} ${workflowId}`);
  if (changed.length > 0)
    note(`Changed in the run, as the configuration says now: ${terminalText(changed.join(', '))}.`);
  if (settings.uiUrl !== null) view.say(`Web UI: ${workflowUrl(settings.uiUrl, settings.namespace, workflowId)}`);
  const isPlayed = sandbox !== null && !options.interactive && !options.detach;
  if (isPlayed) await letPeoplePlay({ client, workflowId, sandbox, stateDir, view }, closers);
  const pageOf = sandbox === null ? null : (place: string) => pageOfPlace(place, sandbox.info);
  const isEmbedded = cluster === null;
  const onPage = {
    client,
    workflowId,
    uiUrl: settings.uiUrl,
    stateDir,
    isEmbedded,
    isSandbox: sandbox !== null,
    sealingKeys,
    pageOf,
  };
  return { client, workflowId, worker, isPlayed, onPage, pageOf };
}

/** Whether the page is worth opening: it stays for a while, and somebody can get a link, from the screen or by mail. */
const isPageWanted = ({ web, wait, printLinks }: StartOptions, isAtTerminal: boolean): boolean =>
  web && wait && (printLinks || isAtTerminal || webUrlOf(process.env) !== null);

function rejection(signal: AbortSignal, sentence: string): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new CommandError(sentence, EXIT.notClean));
    signal.addEventListener('abort', () => reject(new CommandError(sentence, EXIT.notClean)), { once: true });
  });
}

/** What a run is carried out on. */
interface Setup {
  /** Of the real org; null for the sandbox. */
  configFile: string | null;
  /** Null for the embedded Temporal with a worker in this process. */
  cluster: ConnectionSettings | null;
  stateDir: string;
}

/** Where a run goes. @throws CommandError with exit code 2 where something is asked for that makes no sense there. */
function chooseSetup(options: StartOptions, env: NodeJS.ProcessEnv): Setup {
  const configFile = findConfigFile(options.config);
  // What is wrong with it is said before anything is started.
  webUrlOf(env);
  const setup: Setup = { configFile, cluster: clusterSettings(env), stateDir: stateDir(env) };
  if (options.interactive && configFile !== null)
    throw usageError('--interactive is for the sandbox; with a configuration you are asked anyway.');
  const ports = [options.oktaPort, options.kiroPort, options.dnsPort, options.dnsConsolePort];
  if (configFile !== null && (options.fresh || ports.some((port) => port !== undefined)))
    throw usageError('--fresh and the ports are for the sandbox, and there is a configuration.');
  if (options.printLinks && !options.web)
    throw usageError('--print-links prints links to the page, which --no-web leaves out.');
  if (options.printLinks && (options.detach || !options.wait))
    throw usageError(
      '--print-links is for a command that stays, since its page ends with it; `npm run invite` makes links to a page elsewhere.',
    );
  if (options.detach && setup.cluster === null) {
    throw usageError(
      '--detach needs a Temporal cluster (TEMPORAL_ADDRESS) with a worker: the embedded one ends with this command.',
    );
  }
  return setup;
}
