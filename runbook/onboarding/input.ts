import { filled, isJson } from '../model/resumed.js';
import { type DutyWaits, DUTY_DEFAULTS } from '../connection/connection-input.js';
import { RUN_INPUT_DEFAULTS, type RunInput } from '../model/run-input.js';
import type { DnsPublisherName, DnsPublisherSettings } from './dns-publishers.js';
import { KIRO_SCOPES, type KiroScope, TOKEN_LIFETIMES, type TokenLifetimes } from './guide.js';

/** Okta groups by name and users by login. */
export interface Audience {
  groups: string[];
  users: string[];
}

/** What one onboarding needs to know. Made by `config/`, validated, defaults filled in; holds no secret. */
export interface OnboardingInput extends RunInput {
  scopes: KiroScope[];
  okta: RunInput['okta'] & {
    oidcApplication: string;
    authorizationServer: { name: string; audience: string };
    provisioningApplication: string;
    /** Share of each rate-limit bucket that is left to others, 0 to 1. */
    rateLimitReserve: number;
    /** Try Okta's connection API although it is documented for other apps only. */
    tryConnectionApi: boolean;
  };
  /** How long what Okta issues lives. */
  tokens: TokenLifetimes;
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
  waits: RunInput['waits'] &
    DutyWaits & {
      /** Milliseconds. */
      syncWindowMs: number;
    };
  /** Ask for everything, whatever earlier runs have left. Not of the configuration: of one start. */
  fromScratch?: boolean;
}

/**
 * What counts where a configuration, or an older or hand-made input, says nothing. `domain` and `okta.orgUrl` have no
 * default and stand empty.
 */
export const INPUT_DEFAULTS: OnboardingInput = {
  ...RUN_INPUT_DEFAULTS,
  scopes: [...KIRO_SCOPES],
  okta: {
    ...RUN_INPUT_DEFAULTS.okta,
    oidcApplication: 'Kiro-OIDC',
    authorizationServer: { name: 'Kiro', audience: 'api://kiro' },
    provisioningApplication: 'AWS IAM Identity Center (Kiro)',
    rateLimitReserve: 0.2,
    tryConnectionApi: false,
  },
  tokens: { ...TOKEN_LIFETIMES },
  signIn: { groups: [], users: [], test: 'optional' },
  provision: { groups: [], users: [] },
  push: { groups: [] },
  subscribe: { groups: [], users: [], tier: 'Kiro Pro' },
  pilot: null,
  dns: { publish: 'person', rfc2136: null, recordName: null, resolvers: [], port: 53, doh: null },
  waits: { ...RUN_INPUT_DEFAULTS.waits, ...DUTY_DEFAULTS, syncWindowMs: 24 * 3_600_000 },
};

/**
 * The input of a run, complete: keys that an older run or another program's lacks count as their defaults. Null where
 * even `domain` or `okta.orgUrl` is missing, without which there is nothing to do.
 */
export function completedInput(given: unknown): OnboardingInput | null {
  if (!isJson(given)) return null;
  const input = filled(INPUT_DEFAULTS, given);
  if (input.domain === '' || input.okta.orgUrl === '') return null;
  const { groups, users } = input.signIn;
  const pushed = { groups: input.push.groups, users: [] };
  return {
    ...input,
    provision: isJson(given['provision']) ? input.provision : { groups, users },
    subscribe: isJson(given['subscribe']) ? input.subscribe : { ...input.subscribe, ...pushed },
  };
}
