/** The front door, `npm run start-onboarding`: start or join the run, show it, ask the person at the terminal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { runCommand } from './cli/lib/command.js';
import { sendAnswer, statusOfRun, queryRun } from './cli/lib/ask-run.js';
import { EXIT, usageError } from './cli/lib/exit-codes.js';
import { DEFAULT_CONFIG, readConfig } from './cli/lib/reach.js';
import { sealForRun } from './cli/lib/seal-for-run.js';
import { printPlan } from './cli/plan/print-plan.js';
import { askAtTerminal } from './cli/start/dialogue.js';
import { follow } from './cli/start/follow.js';
import { readStartOptions, type StartOptions } from './cli/start/options.js';
import { startRun } from './cli/start/start-run.js';
import { jsonView, liveView, plainView, type View } from './cli/start/view.js';
import type { OnboardingInput } from './runbook/input.js';
import type { Report } from './runbook/report.js';
import { playPeople } from './sandbox/people.js';
import { SANDBOX_PORTS } from './sandbox/ports.js';
import { startSandbox, type Sandbox } from './sandbox/start.js';
import { openVault } from './sandbox/vault.js';
import {
  clusterSettings,
  connectClient,
  connectWorker,
  workflowUrl,
  type ConnectionSettings,
} from './temporal/connect.js';
import { startEmbeddedTemporal } from './temporal/embedded.js';
import { stateDir as stateDirOf } from './temporal/state-dir.js';
import { bundleWorkflows, createWorker, taskQueueOf } from './worker.js';

const write = (line: string): void => void process.stdout.write(`${line}\n`);
const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** What must be ended again, newest first. */
type Closers = (() => Promise<unknown>)[];

async function main(): Promise<void> {
  const options = readStartOptions(process.argv);
  const closers: Closers = [];
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leaving.abort());
  // Temporal's own log would run through the steps on the screen; what matters stands in the run.
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  try {
    process.exitCode = await onboard(options, closers, leaving.signal);
  } finally {
    for (const close of closers.reverse()) await close().catch(() => undefined);
  }
}

async function onboard(options: StartOptions, closers: Closers, signal: AbortSignal): Promise<number> {
  const stateDir = stateDirOf(process.env);
  const view = viewFor(options);
  const cluster = clusterSettings(process.env);
  const usesSandbox = options.config === undefined && !existsSync(DEFAULT_CONFIG);
  if (options.interactive && !usesSandbox)
    throw usageError('--interactive is for the sandbox; with a configuration you are asked anyway.');
  const forSandbox = [options.oktaPort, options.kiroPort, options.dnsPort, options.dnsConsolePort];
  if (!usesSandbox && (options.fresh || forSandbox.some((port) => port !== undefined)))
    throw usageError('--fresh and the ports are for the sandbox, and there is a configuration.');
  if (options.detach && cluster === null) {
    throw usageError(
      '--detach needs a Temporal cluster (TEMPORAL_ADDRESS) with a worker: the embedded one ends with this command.',
    );
  }
  // A plan needs neither worker nor server.
  const runsHere = cluster === null && !options.planOnly;
  const bundle = runsHere ? bundleWorkflows(stateDir) : null;
  bundle?.catch(() => undefined);
  // Beside the sandbox, not after it: both are a second of waiting.
  const early = runsHere && usesSandbox ? embedded(stateDir, view, closers) : null;
  early?.catch(() => undefined);
  if (early !== null) closers.push(() => early);
  const sandbox = usesSandbox ? await openSandbox(options, stateDir, view, closers) : null;
  const { input, warnings } = await readConfig(options.config ?? sandbox?.info.config ?? DEFAULT_CONFIG, process.env);
  const env = environmentFor(sandbox, input);
  warnings.forEach((warning) => note(`Note: ${warning}`));
  if (options.planOnly) return printPlan({ input, env, json: options.json, write, note });

  const settings = cluster ?? (await (early ?? embedded(stateDir, view, closers)));
  const client = await connectClient(settings);
  closers.push(() => client.connection.close());
  if (bundle !== null) {
    const connection = await connectWorker(settings);
    closers.push(() => connection.close());
    const worker = await createWorker({ connection, namespace: settings.namespace, env, stateDir, bundle });
    const running = worker.run();
    running.catch((error: unknown) => note(`The worker stopped: ${String(error)}`));
    closers.push(async () => {
      worker.shutdown();
      await running;
    });
  } else {
    await requireWorker(client, settings, taskQueueOf(env));
  }

  const run = await startRun(client, input, taskQueueOf(env));
  view.say(`${run.joined ? 'Joined' : 'Started'} ${run.workflowId}`);
  if (settings.uiUrl !== null) view.say(`Web UI: ${workflowUrl(settings.uiUrl, settings.namespace, run.workflowId)}`);
  if (options.detach) return leave(options, run.workflowId, EXIT.done);
  if (sandbox !== null && !options.interactive) play(client, run.workflowId, sandbox, stateDir, view, closers);
  const asksHere =
    process.stdin.isTTY && process.stdout.isTTY && !options.json && (sandbox === null || options.interactive);
  return watch({ client, workflowId: run.workflowId, options, view, signal, asksHere });
}

