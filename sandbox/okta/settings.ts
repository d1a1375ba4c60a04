import type { JWK } from 'jose';
import { z } from 'zod';

/** Switches of the sandbox, for what differs between orgs or is not documented (docs/unverified.md). */
export const settingsForm = z.strictObject({
  /** The service app must prove possession with a DPoP nonce, as new API Services apps do. */
  dpop: z.boolean(),
  /** Requests in a window, for each bucket of endpoints. */
  rateLimit: z.int().min(1),
  /** How long a window is: Okta's is a minute. */
  rateLimitSeconds: z.int().min(1),
  /** The licence "API Access Management": without it authorization servers answer 401 E0000015. */
  apiAccessManagement: z.boolean(),
  /** The connection and feature APIs work for the catalog app too; Okta documents six other apps only. */
  connectionApi: z.boolean(),
  /** The catalog app cannot be made without `settings.app`. */
  catalogSettingsRequired: z.boolean(),
  /** Assigning an assigned user again is 409 E0000062, else it is a plain update. */
  refuseReassignment: z.boolean(),
});

export interface OktaSandboxSettings extends z.output<typeof settingsForm> {
  /** Public key of the seeded service app `sandbox-service-app`; null leaves the app without a key. */
  serviceAppKey: JWK | null;
}

export const DEFAULT_SETTINGS: OktaSandboxSettings = {
  serviceAppKey: null,
  dpop: false,
  rateLimit: 6000,
  rateLimitSeconds: 60,
  apiAccessManagement: true,
  connectionApi: false,
  catalogSettingsRequired: false,
  refuseReassignment: true,
};

/** Client id of the seeded service app (private_key_jwt). */
export const SERVICE_CLIENT_ID = 'sandbox-service-app';
