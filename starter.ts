/** The front door, `npm run start-onboarding`: start or join the run, show it, ask the person at the terminal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { sendAnswer, statusOfRun } from './cli/lib/ask-run.js';
import { runCommand } from './cli/lib/command.js';
import { EXIT } from './cli/lib/exit-codes.js';
import { note, write } from './cli/lib/output.js';
import { DEFAULT_CONFIG, readConfig } from './cli/lib/reach.js';
import { Closers } from './cli/start/closers.js';
import { readStartOptions, refuseContradictions, type StartOptions } from './cli/start/options.js';
import { warnWithoutWorker } from './cli/start/pollers.js';
import { startRun } from './cli/start/start-run.js';
import { launchTemporal } from './cli/start/temporal.js';
import { viewFor, type View } from './cli/start/view.js';
import { leave, watch } from './cli/start/watch.js';
import type { OnboardingInput } from './runbook/input.js';
import type { Sandbox } from './sandbox/start.js';
import {
  clusterSettings,
  connectClient,
  connectWorker,
  workflowUrl,
  type ConnectionSettings,
} from './temporal/connect.js';
import { stateDir as stateDirOf } from './temporal/state-dir.js';
import { taskQueueOf } from './temporal/task-queue.js';

// The worker and the sandbox are loaded (`import()`) while Temporal starts: together that takes a second, one after the other two.

async function main(): Promise<void> {
  const options = readStartOptions(process.argv);
  const closers = new Closers();
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leaving.abort());
  try {
    process.exitCode = await onboard(options, closers, leaving.signal);
  } finally {
    await closers.closeAll();
  }
}

async function onboard(options: StartOptions, closers: Closers, signal: AbortSignal): Promise<number> {
  const stateDir = stateDirOf(process.env);
  const view = viewFor(options.json, write);
  const cluster = clusterSettings(process.env);
  const usesSandbox = options.config === undefined && !existsSync(DEFAULT_CONFIG);
  refuseContradictions(options, { usesSandbox, hasCluster: cluster !== null });
  // What is wrong in it is told before anything is started.
  const given = usesSandbox ? null : await readConfig(options.config ?? DEFAULT_CONFIG, process.env);
  if (usesSandbox) introduceSandbox(options, view);

  // A plan needs neither server nor worker.
  const coming = cluster === null && !options.planOnly ? launchTemporal(stateDir, view, closers) : null;
  await coming?.launched;
  const work = coming === null ? null : await loadWorker(stateDir, closers);
  const sandbox = usesSandbox ? await openSandbox(options, stateDir, view, closers) : null;
  const { input, warnings } = given ?? (await readConfig(sandbox?.info.config ?? DEFAULT_CONFIG, process.env));
  const env = environmentFor(sandbox, input);
  warnings.forEach((warning) => note(`Note: ${warning}`));
  if (options.planOnly) {
    const { printPlan } = await import('./cli/plan/print-plan.js');
    return printPlan({ input, env, json: options.json, write, note });
  }

  const settings = cluster ?? (await coming!.settings);
  const client = await connectClient(settings);
  closers.add(() => client.connection.close());
  if (work === null) await warnWithoutWorker(client, taskQueueOf(env));
  else await work(settings, env);

  const run = await startRun(client, input, taskQueueOf(env));
  view.say(`${run.joined ? 'Joined' : 'Started'} ${run.workflowId}`);
  if (settings.uiUrl !== null) view.say(`Web UI: ${workflowUrl(settings.uiUrl, settings.namespace, run.workflowId)}`);
  if (options.detach) return leave(options, run.workflowId, EXIT.done);
  if (sandbox !== null && !options.interactive)
    await play(sandbox, { client, workflowId: run.workflowId, stateDir, view, closers });
  const isAtTerminal = process.stdin.isTTY && process.stdout.isTTY && !options.json;
  const asksHere = isAtTerminal && (sandbox === null || options.interactive);
  return watch({ client, workflowId: run.workflowId, options, view, signal, asksHere });
}

/** Load the worker and begin to bundle its workflows; gives the function that sets it to work. */
async function loadWorker(
  stateDir: string,
  closers: Closers,
): Promise<(settings: ConnectionSettings, env: NodeJS.ProcessEnv) => Promise<void>> {
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  const { bundleWorkflows, createWorker } = await import('./worker.js');
  // Temporal's own log would run through the steps on the screen; what matters stands in the run.
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const bundle = bundleWorkflows(process.env);
  // Told where it is awaited.
  bundle.catch(() => undefined);
  return async (settings, env) => {
    const connection = await connectWorker(settings);
    closers.add(() => connection.close());
    const worker = await createWorker({ connection, namespace: settings.namespace, env, stateDir, bundle });
    const running = worker.run();
    running.catch((error: unknown) => note(`The worker stopped: ${String(error)}`));
    closers.add(async () => {
      worker.shutdown();
      await running;
    });
  };
}

