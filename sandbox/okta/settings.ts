import type { JWK } from 'jose';

/** Switches of the sandbox, for what differs between orgs or is not documented (docs/unverified.md). */
export interface OktaSandboxSettings {
  /** Public key of the seeded service app `sandbox-service-app`; null leaves the app without a key. */
  serviceAppKey: JWK | null;
  /** The service app must prove possession with a DPoP nonce, as new API Services apps do. */
  dpop: boolean;
  /** Requests a minute, for each bucket of endpoints. */
  rateLimit: number;
  /** The licence "API Access Management": without it authorization servers answer 401 E0000015. */
  apiAccessManagement: boolean;
  /** The connection and feature APIs work for the catalog app too; Okta documents six other apps only. */
  connectionApi: boolean;
  /** The catalog app cannot be made without `settings.app`. */
  catalogSettingsRequired: boolean;
  /** Assigning an assigned user again is 409 E0000062, else it is a plain update. */
  refuseReassignment: boolean;
}

export const DEFAULT_SETTINGS: OktaSandboxSettings = {
  serviceAppKey: null,
  dpop: false,
  rateLimit: 6000,
  apiAccessManagement: true,
  connectionApi: false,
  catalogSettingsRequired: false,
  refuseReassignment: true,
};

/** Client id of the seeded service app (private_key_jwt). */
export const SERVICE_CLIENT_ID = 'sandbox-service-app';
