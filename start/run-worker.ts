import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  DefaultLogger,
  type LogEntry,
  type LogLevel,
  makeTelemetryFilterString,
  type NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { createAuditActivities } from '../activities/audit/audit-activities.js';
import { createConnectionActivities, rememberedOrgId } from '../activities/connection/connection-activities.js';
import { createDnsActivities } from '../activities/dns/dns-activities.js';
import { pulse, PULSE_MS } from '../activities/heartbeat.js';
import { createNotifyActivities } from '../activities/notify/notify-activities.js';
import { checkCredentials } from '../activities/okta/check-credentials.js';
import { createOffboardActivities } from '../activities/offboard/offboard-activities.js';
import { createOktaActivities } from '../activities/okta/okta-activities.js';
import { oktaClientFromEnvironment } from '../activities/okta/okta-client.js';
import { readLogins, type ReadOkta, readOktaSide } from '../activities/okta/okta-roster.js';
import { orgAtAddress } from '../activities/okta/org-metadata.js';
import { createReportActivities, openReportsFolder } from '../activities/report/write-report.js';
import { createRotationActivities } from '../activities/rotation/rotation-activities.js';
import { createAccessReviewActivities } from '../activities/review/access-review-activities.js';
import { createReviewActivities } from '../activities/review/review-activities.js';
import { createScimActivities } from '../activities/scim/scim-activities.js';
import { kiroSideFrom, openerWithOwn } from '../activities/scim/kiro-side.js';
import { createSecretActivities, tokenOpener } from '../activities/secrets/secret-activities.js';
import { secretFilter } from '../activities/secrets/secret-filter.js';
import { startGuard } from '../activities/trust/start-guard.js';
import { terminalLines } from '../runbook/escape/plain-text.js';
import { oktaHost } from '../runbook/model/names.js';
import { loadSigningKey, readTrustedKeys } from '../sealing/signing.js';
import { loadSealingKeys } from '../sealing/keys.js';
import { clusterSettings, taskQueueOf } from '../temporal/cluster-settings.js';
import { connectWorker, workflowUrl } from '../temporal/connect.js';
import { stateDir } from '../temporal/folders.js';
import { missingAttributes, missingSentence } from '../temporal/namespace.js';
import { embeddedSettings } from '../temporal/running-server.js';
import { bundleWorkflows, type WorkflowBundle } from '../temporal/workflow-bundle.js';
import type { Outside } from '../runbook/outside.js';

/**
 * A worker for the one org of its environment. Checks the Okta credentials before it takes any work.
 * @throws ConfigurationError with one sentence when the environment is not right.
 */
export async function createWorker(options: {
  connection: NativeConnection;
  namespace: string;
  env: NodeJS.ProcessEnv;
  stateDir: string;
  bundle: Promise<WorkflowBundle>;
}): Promise<Worker> {
  const client = oktaClientFromEnvironment(options.env);
  await checkCredentials(client);
  // The ids of runs have the host that their connection was first made under; an org may have two.
  const hosts = [oktaHost(client.orgUrl), ...((await orgAtAddress(client.orgUrl))?.hosts ?? [])];
  const keys = await loadSealingKeys(options);
  const signingKey = () => loadSigningKey({ env: options.env, stateDir: options.stateDir, via: 'runbook' });
  const isEmbedded = clusterSettings(options.env) === null;
  const senderKeys = () => readTrustedKeys({ env: options.env, stateDir: options.stateDir, isEmbedded });
  // A wrong file stops the worker before it takes any work.
  await senderKeys();
  const openToken = openerWithOwn(options.env, tokenOpener(keys));
  const kiroSide = kiroSideFrom({ env: options.env, openToken });
  const readOkta: ReadOkta = (task, objects) => readOktaSide(client, task, objects);
  const dir = reportsDir(options.stateDir);
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: taskQueueOf(options.env),
    workflowBundle: await options.bundle,
    activities: {
      ...createOktaActivities({ client, openToken }),
      ...createDnsActivities({ env: options.env }),
      ...createScimActivities({ openToken }),
      ...createReviewActivities({ openToken, readOkta, dir }),
      ...createRotationActivities({ client, openToken, keys, env: options.env }),
      ...createAccessReviewActivities({
        readOkta,
        readLogins: (task, ids) => readLogins(client, task, ids),
        kiroSide,
        dir,
      }),
      ...createSecretActivities(keys, senderKeys),
      ...createReportActivities({ dir }),
      ...createConnectionActivities({ kiroSide, orgIdOf: rememberedOrgId() }),
      ...createOffboardActivities({ client, kiroSide }),
      ...createAuditActivities({ client, env: options.env, dir }),
      ...createNotifyActivities({
        env: options.env,
        linkTo: (workflowId) => linkTo(workflowId, options),
        signingKey,
      }),
    } satisfies Outside,
    interceptors: { activity: [secretFilter(options.env), pulse, startGuard({ hosts, senderKeys })] },
    maxHeartbeatThrottleInterval: PULSE_MS,
    maxConcurrentActivityTaskExecutions: 20,
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
  });
}

