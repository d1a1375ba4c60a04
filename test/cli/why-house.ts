import { expect } from 'vitest';
import { whyPerson, type AtHand } from '../../cli/why/why-person.js';
import type { WhyAnswer } from '../../runbook/person/verdict.js';
import { seatsIn } from '../../runbook/roster/subscription-list.js';
import { finishedOrg } from '../activities/okta/finished-org.js';
import type { Org } from '../activities/okta/support.js';
import { held } from '../support/secret.js';

type Json = Record<string, unknown>;

/** An org whose onboarding is finished, the Kiro that it pushes to, and what admins do there by hand. */
export interface House {
  org: Org;
  kiroUrl: string;
  scim: { endpoint: string; token: string };
  signInAppId: string;
  scimAppId: string;
  serverId: string;
  clientId: string;
  issuer: string;
  /** Id of the group of that name. */
  group: (name: string) => Promise<string>;
  /** Id of the person of that login. */
  user: (login: string) => Promise<string>;
  /** The one policy of the server, or its one rule, with some fields changed. */
  policy: (changes: Json) => Promise<void>;
  rule: (changes: Json) => Promise<void>;
  /** A call of Kiro's SCIM endpoint, or of its console. */
  atKiro: (method: string, path: string, body?: object) => Promise<Json>;
  /** The user in Kiro. */
  inKiro: (login: string) => Promise<(Json & { id: string }) | undefined>;
  /** A sign-in as Kiro's clients do it; `changes` are parameters of the request. */
  signIn: (login: string, changes?: Record<string, string>) => Promise<void>;
  /** Looks again until the answer fits: Okta pushes after it has answered. */
  until: (fits: () => Promise<boolean>) => Promise<void>;
  /** Waits until Kiro has the person in the pushed group. */
  arrived: (login: string) => Promise<void>;
  why: (login: string, at?: Partial<AtHand>) => Promise<WhyAnswer>;
  /** The Subscriptions tab, after everybody of the team was subscribed. */
  seats: () => Promise<{ value: NonNullable<ReturnType<typeof seatsIn>> }>;
}

/** How long something that Okta does by itself may take in the sandbox. Milliseconds. */
const PATIENCE_MS = 5_000;

/** A finished onboarding. */
export async function finishedHouse(): Promise<House> {
  const { org, kiroUrl, access, oidc, server, scim } = await finishedOrg();
  const { endpoint, token } = access;
  const first = async (path: string): Promise<Json & { id: string }> =>
    ((await org.call('GET', path)) as (Json & { id: string })[])[0]!;
  const policies = `/api/v1/authorizationServers/${server.serverId}/policies`;
  const atKiro = async (method: string, path: string, body?: object): Promise<Json> => {
    const isConsole = !/^\/(Users|Groups)\b/.test(path);
    const response = await fetch(isConsole ? `${kiroUrl}${path}` : `${endpoint}${path}`, {
      method,
      headers: isConsole
        ? { 'content-type': 'application/json' }
        : { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  };
  const house: House = {
    org,
    kiroUrl,
    scim: access,
    signInAppId: oidc.appId,
    scimAppId: scim.appId,
    serverId: server.serverId,
    clientId: oidc.clientId,
    issuer: server.issuer,
    group: async (name) => (await first(`/api/v1/groups?q=${encodeURIComponent(name)}`)).id,
    user: async (login) => ((await org.call('GET', `/api/v1/users/${encodeURIComponent(login)}`)) as { id: string }).id,
    async policy(changes) {
      const policy = await first(policies);
      await org.call('PUT', `${policies}/${policy.id}`, { ...policy, ...changes });
    },
    async rule(changes) {
      const { id } = await first(policies);
      const rule = await first(`${policies}/${id}/rules`);
      const conditions = { ...(rule['conditions'] as Json), ...(changes['conditions'] as Json | undefined) };
      await org.call('PUT', `${policies}/${id}/rules/${rule.id}`, { ...rule, ...changes, conditions });
    },
    atKiro,
    async inKiro(login) {
      const filter = encodeURIComponent(`userName eq ${JSON.stringify(login)}`);
      const { Resources } = (await atKiro('GET', `/Users?filter=${filter}`)) as {
        Resources: (Json & { id: string })[];
      };
      return Resources[0];
    },
    async signIn(login, changes = {}) {
      const query = new URLSearchParams({
        client_id: oidc.clientId,
        response_type: 'code',
        scope: 'codewhisperer:completions codewhisperer:conversations offline_access',
        redirect_uri: 'http://localhost:3128/oauth/callback',
        state: 'state',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
        sandbox_user: login,
        ...changes,
      });
      await fetch(`${server.issuer}/v1/authorize?${query.toString()}`, { redirect: 'manual' });
    },
    async until(fits) {
      const end = Date.now() + PATIENCE_MS;
      while (!(await fits())) {
        if (Date.now() > end) throw new Error('It does not come.');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    arrived: (login) =>
      house.until(async () => {
        const user = await house.inKiro(login);
        const filter = encodeURIComponent(`members.value eq "${user?.id ?? ''}"`);
        const { Resources } = user === undefined ? { Resources: [] } : await atKiro('GET', `/Groups?filter=${filter}`);
        return (Resources as unknown[]).length > 0;
      }),
    async why(login, at = {}) {
      const { why } = await whyPerson(login, {
        input: org.task.input,
        okta: { value: org.client },
        scim: { value: held(house.scim) },
        seats: { why: 'no list of subscriptions' },
        run: null,
        ...at,
      });
      return why;
    },
    async seats() {
      await atKiro('POST', '/console/subscriptions', { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' });
      const list = await fetch(`${kiroUrl}/console/subscriptions?format=csv`);
      return { value: seatsIn({ csv: await list.text() }) };
    },
  };
  return house;
}

/** Calls of one look: at most 15 of Okta's API and 5 of the SCIM endpoint. */
export async function counted(house: House, login: string, at: Parameters<House['why']>[1] = {}): Promise<WhyAnswer> {
  const { org, kiroUrl, scim } = house;
  const atKiro = async () => (await (await fetch(`${kiroUrl}/sandbox/requests`)).json()) as { path: string }[];
  const [okta, kiro] = [(await org.requests()).length, (await atKiro()).length];
  const found = await house.why(login, at);
  expect((await org.requests()).length - okta).toBeLessThanOrEqual(15);
  const path = new URL(scim.endpoint).pathname;
  expect((await atKiro()).slice(kiro).filter((one) => one.path.startsWith(path)).length).toBeLessThanOrEqual(5);
  return found;
}
