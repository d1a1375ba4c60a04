import type { Context, Hono } from 'hono';
import { isObject, type JsonObject, parseJson } from '../kit/json-values.js';
import type { Store } from '../kit/store.js';
import type { UserKeys } from './scim/user-keys.js';
import type { KiroSettings } from './settings.js';
import type { KiroState } from './state.js';

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