function viewFor(options: StartOptions): View {
  if (options.json) return jsonView(write);
  return process.stdout.isTTY ? liveView(write) : plainView(write);
}

async function openSandbox(options: StartOptions, stateDir: string, view: View, closers: Closers): Promise<Sandbox> {
  const sandbox = await startSandbox({
    stateDir: join(stateDir, 'sandbox'),
    oktaPort: options.oktaPort ?? SANDBOX_PORTS.okta,
    kiroPort: options.kiroPort ?? SANDBOX_PORTS.kiro,
    dnsPort: options.dnsPort ?? SANDBOX_PORTS.dns,
    dnsConsolePort: options.dnsConsolePort ?? SANDBOX_PORTS.dnsConsole,
    fresh: options.fresh,
  });
  closers.push(() => sandbox.close());
  view.say(`No ${DEFAULT_CONFIG} here, so this is the SANDBOX: an Okta, a Kiro and name servers on this machine.`);
  view.say(
    'Hours are shortened to seconds, and ' + (options.interactive ? 'you play the people:' : 'the people are played.'),
  );
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

async function embedded(stateDir: string, view: View, closers: Closers): Promise<ConnectionSettings> {
  const server = await startEmbeddedTemporal({ stateDir, onProgress: note });
  closers.push(() => server.close());
  view.say(`Temporal: ${server.address}, its data in ${stateDir}; Web UI ${server.uiUrl}`);
  return { connectionOptions: { address: server.address }, namespace: server.namespace, uiUrl: server.uiUrl };
}

async function requireWorker(client: Client, settings: ConnectionSettings, taskQueue: string): Promise<void> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: settings.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: 1,
  });
  if ((pollers ?? []).length === 0)
    note(
      `Nobody polls task queue ${taskQueue} yet: start \`npm run worker\` with the Okta credentials; the run waits for it.`,
    );
}

/** Leave a run that goes on; with `--json` the last line says so. */
function leave(options: StartOptions, workflowId: string, exitCode: number): number {
  if (options.json) write(JSON.stringify({ type: 'result', outcome: 'running', workflowId, report: null }));
  return exitCode;
}

function play(
  client: Client,
  workflowId: string,
  sandbox: Sandbox,
  stateDir: string,
  view: View,
  closers: Closers,
): void {
  const stop = new AbortController();
  const people = playPeople({
    info: sandbox.info,
    vault: openVault(join(stateDir, 'sandbox', 'vault.json')),
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
  closers.push(() => {
    stop.abort();
    return people;
  });
}

interface Watch {
  client: Client;
  workflowId: string;
  options: StartOptions;
  view: View;
  signal: AbortSignal;
  asksHere: boolean;
}

async function watch({ client, workflowId, options, view, signal, asksHere }: Watch): Promise<number> {
  for await (const glance of follow(client, workflowId, signal)) {
    view.show(glance);
    const { outcome, waitingFor } = glance.status;
    if (outcome !== 'running') return finish(client, workflowId, options);
    const asked = (waitingFor ?? []).find((one) => one.message !== 'checkNow');
    if (asked !== undefined && !options.wait) return leave(options, workflowId, EXIT.notClean);
    if (asked !== undefined && asksHere) {
      view.rest();
      await askAtTerminal(client, workflowId, asked, write);
    }
  }
  view.rest();
  note('The run is kept as it is; the same command joins it again.');
  return EXIT.notClean;
}

async function finish(client: Client, workflowId: string, options: StartOptions): Promise<number> {
  // The report's own evidence (where it was written) is there once the workflow has closed.
  await client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);
  const report = await queryRun<Report>(client, workflowId, 'report');
  if (options.json) write(JSON.stringify({ type: 'result', outcome: report.outcome, workflowId, report }));
  else write(`\n${await queryRun<string>(client, workflowId, 'report', { format: 'markdown' })}`);
  return report.outcome === 'done' || report.outcome === 'done-with-findings' ? EXIT.done : EXIT.failed;
}

await runCommand(main);
