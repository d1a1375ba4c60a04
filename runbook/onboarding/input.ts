import type { DnsPublisherName, DnsPublisherSettings } from './dns-publishers.js';
import { KIRO_SCOPES, type KiroScope } from './guide.js';

/** Somebody who can be told, and can answer. `slack` is a Slack user id. */
export interface Contact {
  email: string;
  slack?: string;
}

/** A person who is asked, and who is asked as well once they have not answered by the due date. */
export interface Person extends Contact {
  escalateTo?: Contact;
}

/** Who is asked for what: the three consoles have an admin each. */
export type Role = 'kiro-admin' | 'okta-admin' | 'dns-admin';

/** Okta groups by name and users by login. */
export interface Audience {
  groups: string[];
  users: string[];
}

/** When people are reminded. */
export interface WorkingTime {
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string;
  /** Minutes from midnight on the clock of that zone; `toMinute` is the later one. */
  fromMinute: number;
  toMinute: number;
  /** Also on Saturdays and Sundays. */
  weekends: boolean;
}

/** What one onboarding needs to know. Made by `config/`, validated, defaults filled in; holds no secret. */
export interface OnboardingInput {
  /** The company's e-mail domain: lower case, ASCII (IDN converted), no trailing dot. */
  domain: string;
  scopes: KiroScope[];
  okta: {
    /** `https://example.okta.com`, without a trailing slash. */
    orgUrl: string;
    oidcApplication: string;
    authorizationServer: { name: string; audience: string };
    provisioningApplication: string;
    /** Share of each rate-limit bucket that is left to others, 0 to 1. */
    rateLimitReserve: number;
    /** Try Okta's connection API although it is documented for other apps only. */
    tryConnectionApi: boolean;
  };
  signIn: Audience & { test: 'optional' | 'required' | 'off' };
  provision: Audience;
  push: { groups: string[] };
  subscribe: Audience & { tier: string };
  pilot: string | null;
  dns: DnsPublisherSettings & {
    /** Who publishes the TXT record: a person, or the worker in one of these ways. */
    publish: 'person' | DnsPublisherName;
    /** Name of the TXT record; null is the domain itself. */
    recordName: string | null;
    /** Recursive resolvers as "host:port"; empty means the system's. */
    resolvers: string[];
    /** Port of the authoritative servers. */
    port: number;
    /** A resolver over HTTPS, asked before the others; null is none. */
    doh: string | null;
  };
  waits: WorkingTime & {
    /** Milliseconds. */
    syncWindowMs: number;
    /** Milliseconds until the first reminder; the next ones grow rarer. */
    remindAfterMs: number;
    /** Milliseconds until a question is overdue, and whoever is named in `escalateTo` is asked, too. */
    dueAfterMs: number;
  };
  people: Record<Role, Person | null>;
  /** Where people are told what happens, besides the terminal and the Web UI; null where not. */
  notify: {
    slack: { channel: string } | null;
    /** Address that signed notices are posted to. */
    webhook: string | null;
    email: { from: string; copyTo: string | null } | null;
  };
}

/** Everybody whom a configuration names, those who are asked later as well. */
export function contactsOf(people: OnboardingInput['people']): Contact[] {
  return Object.values(people).flatMap((person) =>
    person === null ? [] : [person, ...(person.escalateTo === undefined ? [] : [person.escalateTo])],
  );
}

/**
 * What counts where a configuration, or an older or hand-made input, says nothing. `domain` and `okta.orgUrl` have no
 * default and stand empty.
 */
export const INPUT_DEFAULTS: OnboardingInput = {
  domain: '',
  scopes: [...KIRO_SCOPES],
  okta: {
    orgUrl: '',
    oidcApplication: 'Kiro-OIDC',
    authorizationServer: { name: 'Kiro', audience: 'api://kiro' },
    provisioningApplication: 'AWS IAM Identity Center (Kiro)',
    rateLimitReserve: 0.2,
    tryConnectionApi: false,
  },
  signIn: { groups: [], users: [], test: 'optional' },
  provision: { groups: [], users: [] },
  push: { groups: [] },
  subscribe: { groups: [], users: [], tier: 'Kiro Pro' },
  pilot: null,
  dns: { publish: 'person', rfc2136: null, recordName: null, resolvers: [], port: 53, doh: null },
  waits: {
    syncWindowMs: 24 * 3_600_000,
    remindAfterMs: 4 * 3_600_000,
    dueAfterMs: 3 * 24 * 3_600_000,
    timeZone: 'UTC',
    fromMinute: 9 * 60,
    toMinute: 17 * 60,
    weekends: false,
  },
  people: { 'kiro-admin': null, 'okta-admin': null, 'dns-admin': null },
  notify: { slack: null, webhook: null, email: null },
};
