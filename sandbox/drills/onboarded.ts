import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { click } from '../people/desk.js';
import type { SandboxInfo } from '../sandbox-info.js';

type Call = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

/** A finished onboarding in the sandbox: the consoles, and what a drill has to know of it. */
export interface Onboarded {
  okta: Call;
  kiro: Call;
  signInApp: App;
  scimApp: App;
  profile: { issuer: string; clientId: string };
}

export interface App {
  id: string;
  name: string;
  label: string;
  settings: { oauthClient?: { redirect_uris?: string[] } };
}

export interface Seat {
  User: string;
  Status: string;
  Plan: string;
}

/** Looks for what an onboarding leaves; null where none has come to its end in this sandbox. */
export async function findOnboarded({ okta, kiro }: Pick<SandboxInfo, 'okta' | 'kiro'>): Promise<Onboarded | null> {
  const calls: Pick<Onboarded, 'okta' | 'kiro'> = {
    okta: (method, path, body) => click(method, `${okta.orgUrl}${path}`, body, okta.token),
    kiro: (method, path, body) => click(method, `${kiro.consoleUrl}${path}`, body),
  };
  const apps = await calls.okta<App[]>('GET', '/api/v1/apps');
  const signInApp = apps.find(({ settings }) =>
    settings.oauthClient?.redirect_uris?.some((uri) => uri.startsWith('kiro:')),
  );
  const scimApp = apps.find(({ name }) => name === CATALOG_APP_NAME);
  const profile = await calls.kiro<Onboarded['profile'] | null>('GET', '/console/profile');
  const seats = await calls.kiro<Seat[]>('GET', '/console/subscriptions');
  if (signInApp === undefined || scimApp === undefined || profile === null || seats.length === 0) return null;
  const pushes = await calls.okta<unknown[]>('GET', `/api/v1/apps/${scimApp.id}/group-push/mappings`);
  return pushes.length === 0 ? null : { ...calls, signInApp, scimApp, profile };
}

/** Id of the group of the org with that name; null where there is none. */
export async function groupNamed({ okta }: Onboarded, name: string): Promise<string | null> {
  const found = await okta<{ id: string; type: string; profile: { name: string } }[]>(
    'GET',
    `/api/v1/groups?q=${encodeURIComponent(name)}`,
  );
  return found.find(({ type, profile }) => type === 'OKTA_GROUP' && profile.name === name)?.id ?? null;
}

/** The same, made where it is missing. */
export async function ensureGroup(house: Onboarded, name: string, description: string): Promise<string> {
  const known = await groupNamed(house, name);
  if (known !== null) return known;
  return (await house.okta<{ id: string }>('POST', '/api/v1/groups', { profile: { name, description } })).id;
}

/** How long Okta may take to push what has changed. Milliseconds. */
const PATIENCE_MS = 20_000;

/** Looks until something is so. @throws Error that names what did not come */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`The sandbox did not come so far: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
