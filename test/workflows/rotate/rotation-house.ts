import { ApplicationFailure } from '@temporalio/common';
import type { FailedPushes, KnownConnection, PushSeen } from '../../../runbook/outside.js';
import type { Finding } from '../../../runbook/model/proof.js';
import type { RotationReport } from '../../../runbook/rotate/rotation-outlook.js';
import type { Status } from '../../../runbook/words/status.js';
import { sealToken } from '../../../sealing/seal-token.js';
import { calmWorld, ENDPOINT, input, needsPerson, notYet, proof, type World } from '../fake-world.js';
import { SimulatedRun, type Simulator } from '../simulated-run.js';

const ANA = 'ana@example.com';
const OFF = { ...proof, connection: 'not-connected', createUsers: 'off', updateUserAttributes: 'off' } as const;

/** A Kiro, an Okta and a worker, as far as a rotation looks at them; people change them as they do in the consoles. */
export class House {
  /** Tokens that Kiro takes. */
  readonly alive = new Set(['old']);
  /** The token that Okta holds, and when it has pushed. ISO 8601. */
  oktaHolds = 'old';
  pushes: string[] = [];
  isOn = true;
  /** The token that the worker has; null where it has none. */
  workerHas: string | null = 'old';
  failed: string[] = [];
  failedOtherwise: string[] = [];
  planted: Finding[] = [];
  /** By what each comparison knew the objects of the connection. */
  comparedBy: (KnownConnection | undefined)[] = [];
  /** What of Kiro nobody can look at. */
  unseen: string[] = [];
  /** What the record of the connection was told, newest last. */
  readonly news: { token?: { issuedAt: string; storedAt: string | null }; run: { outcome: string } }[] = [];
  /** How often each activity was asked. */
  readonly asked: string[] = [];
  /** How many tokens the helpful Kiro admin has made. */
  private made = 0;
  private readonly plain = new Map<string, string>();
  run!: SimulatedRun;
  world!: World;

  static async enter(creator: Simulator, compromised: boolean, changes: Partial<World> = {}): Promise<House> {
    const house = new House();
    house.world = await house.worldWith(changes);
    const given = { ...input, about: { compromised } };
    house.run = await SimulatedRun.start(creator, 'rotateScimToken', [given]);
    return house;
  }

  private worldWith(changes: Partial<World>): Promise<World> {
    const open = (sealed: string | null): string | null =>
      sealed === null ? null : (this.plain.get(sealed) ?? sealed);
    const refused = (): Error =>
      ApplicationFailure.create({
        message: 'Kiro does not accept it (401).',
        type: 'ScimUnauthorized',
        nonRetryable: true,
      });
    return calmWorld({
      holdOldToken: async () => {
        const { workerHas } = this;
        if (workerHas === null) return { sealed: null, before: 'unknown' };
        return { sealed: workerHas, before: this.alive.has(workerHas) ? 'works' : 'refused' };
      },
      tryNewToken: async ({ sealedToken, oldToken }) => {
        const token = open(sealedToken);
        if (token !== null && !this.alive.has(token)) throw refused();
        return { ...proof, isOldOne: token !== null && token === open(oldToken) };
      },
      tryOldToken: async ({ sealedToken, oldToken }) => {
        const token = open(sealedToken);
        if (token !== null && !this.alive.has(token)) throw needsPerson('The wrong token was deleted.');
        if (oldToken === null) return { ...proof, verdict: 'untried' };
        return { ...proof, verdict: this.alive.has(open(oldToken)!) ? 'works' : 'refused' };
      },
      putNewToken: async () => (this.isOn ? { ...OFF, connection: 'unknown', createUsers: 'on' } : OFF),
      readProvisioning: async () => (this.isOn ? { ...OFF, connection: 'unknown', createUsers: 'on' } : OFF),
      awaitPush: async ({ since, isPatient }): Promise<PushSeen> => {
        const pushedAt = this.pushes.find((at) => at >= since) ?? null;
        if (pushedAt === null && isPatient) throw notYet('Okta has pushed nothing.', '1s');
        return { ...proof, pushedAt };
      },
      readFailedPushes: async (): Promise<FailedPushes> => ({
        ...proof,
        named: this.failed,
        total: this.failed.length,
        others: { named: this.failedOtherwise, total: this.failedOtherwise.length },
      }),
      compareKiro: async ({ known }) => {
        this.comparedBy.push(known);
        return { ...proof, findings: this.planted, unseen: this.unseen };
      },
      recordConnection: async ({ news }) => void this.news.push(news),
      ...changes,
    });
  }

