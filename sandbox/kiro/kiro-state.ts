import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { isObject, type JsonObject, parseJson, textOf } from '../kit/json-values.js';
import type { Store } from '../kit/store.js';

/** All that survives a restart. Times are ISO 8601 or, where they are compared, milliseconds since the epoch. */
export interface KiroState {
  /** Part of the SCIM endpoint. */
  tenantId: string;
  profile: { issuer: string; clientId: string } | null;
  domains: Domain[];
  accessTokens: AccessToken[];
  users: ScimUser[];
  groups: ScimGroup[];
  /** Counts resources as they are made: the order of lists. */
  sequence: number;
  subscriptions: Subscription[];
  /** Given and never taken back by a change of group (guide, "Preventing unauthorized access"). */
  seats: Seat[];
}

/**
 * Deletes the profile with everything below it: users, groups, domains and access tokens. The next one has another SCIM
 * endpoint, and the old address answers as that of a tenant which does not exist. `left` are the seats that stay in the list.
 */
export function deleteProfile(state: KiroState, left: Seat[]): void {
  Object.assign(state, { ...newKiroState(), seats: left });
}

export interface Domain {
  domain: string;
  verificationToken: string;
  status: 'Pending' | 'Verified';
}

export interface AccessToken {
  id: string;
  /** SHA-256: the token itself is shown once. */
  digest: string;
  createdAt: string;
  expiresAt: string;
}

/** What users and groups have in common. */
export interface ScimResource {
  id: string;
  sequence: number;
  created: string;
  lastModified: string;
}

export interface ScimUser extends ScimResource {
  /** The attributes that Kiro keeps, as they were sent. */
  attributes: JsonObject;
}

export interface ScimGroup extends ScimResource {
  displayName: string;
  externalId: string | null;
  members: { userId: string; since: number }[];
}

/** Who gets seats: a user, or everybody in a group. */
export interface Subscription {
  kind: 'group' | 'user';
  /** SCIM id of the group or user. */
  id: string;
  tier: string;
  since: number;
}

export interface Seat {
  id: string;
  userId: string;
  /** Kept beside the id, since a seat outlives its user. */
  userName: string;
  email: string;
  tier: string;
  source: 'Group' | 'Individual';
  /** Unsubscribed: paid until the month ends, and not given again by a group. */
  canceled?: true;
  /** Left by a profile that was deleted: the status that it had then. */
  former?: SeatStatus;
}

export type SeatStatus = 'Active' | 'Pending' | 'Canceled';

export const newKiroState = (): KiroState => ({
  tenantId: randomUUID(),
  profile: null,
  domains: [],
  accessTokens: [],
  users: [],
  groups: [],
  sequence: 0,
  subscriptions: [],
  seats: [],
});

const milliseconds = z.int().min(0);
const perSecond = z.int().min(1);

/** Switches of the sandbox's Kiro, for what differs between generations or is not documented (docs/unverified.md). */
export const settingsForm = z.strictObject({
  /** Of AWS's SCIM: `new` knows cursors and the filters `groups.value` and `members.value`. */
  generation: z.enum(['new', 'old']),
  /** Attributes of the enterprise extension that fail a user; IAM Identity Center takes them, Kiro does not. */
  refuseAttributes: z.array(z.string()),
  /** How long a new group member waits for a seat ("Sync delay"; up to 24 h in Kiro). Milliseconds. */
  membershipDelayMs: milliseconds,
  /** How long filters do not tell of a new group member. Milliseconds. */
  memberVisibleAfterMs: milliseconds,
  /** With 3, every third member that is added is answered 204 and lost; null loses nobody. */
  loseEveryMember: z.int().min(1).nullable(),
  /** Requests a second; AWS's quotas are 25 writes and 40 reads. Null throttles nobody. */
  throttle: z.strictObject({ writes: perSecond, reads: perSecond }).nullable(),
  /** Every token counts as past its year. */
  expiredToken: z.boolean(),
  /** Domains that another profile holds, verified or not: here they cannot be added. */
  domainsOfOthers: z.array(z.string()),
  /** The seats of a deleted profile stay and are paid for; false cancels them, which pays until the month ends. */
  seatsOutliveProfile: z.boolean(),
});

export type KiroSettings = z.output<typeof settingsForm>;

export const DEFAULT_SETTINGS: KiroSettings = {
  generation: 'new',
  refuseAttributes: ['department', 'employeeNumber'],
  membershipDelayMs: 0,
  memberVisibleAfterMs: 0,
  loseEveryMember: null,
  throttle: null,
  expiredToken: false,
  domainsOfOthers: [],
  seatsOutliveProfile: true,
};

/** What every route works on. */
export interface World {
  store: Store<KiroState>;
  state: KiroState;
  settings: KiroSettings;
  keys: UserKeys;
  /** Since the start; says whose turn it is to be lost. */
  membersAdded: number;
  /** "host:port" of the DNS server that the domain check asks. */
  resolver: string;
}

/** A route file adds its paths to the app. */
export type Routes = (app: Hono, world: World) => void;

/** The JSON object in a request; null for anything else. */
export async function readObject(c: Context): Promise<JsonObject | null> {
  const body = parseJson(await c.req.text());
  return isObject(body) ? body : null;
}

const NAMES = ['userName', 'emails.0.value', 'externalId'] as const;

/** Who has a user name, an e-mail address or an external id, in any case: each is one user's. */
export class UserKeys {
  readonly #holders = new Map<string, ScimUser>();

  constructor(users: readonly ScimUser[]) {
    for (const user of users) this.add(user);
  }

  holder(name: (typeof NAMES)[number], value: string): ScimUser | undefined {
    return this.#holders.get(keyOf(name, value));
  }

  /** Whether another user has one of the attributes already. */
  taken(attributes: JsonObject, except: ScimUser | null): boolean {
    return keysOf(attributes).some((key) => (this.#holders.get(key) ?? except) !== except);
  }

  add(user: ScimUser): void {
    for (const key of keysOf(user.attributes)) this.#holders.set(key, user);
  }

  remove(user: ScimUser): void {
    for (const key of keysOf(user.attributes)) this.#holders.delete(key);
  }

  clear(): void {
    this.#holders.clear();
  }
}

function keysOf(attributes: JsonObject): string[] {
  return NAMES.flatMap((name) => {
    const value = textOf(attributes, name);
    return value === '' ? [] : [keyOf(name, value)];
  });
}

const keyOf = (name: string, value: string): string => `${name} ${value.toLowerCase()}`;