const reportsDir = (stateDir: string): string => join(stateDir, 'reports');

/** The page of a run in the Web UI of the cluster, or of the embedded server. */
async function linkTo(
  workflowId: string,
  { env, stateDir, namespace }: { env: NodeJS.ProcessEnv; stateDir: string; namespace: string },
): Promise<string | null> {
  const settings = clusterSettings(env) ?? (await embeddedSettings(stateDir).catch(() => null));
  return settings?.uiUrl == null ? null : workflowUrl(settings.uiUrl, namespace, workflowId);
}

/**
 * Run a worker on the cluster of the environment, or on the embedded server that another command has started, until
 * `leaving`. @throws ConfigurationError, TemporalError, TemporalSettingsError
 */
export async function runWorker(env: NodeJS.ProcessEnv, leaving: AbortSignal): Promise<void> {
  if (leaving.aborted) return;
  const bundle = bundleWorkflows(env);
  bundle.catch(() => undefined);
  const runtime = installRuntime('INFO', []);
  const left = new Promise<void>((resolve) => leaving.addEventListener('abort', () => resolve()));
  try {
    const worker = await Promise.race([startWorker(env, bundle, leaving), left]);
    await worker?.ended;
  } finally {
    await runtime.shutdown();
  }
}

/** A worker that takes up work until `leaving`; null where that comes first. */
async function startWorker(
  env: NodeJS.ProcessEnv,
  bundle: Promise<WorkflowBundle>,
  leaving: AbortSignal,
): Promise<{ ended: Promise<void> } | null> {
  const settings = clusterSettings(env) ?? (await embeddedSettings(stateDir(env)));
  const connection = await connectWorker(settings);
  const { namespace } = settings;
  const worker = await createWorker({
    connection,
    namespace,
    env,
    stateDir: stateDir(env),
    bundle,
  });
  const missing = await missingAttributes(connection, namespace);
  if (missing !== null && missing.length > 0) process.stderr.write(`${missingSentence(missing, settings)}\n`);
  const open = await openReportsFolder(reportsDir(stateDir(env)));
  if (open !== null) process.stderr.write(`${open}\n`);
  const [{ thumbprint }] = await loadSealingKeys({ stateDir: stateDir(env), env });
  process.stderr.write(`Its sealing key: ${thumbprint}\n`);
  process.stderr.write(`Worker is ready: task queue ${taskQueueOf(env)}, namespace ${namespace}.\n`);
  if (leaving.aborted) return null;
  leaving.addEventListener('abort', () => worker.shutdown());
  return { ended: worker.run().then(() => connection.close()) };
}

/** As the SDK writes it; texts of outside systems in it steer no terminal. */
function logLine({ level, timestampNanos, message, meta }: LogEntry): void {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const more = meta === undefined ? '' : ` ${inspect(meta)}`;
  process.stderr.write(`${terminalLines(`${at} [${level}] ${message}${more}`)}\n`);
}

/**
 * What the SDK has to say of this level goes to stderr. By itself its native part writes to stdout, which is for what was
 * asked for. Must be shut down where nothing has come to use it, or the process never ends.
 */
export function installRuntime(level: Extract<LogLevel, 'INFO' | 'ERROR'>, shutdownSignals: NodeJS.Signals[]): Runtime {
  const filter = makeTelemetryFilterString({ core: level === 'INFO' ? 'WARN' : level, other: 'ERROR' });
  const logging = { forward: {}, filter };
  return Runtime.install({ logger: new DefaultLogger(level, logLine), telemetryOptions: { logging }, shutdownSignals });
}
