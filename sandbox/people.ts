import type { Status, Waiting } from '../runbook/words/status.js';
import type { SandboxInfo } from './start.js';
import type { Vault } from './vault.js';

/** How the people reach the run: as any front end does. */
export interface PeopleLine {
  /** The answer to the query `status`. */
  status(): Promise<Status>;
  /** Sends an Update; a refusal comes back as text. */
  answer(message: string, value: Record<string, unknown>): Promise<string | null>;
  /** Seals a token for the run, and for the one endpoint that may get it. */
  seal(token: string, endpoint: string): Promise<string>;
}

export interface PeopleOptions {
  info: SandboxInfo;
  vault: Vault;
  line: PeopleLine;
  signal: AbortSignal;
  /** How often they look at the status. Milliseconds. */
  glanceMs?: number;
  /** Called when somebody does something, for the terminal. */
  onAction?: (who: string, what: string) => void;
}

const VAULT_ENTRY = 'Sandbox vault: Kiro SCIM token';
/** A console that does not answer is tried again. Milliseconds. */
const PATIENCE_MS = 10_000;
/** How often a played person looks at the status, where nobody says otherwise. Milliseconds. */
const GLANCE_MS = 150;

/**
 * Play the three admins: read the status, do in the consoles what it says, send the answers. They know nothing that a
 * person would not: values come from the prompt, tokens from the console.
 */
export async function playPeople(options: PeopleOptions): Promise<void> {
  const { line, signal, glanceMs = GLANCE_MS } = options;
  while (!signal.aborted) {
    const status = await line.status().catch(() => null);
    if (status !== null && status.outcome !== 'running') return;
    for (const one of status?.waitingFor ?? []) {
      if (signal.aborted) return;
      if (one.message !== 'checkNow' && !one.looking) await act(one, options).catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, glanceMs));
  }
}

async function act(one: Waiting, { info, vault, line, onAction }: PeopleOptions): Promise<void> {
  const value = await done(one, info, vault, line);
  if (value === null) return;
  const by = one.person ?? one.role;
  const refusal = await line.answer(one.message, { ...value, by, via: 'sandbox' });
  onAction?.(by, refusal === null ? one.title : `${one.title}: refused, ${refusal}`);
}

/** What the person does, and what they answer then; null when it is not done yet. */
async function done(
  one: Waiting,
  info: SandboxInfo,
  vault: Vault,
  line: PeopleLine,
): Promise<Record<string, unknown> | null> {
  const kiro = `${info.kiro.consoleUrl}/console`;
  const copied = (label: string): string => one.copy.find((value) => value.label === label)?.value ?? '';
  const all = (label: string): string[] => one.copy.filter((value) => value.label === label).map(({ value }) => value);
  switch (one.message) {
    case 'kiroProfileEnabled': {
      const pasted = { issuer: copied('Issuer URI'), clientId: copied('Client ID') };
      await post(`${kiro}/profile`, pasted);
      return pasted;
    }
    case 'domainAdded': {
      const { verificationToken } = await post<{ verificationToken: string }>(`${kiro}/domains`, {
        domain: copied('Domain'),
      });
      return { verificationToken };
    }
    case 'dnsRecordPublished':
      await post(`${info.dns.consoleUrl}/console/records`, {
        name: copied('Name'),
        type: copied('Type'),
        value: copied('Value'),
      });
      return {};
    case 'domainVerified':
      return (await get<{ status: string }[]>(`${kiro}/domains`)).some(({ status }) => status === 'Verified')
        ? {}
        : null;
    case 'scimAccessIssued': {
      const access = await scimAccess(kiro, vault);
      const { scimEndpoint: endpoint, token } = access;
      return { endpoint, token: await line.seal(token, endpoint), storedAt: VAULT_ENTRY };
    }
    case 'provisioningConfigured': {
      const app = /\/admin\/app\/[^/\s]+\/instance\/(0oa\w+)/.exec(one.instructions.join('\n'))?.[1];
      const kept = vault.get(VAULT_ENTRY);
      if (app === undefined || kept === null) return null;
      const { token } = JSON.parse(kept) as ScimAccess;
      await post(`${info.okta.orgUrl}/console/apps/${app}/provisioning`, { baseUrl: copied('Base URL'), token });
      await post(`${info.okta.orgUrl}/console/apps/${app}/to-app`, { createUsers: true, updateUserAttributes: true });
      return {};
    }
    case 'teamSubscribed':
      await post(`${kiro}/subscriptions`, { groups: all('Group'), users: all('User'), tier: copied('Tier') });
      return {};
    case 'subscriptionsListed':
      return { csv: await (await fetch(`${kiro}/subscriptions?format=csv`)).text() };
    case 'stepDone':
      // Only the pilot's own step: trouble in the sandbox is for whoever runs it.
      if (one.step !== 'pilot-sign-in') return null;
      await post(`${info.kiro.consoleUrl}/sign-in`, { email: copied('E-mail address') });
      return { step: one.step, note: 'Signed in to Kiro and got an answer.' };
    case 'decisionMade':
      return { step: one.step, decision: 'accept', reason: 'Seen in the sandbox.' };
    default:
      return null;
  }
}

interface ScimAccess {
  id: string;
  scimEndpoint: string;
  token: string;
}

/** The token in the vault as long as Kiro knows it, else a new one: Kiro allows two at a time. */
async function scimAccess(kiro: string, vault: Vault): Promise<ScimAccess> {
  const kept = vault.get(VAULT_ENTRY);
  const old = kept === null ? null : (JSON.parse(kept) as ScimAccess);
  const known = await get<{ id: string }[]>(`${kiro}/access-tokens`);
  if (old !== null && known.some(({ id }) => id === old.id)) return old;
  const access = await post<ScimAccess>(`${kiro}/access-tokens`, {});
  vault.put(VAULT_ENTRY, JSON.stringify(access));
  vault.share({ endpoint: access.scimEndpoint, token: access.token });
  return access;
}

async function post<T>(url: string, body: unknown): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}

async function get<T>(url: string): Promise<T> {
  return (await (await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })).json()) as T;
}