function introduceSandbox({ interactive }: StartOptions, view: View): void {
  view.say(`No ${DEFAULT_CONFIG} here, so this is the SANDBOX: an Okta, a Kiro and name servers on this machine.`);
  view.say(`Hours are shortened to seconds, and ${interactive ? 'you play the people:' : 'the people are played.'}`);
}

async function openSandbox(options: StartOptions, stateDir: string, view: View, closers: Closers): Promise<Sandbox> {
  const { startSandbox } = await import('./sandbox/start.js');
  const { SANDBOX_PORTS } = await import('./sandbox/ports.js');
  const sandbox = await startSandbox({
    stateDir: join(stateDir, 'sandbox'),
    oktaPort: options.oktaPort ?? SANDBOX_PORTS.okta,
    kiroPort: options.kiroPort ?? SANDBOX_PORTS.kiro,
    dnsPort: options.dnsPort ?? SANDBOX_PORTS.dns,
    dnsConsolePort: options.dnsConsolePort ?? SANDBOX_PORTS.dnsConsole,
    fresh: options.fresh,
  });
  closers.add(() => sandbox.close());
  if (options.interactive) {
    const { okta, kiro, dns } = sandbox.info;
    view.say(
      `Their consoles, below /console of each: Okta ${okta.orgUrl}, Kiro ${kiro.consoleUrl}, DNS ${dns.consoleUrl} (docs/sandbox.md).`,
    );
  }
  return sandbox;
}

/** The sandbox brings its own credentials; those of a real org never reach it. */
function environmentFor(sandbox: Sandbox | null, input: OnboardingInput): NodeJS.ProcessEnv {
  if (sandbox === null) return { ...process.env, OKTA_CLIENT_ORGURL: input.okta.orgUrl };
  const kept = Object.entries(process.env).filter(([key]) => !key.startsWith('OKTA_CLIENT_'));
  return {
    ...Object.fromEntries(kept),
    OKTA_CLIENT_ORGURL: sandbox.info.okta.orgUrl,
    OKTA_CLIENT_TOKEN: sandbox.info.okta.token,
  };
}

/** Let the sandbox's people do what is asked of them, until the command ends. */
async function play(
  sandbox: Sandbox,
  run: { client: Client; workflowId: string; stateDir: string; view: View; closers: Closers },
): Promise<void> {
  const { playPeople } = await import('./sandbox/people.js');
  const { openVault } = await import('./sandbox/vault.js');
  const { sealForRun } = await import('./cli/lib/seal-for-run.js');
  const { client, workflowId, view } = run;
  const stop = new AbortController();
  const people = playPeople({
    info: sandbox.info,
    vault: openVault(join(run.stateDir, 'sandbox', 'vault.json')),
    signal: stop.signal,
    onAction: (who, what) => view.say(`         played   ${who}: ${what}`),
    line: {
      status: () => statusOfRun(client, workflowId),
      answer: async (message, value) => {
        const sent = await sendAnswer(client, workflowId, message, value);
        return sent.accepted ? null : sent.why.reason;
      },
      seal: (token) => sealForRun(client, workflowId, token),
    },
  });
  // They must have hung up before the connection is closed: a call that is retried on a closed one ends the process.
  run.closers.add(() => {
    stop.abort();
    return people;
  });
}

await runCommand(main);
