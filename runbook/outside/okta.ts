import type { Finding, Proof } from '../proof.js';
import type { ChoiceTask, Task } from './task.js';

export interface OktaActivities {
  /** Everything that would stand in the way, read-only; fails with all blocking findings at once. */
  preflight(task: Task): Promise<Proof>;
  ensureOidcApplication(task: ChoiceTask): Promise<Proof & { appId: string; clientId: string }>;
  /** Findings: whoever else has the application, and how to mend it. */
  ensureSignInAssignments(task: Task & { appId: string }): Promise<Proof & { findings: Finding[] }>;
  ensureAuthorizationServer(task: ChoiceTask): Promise<Proof & { serverId: string; issuer: string }>;
  ensureScopes(task: Task & { serverId: string }): Promise<Proof>;
  ensureAccessPolicy(task: Task & { serverId: string; clientId: string }): Promise<Proof>;
  /** Metadata, and the evaluation of all policies and rules as Token Preview would do it. */
  checkToken(task: Task & { serverId: string; issuer: string; appId: string; clientId: string }): Promise<Proof>;
  ensureScimApplication(task: ChoiceTask): Promise<Proof & { appId: string }>;
  /** What the org says of the connection and the switches; with `tryConnectionApi` also tries to set them. */
  connectProvisioning(
    task: Task & { appId: string; endpoint: string; sealedToken: string | null },
  ): Promise<ProvisioningState>;
  /** As `connectProvisioning`, without any write. */
  readProvisioning(task: Task & { appId: string }): Promise<ProvisioningState>;
  ensureAttributeMappings(task: Task & { appId: string }): Promise<Proof>;
  /** Assigns, then waits (by retries) until every expected user is SYNCHRONIZED; users in ERROR are a Trouble. */
  ensureProvisioningAssignments(task: Task & { appId: string }): Promise<Proof>;
  /**
   * Maps, then waits (by retries) until `lastPush` has come without `errorSummary`; an ERROR is a Trouble. With `repair`,
   * the time of a person's consent (ISO 8601), a mapping in ERROR that is older is deleted (not the group in Kiro) and
   * made anew.
   */
  ensurePushGroups(task: Task & { appId: string; repair?: string }): Promise<Proof>;
}

/** `unknown` where the org's answer proves neither: Okta documents both APIs for other apps only. */
export interface ProvisioningState extends Proof {
  connection: 'connected' | 'not-connected' | 'unknown';
  createUsers: 'on' | 'off' | 'unknown';
  updateUserAttributes: 'on' | 'off' | 'unknown';
}
