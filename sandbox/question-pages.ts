import type { SandboxInfo } from './sandbox-info.js';

type Addresses = Pick<SandboxInfo, 'kiro' | 'dns' | 'okta'>;

/** Part of the place that a question names, and the page below the console's address. The first that fits counts. */
const KIRO: [RegExp, string][] = [
  [/Sign up/, '/sign-up'],
  [/Domains/, '/settings#domains'],
  [/Access Tokens/, '/settings#access-tokens'],
  [/Settings/, '/settings'],
  [/Users & Groups/, '/users-groups'],
  [/Subscriptions/, '/subscriptions'],
];

/**
 * The page of the sandbox's consoles for the place where a question is done (`where.place`), such as "Kiro console,
 * Settings, Identity management, Domains"; null where it is in no console.
 */
export function pageOfPlace(place: string, { kiro, dns, okta }: Addresses): string | null {
  if (/^Kiro console\b/.test(place)) {
    const page = KIRO.find(([part]) => part.test(place))?.[1] ?? '';
    return `${kiro.consoleUrl}/console${page}`;
  }
  if (/^Kiro, on the machine/.test(place)) return `${kiro.consoleUrl}/console/sign-in`;
  const zone = /^The zone of (\S+)/.exec(place)?.[1];
  if (zone !== undefined) return `${dns.consoleUrl}/console/zones/${encodeURIComponent(zone)}`;
  if (/^Okta Admin Console\b.*\bTasks/.test(place)) return `${okta.orgUrl}/console/tasks`;
  if (/^Okta Admin Console\b/.test(place)) return `${okta.orgUrl}/console`;
  return null;
}
