import type { JsonObject } from '../../kit/json-values.js';
import type { ScimUser } from '../state.js';
import { textOf } from './attributes.js';

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
}

function keysOf(attributes: JsonObject): string[] {
  return NAMES.flatMap((name) => {
    const value = textOf(attributes, name);
    return value === '' ? [] : [keyOf(name, value)];
  });
}

const keyOf = (name: string, value: string): string => `${name} ${value.toLowerCase()}`;