  /** Let all that does not wait for people go on; activities that say "not yet" stay. */
  async settle(): Promise<Status | null> {
    for (let round = 0; round < 40; round += 1) {
      if (this.run.end !== null) return null;
      let moved = false;
      for (const open of [...this.run.activities.values()]) {
        if (open.isCancelled) this.run.resolve(open, 'cancelled');
        else {
          const works = this.world as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
          const outcome = await works[open.name]!(...open.args).then(
            (value) => ({ value }),
            (error: Error) => ({ error }),
          );
          if ('error' in outcome && (outcome.error as ApplicationFailure).nonRetryable !== true) continue;
          this.asked.push(open.name);
          this.run.resolve(open, outcome);
        }
        moved = true;
      }
      await this.run.task();
      if (!moved) break;
    }
    return this.run.end === null ? this.run.status() : null;
  }

  /** Send an Update; the refusal's detail, or null. */
  async send(
    message: string,
    value: object = {},
  ): Promise<{ field: string | null; reason: string; code: string } | null> {
    const id = this.run.update(message, { by: ANA, ...value });
    await this.run.task();
    const refusal = this.run.outcomeOf(id) as { field: string | null; reason: string; code: string } | null | undefined;
    await this.settle();
    return refusal ?? null;
  }

  /** Time passes. */
  async pass(ms = 60_000): Promise<void> {
    this.run.pass(ms);
    await this.run.task();
    await this.settle();
  }

  /** The Kiro admin makes a token and gives it. */
  async give(token: string, endpoint = ENDPOINT): Promise<Awaited<ReturnType<House['send']>>> {
    this.alive.add(token);
    return this.giveAgain(token, endpoint);
  }

  /** The Kiro admin gives a token, whether or not Kiro knows it. */
  async giveAgain(token: string, endpoint = ENDPOINT): Promise<Awaited<ReturnType<House['send']>>> {
    const key = await this.run.query<Record<string, string>>('sealingKey');
    const sealed = await sealToken(token, key, { workflowId: this.run.workflowId, endpoint });
    this.plain.set(sealed, token);
    return this.send('scimAccessIssued', { endpoint, token: sealed, storedAt: '1Password: Kiro, new' });
  }

  /** The Okta admin pastes it, says so, and a little later Okta pushes. */
  async paste(token: string): Promise<void> {
    // It was made, also where nobody gave it to the run.
    if (token !== 'old') this.alive.add(token);
    this.oktaHolds = token;
    await this.send('provisioningConfigured');
    await this.pass();
    await this.push();
  }

  /** Okta pushes now, where Kiro takes its token. */
  async push(): Promise<void> {
    if (this.alive.has(this.oktaHolds)) this.pushes.push(this.now);
    await this.settle();
  }

  /** The Kiro admin deletes a token, and says so. */
  async revoke(token: string): Promise<Awaited<ReturnType<House['send']>>> {
    this.alive.delete(token);
    return this.send('tokenRevoked');
  }

  /** Does and answers what each person is asked, until the status says so or the run is over. */
  async help(isEnough: (status: Status) => boolean = () => false): Promise<void> {
    for (let round = 0; round < 60; round += 1) {
      await this.pass(1_000);
      if (this.run.end !== null) return;
      const status = await this.run.status();
      if (isEnough(status)) return;
      for (const { message, step, role } of status.waitingFor) {
        if (message === 'scimAccessIssued') await this.give(`new ${(this.made += 1)}`);
        else if (message === 'provisioningConfigured') await this.paste(`new ${this.made}`);
        else if (message === 'checkNow' && role === 'okta-admin') await this.push();
        else if (message === 'tokenRevoked') {
          const others = [...this.alive].filter((token) => token !== `new ${this.made}`);
          others.forEach((token) => this.alive.delete(token));
          await this.send('tokenRevoked');
        } else if (message === 'stepDone') {
          await this.push();
          await this.send('stepDone', { step });
        } else if (message === 'decisionMade')
          await this.send('decisionMade', { step, decision: 'accept', reason: 'seen' });
      }
    }
    const { waitingFor, steps } = await this.run.status();
    throw new Error(`It does not come to its end: ${JSON.stringify([waitingFor, steps])}`);
  }

  /** The Okta admin has retried everything; the run looks for a push a little longer. */
  async retried(): Promise<void> {
    await this.send('stepDone', { step: 'failed-tasks' });
    for (let look = 0; look < 2; look += 1) await this.pass(3_000);
  }

  get now(): string {
    return new Date(this.run.nowMs).toISOString();
  }

  /** What is asked of whom now: `step message role`. */
  async waiting(): Promise<string[]> {
    return (await this.run.status()).waitingFor.map(({ step, message, role }) => `${step} ${message} ${role}`);
  }

  async question(step: string): Promise<Status['waitingFor'][number]> {
    return (await this.run.status()).waitingFor.find((one) => one.step === step)!;
  }

  /** The report of a run that is over. */
  get report(): RotationReport {
    if (this.run.end?.kind !== 'completed') throw new Error(`It is not done: ${JSON.stringify(this.run.end)}`);
    return this.run.end.result as RotationReport;
  }

  /** How that step ended: `state confirmed`. */
  ended(step: string): string {
    const found = this.report.steps.find(({ id }) => id === step);
    return `${found?.state} ${found?.confirmed}`;
  }
}
