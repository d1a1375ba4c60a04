import { join } from 'node:path';
import { readConfig } from '../../cli/lib/config-file.js';
import { createDnsActivities } from '../../activities/dns/dns-activities.js';
import { createOktaActivities } from '../../activities/okta/okta-activities.js';
import { oktaClient } from '../../activities/okta/okta-client.js';
import { readOktaSide } from '../../activities/okta/okta-roster.js';
import { createReviewActivities } from '../../activities/review/review-activities.js';
import { createRotationActivities } from '../../activities/rotation/rotation-activities.js';
import { createScimActivities } from '../../activities/scim/scim-activities.js';
import { createSecretActivities, tokenOpener } from '../../activities/secrets/secret-activities.js';
import type { OnboardingReport } from '../../runbook/onboarding/outlook.js';
import type { KnownConnection } from '../../runbook/outside.js';
import type { Report } from '../../runbook/words/report.js';
import { WORKFLOW_TYPE, workflowIdFor } from '../../runbook/model/names.js';
import type { Status } from '../../runbook/words/status.js';
import { playPeople } from '../../sandbox/people.js';
import { SCIM_ACCESS_FILE, type Vault } from '../../sandbox/vault.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import { loadSealingKeys } from '../../sealing/keys.js';
import { sealToken } from '../../sealing/seal-token.js';
import { asTemporal } from '../activities/okta/drive.js';
import { TEST_PATIENCE } from '../activities/okta/support.js';
import { calmWorld, type World } from './fake-world.js';
import type { OpenActivity } from './simulated-protocol.js';
import { SimulatedRun, type Simulator } from './simulated-run.js';
import { Secret } from '../../runbook/secrets/secret.js';

/** Sends an Update; the reason of a refusal, or null. */
export type Send = (message: string, value: object) => Promise<string | null>;

export interface PlayedHooks {
  /** Is shown each status before the people are; gives true where the people should wait for the next one. */
  seen?(status: Status, send: Send): Promise<boolean>;
  /** What a person has just answered, before it is sent. */
  answering?(message: string, status: Status): Promise<void>;
}

/** A run of day two. */
export interface OtherRun {
  /** Workflow type. */
  type: string;
  /** Besides the configuration of the sandbox. */
  input: object;
  world: Partial<World>;
  /** Where the people keep their secrets, if it is to outlive the run. */
  vault?: Vault;
  /** Absent: that of every simulated run. */
  workflowId?: string;
  /** Called between two workflow tasks with the run, such as to have it carried on. */
  between?(run: SimulatedRun, status: Status): void;
}

/** A whole onboarding without a Temporal server: the real workflow, Okta, SCIM and people against a sandbox. */
export interface PlayedSimulation {
  sandbox: Sandbox;
  /** How often each message was answered. */
  answered: string[];
  /** An onboarding, or the run of another type that goes by the same configuration. */
  play(hooks: PlayedHooks, type?: string): Promise<OnboardingReport>;
  /** A run of another runbook against the same sandbox, with what else its world has. */
  playOther<R extends Report>(hooks: PlayedHooks, other: OtherRun): Promise<R>;
  close(): Promise<void>;
}

const NOTHING_KNOWN: KnownConnection = {
  signInAppId: null,
  clientId: null,
  serverId: null,
  scimAppId: null,
  issuer: null,
  endpoint: null,
  storedAt: null,
};

/** The worker's own activities, but for notices and the report, which go nowhere. */
async function worldOf(sandbox: Sandbox, dir: string): Promise<World> {
  const { orgUrl, token } = sandbox.info.okta;
  const client = oktaClient({ orgUrl, credentials: { mode: 'token', token: new Secret(token) } }, TEST_PATIENCE);
  const keys = await loadSealingKeys({ stateDir: dir, env: {} });
  const openToken = tokenOpener(keys);
  const env = { KIRO_SCIM_ACCESS_FILE: join(dir, SCIM_ACCESS_FILE) };
  return calmWorld({
    ...createOktaActivities({ client, openToken }),
    ...createDnsActivities({ env: {} }),
    ...createScimActivities({ openToken }),
    ...createReviewActivities({ openToken, readOkta: (task, objects) => readOktaSide(client, task, objects), dir }),
    ...createRotationActivities({ client, openToken, keys, env }),
    ...createSecretActivities(keys, async () => []),
    // Without a record everything is looked up in Okta.
    takeTurn: async () => ({ ahead: [], known: NOTHING_KNOWN }),
  });
}

