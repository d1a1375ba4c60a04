import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOffboardActivities } from '../../../activities/offboard/offboard-activities.js';
import { oktaClient } from '../../../activities/okta/okta-client.js';
import { createScimClient } from '../../../activities/scim/scim-api.js';
import type { OffboardReport } from '../../../runbook/offboard/certificate.js';
import type { KnownConnection } from '../../../runbook/outside.js';
import { TEST_PATIENCE } from '../../activities/okta/support.js';
import { calmWorld, type World } from '../fake-world.js';
import {
  type OtherRun,
  type PlayedHooks,
  playedSimulation,
  type PlayedSimulation,
  type Send,
} from '../played-simulation.js';
import { simulator } from '../simulated-run.js';
import type { Status } from '../../../runbook/words/status.js';
import { Secret } from '../../../runbook/secrets/secret.js';
import { held } from '../../support/secret.js';

/** A token lives an hour, which lasts a tenth of a second here. Milliseconds. */
const HOUR_MS = 100;

export interface Leaving {
  login: string;
  now?: boolean;
  /** There is no SCIM access: nobody looks at Kiro. */
  isKiroUnseen?: boolean;
  input?: object;
  between?: OtherRun['between'];
  world?: Partial<World>;
}

/** People as they are asked, besides those that the sandbox plays. */
export type People = Record<string, (house: LeaverHouse, status: Status) => Promise<object | null>>;

/** An org and a Kiro that are connected, in which people leave one after the other. */
export class LeaverHouse {
  private constructor(
    readonly simulation: PlayedSimulation,
    private readonly dir: string,
    readonly known: KnownConnection,
    private readonly scim: { endpoint: string; token: string },
  ) {}

  static async open(): Promise<LeaverHouse> {
    const dir = mkdtempSync(join(tmpdir(), 'kiro-leaver-'));
    const simulation = await playedSimulation(await simulator(Object.keys(await calmWorld())), dir);
    const { facts } = await simulation.play({});
    const { sandbox } = simulation;
    const access = await fetch(`${sandbox.info.kiro.consoleUrl}/console/access-tokens`, { method: 'POST' });
    const { scimEndpoint: endpoint, token } = (await access.json()) as { scimEndpoint: string; token: string };
    const { signInAppId, scimAppId, clientId, issuer } = facts;
    const serverId = issuer!.split('/').at(-1)!;
    const known = { signInAppId, scimAppId, clientId, issuer, serverId, endpoint, storedAt: null };
    return new LeaverHouse(simulation, dir, known, { endpoint, token });
  }

  async close(): Promise<void> {
    await this.simulation.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** One person leaves; `people` answer what is asked, and those of the sandbox do not. */
  async leaves(leaving: Leaving, people: People = PEOPLE): Promise<OffboardReport> {
    const { orgUrl, token } = this.simulation.sandbox.info.okta;
    const client = oktaClient({ orgUrl, credentials: { mode: 'token', token: new Secret(token) } }, TEST_PATIENCE);
    const kiroSide = async () => (leaving.isKiroUnseen === true ? null : createScimClient(held(this.scim)));
    const about = { login: leaving.login, now: leaving.now ?? false, hourMs: HOUR_MS };
    return this.simulation.playOther<OffboardReport>(this.hooks(people), {
      type: 'offboardUser',
      input: { about, ...leaving.input },
      world: {
        ...createOffboardActivities({ client, kiroSide }),
        takeTurn: async () => ({ ahead: [], known: this.known }),
        ...leaving.world,
      },
      ...(leaving.between === undefined ? {} : { between: leaving.between }),
    });
  }

  private hooks(people: People): PlayedHooks {
    return {
      seen: async (status, send) => {
        this.send = send;
        await this.answer(status, send, people);
        return true;
      },
    };
  }

  private async answer(status: Status, send: Send, people: People): Promise<void> {
    for (const { message } of status.waitingFor) {
      const value = await people[message]?.(this, status);
      if (value === undefined || value === null) continue;
      this.refusals.push(...[await send(message, { by: 'ben@example.com', ...value })].filter((one) => one !== null));
    }
  }

  /** Says something to the run that goes on now. */
  send: Send = async () => 'no run goes on';

  /** What people were told when their answer was refused. */
  readonly refusals: string[] = [];

  async okta<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { orgUrl, token } = this.simulation.sandbox.info.okta;
    const answer = await fetch(`${orgUrl}${path}`, {
      method,
      headers: { authorization: `SSWS ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 404) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async kiro<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const answer = await fetch(`${this.simulation.sandbox.info.kiro.consoleUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json().catch(() => null)) as T;
  }

  /** Of the group of that name. */
  async groupId(name: string): Promise<string> {
    const groups = await this.okta<{ id: string; type: string; profile: { name: string } }[]>('GET', '/api/v1/groups');
    return groups.find(
      ({ profile, type }) => profile.name === name && (type !== 'APP_GROUP' || !name.startsWith('Kiro')),
    )!.id;
  }

  /** A group with the sign-in application or with both, and these people in it. */
  async newGroup(name: string, logins: string[]): Promise<string> {
    const { id } = await this.okta<{ id: string }>('POST', '/api/v1/groups', { profile: { name } });
    for (const login of logins) await this.okta('PUT', `/api/v1/groups/${id}/users/${login}`);
    return id;
  }

  assign = async (groupId: string): Promise<void> => {
    for (const app of [this.known.signInAppId, this.known.scimAppId])
      await this.okta('PUT', `/api/v1/apps/${app}/groups/${groupId}`, {});
  };

  signIn = (login: string): Promise<unknown> => this.kiro('/sign-in', 'POST', { email: login });

  /** Calls of Okta's API since then. */
  async callsSince(before: number): Promise<{ method: string; path: string }[]> {
    return (await this.calls()).slice(before);
  }

  async calls(): Promise<{ method: string; path: string }[]> {
    const all = await this.okta<{ method: string; path: string }[]>('GET', '/sandbox/requests');
    return all.filter(({ path }) => path.startsWith('/api/v1'));
  }
}

/** People who do at once what they are asked. */
export const PEOPLE: People = {
  seatDeleted: async (house, status) => {
    const login = status.waitingFor.find(({ message }) => message === 'seatDeleted')!.copy[0]!.value;
    await house.kiro('/console/subscriptions', 'DELETE', { groups: [], users: [login] });
    return { note: 'gone' };
  },
};
