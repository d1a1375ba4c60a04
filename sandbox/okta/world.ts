import type { Hono } from 'hono';
import type { Store } from '../kit/store.js';
import type { Job } from './entities/provisioning.js';
import type { OktaSandboxSettings } from './settings.js';
import type { OktaState } from './state.js';

/** What every route works on. */
export interface World {
  store: Store<OktaState>;
  state: OktaState;
  settings: OktaSandboxSettings;
  /** The SSWS token. */
  token: string;
  /** Owes the target a push; it is part of the state and sent right after the answer. */
  push(job: Job): void;
}

/** A route file adds its paths to the app. */
export type Routes = (app: Hono, world: World) => void;