/** Starts a sandbox of its own, in memory; what the activities keep is in that folder. */
export async function playedSimulation(creator: Simulator, dir: string): Promise<PlayedSimulation> {
  const ports = { oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
  const sandbox = await startSandbox({ stateDir: null, ...ports, lagMs: 0 });
  const world = await worldOf(sandbox, dir);
  const { input } = await readConfig(sandbox.info.config, {});
  const answered: string[] = [];
  return {
    sandbox,
    answered,
    close: () => sandbox.close(),
    // Day two alone says what a run is about.
    play: (hooks, type = WORKFLOW_TYPE) =>
      play<OnboardingReport>(hooks, { type, input: type === WORKFLOW_TYPE ? {} : { about: {} }, world: {} }),
    playOther: play,
  };

  async function play<R extends Report>(hooks: PlayedHooks, other: OtherRun): Promise<R> {
    const given = { ...input, ...other.input };
    // The objects in Okta have the mark of the onboarding's own id.
    const onboarding = workflowIdFor(given);
    const { type, workflowId = onboarding, vault = newVault() } = other;
    const run = await SimulatedRun.start(creator, type, [given], '', Date.now(), workflowId);
    const stop = new AbortController();
    const driver = new Driver(run, { ...world, ...other.world });
    const line = {
      status: async () => {
        const status = await driver.status();
        other.between?.(run, status);
        return (await hooks.seen?.(status, driver.send)) === true ? { ...status, waitingFor: [] } : status;
      },
      answer: async (message: string, value: Record<string, unknown>) => {
        await hooks.answering?.(message, await driver.status());
        answered.push(message);
        return driver.send(message, value);
      },
      seal: async (token: string, endpoint: string) =>
        sealToken(token, await driver.query<Record<string, string>>('sealingKey'), {
          workflowId: run.workflowId,
          endpoint,
        }),
    };
    const playing = playPeople({ info: sandbox.info, vault, line, signal: stop.signal, glanceMs: 25 });
    try {
      return (await driver.untilEnd()) as R;
    } finally {
      stop.abort();
      await playing;
      await run.dispose();
    }
  }
}

function newVault(): Vault {
  const entries = new Map<string, string>();
  return {
    put: (entry, secret) => void entries.set(entry, secret),
    get: (entry) => entries.get(entry) ?? null,
    share: () => undefined,
  };
}

/** Milliseconds after which a run has failed to come to its end. */
const PATIENCE_MS = 55_000;

/** Gives the workflow what has come in, one task after the other, in real time. */
class Driver {
  private last: Promise<unknown> = Promise.resolve();
  private readonly begun = new Set<number>();

  constructor(
    private readonly run: SimulatedRun,
    private readonly world: World,
  ) {}

  readonly send: Send = (message, value) =>
    this.alone(async () => {
      if (this.run.end !== null) return 'The run is over.';
      const id = this.run.update(message, value);
      await this.run.task();
      const refusal = this.run.outcomeOf(id);
      return refusal == null ? null : JSON.stringify(refusal);
    });

  status(): Promise<Status> {
    return this.query('status');
  }

  query<T>(name: string): Promise<T> {
    return this.alone(() => this.run.query<T>(name));
  }

  async untilEnd(): Promise<unknown> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.run.end === null) {
      if (Date.now() > deadline) {
        const { steps, waitingFor } = await this.status();
        const open = steps.filter(({ state }) => state !== 'done').map(({ id, state }) => `${id} ${state}`);
        const asked = waitingFor.map(({ step, message, reason }) => `${step} ${message}: ${reason}`);
        throw new Error(`The run does not come to its end: ${open.join(', ')}. Asked: ${asked.join('; ')}`);
      }
      await this.alone(() => this.step());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    if (this.run.end.kind !== 'completed') throw new Error(`${this.run.end.kind}: ${this.run.end.message}`);
    return this.run.end.result;
  }

  private async step(): Promise<void> {
    for (const open of this.run.activities.values()) {
      if (open.isCancelled) this.run.resolve(open, 'cancelled');
      else if (!this.begun.has(open.seq)) {
        this.begun.add(open.seq);
        void this.carryOut(open);
      }
    }
    this.run.pass(Math.max(0, Date.now() - this.run.nowMs));
    await this.run.task();
  }

  private async carryOut(open: OpenActivity): Promise<void> {
    // A record that stays has no end of its watch.
    if (open.name === 'watchTxtRecord') return;
    const works = this.world as unknown as Record<string, (...args: unknown[]) => Promise<object>>;
    const outcome = await asTemporal(() => works[open.name]!(...open.args)).then(
      (value) => ({ value }),
      (error: Error) => ({ error }),
    );
    await this.alone(async () => {
      if (!open.isCancelled) this.run.resolve(open, outcome);
    });
  }

  /** The sandbox of the workflow takes one call at a time. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work, work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
