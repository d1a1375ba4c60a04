import type { Finding, Proof } from '../model/proof.js';
import type { KnownConnection } from './connection.js';
import type { OktaActivities, ProvisioningState } from './okta.js';
import type { ScimTask } from './scim.js';
import type { Task } from './task.js';

export interface RotationActivities {
  /** A sealed copy of the old token, as far as the worker has it, and whether it works now. */
  holdOldToken(task: Task & { endpoint: string }): Promise<HeldToken>;
  /**
   * Whether the new token works. `isOldOne`: it is the one that `oldToken` holds. Without a token only that the endpoint answers.
   * A token that is refused is a failure of type `ScimUnauthorized`.
   */
  tryNewToken(task: ScimTask & { oldToken: string | null }): Promise<Proof & { isOldOne: boolean }>;
  /**
   * Whether Kiro still takes the old token; `untried` where there is no copy of it. With `isPatient` it looks again for a while
   * as long as Kiro does. A new token that is refused is a Trouble: then the wrong one was deleted.
   */
  tryOldToken(
    task: ScimTask & { oldToken: string | null; isPatient: boolean },
  ): Promise<Proof & { verdict: 'refused' | 'works' | 'unclear' | 'untried' }>;
  /**
   * Everybody and every group in Kiro against Okta; without a token nothing of it can be seen. `known`: the connection as the
   * record knows it, so that objects of any name, and without a mark of ours, are compared; absent in a run of an earlier
   * version. `unseen`: labels of what nobody could look at, at most 20. Reads only.
   */
  compareKiro(task: ScimTask & { known?: KnownConnection }): Promise<Proof & { findings: Finding[]; unseen: string[] }>;
}

/** The old token of a connection, as a run keeps it. */
export interface HeldToken {
  /** Compact JWE, sealed for this run; null where the worker has none. */
  sealed: string | null;
  /** What Kiro said to it then: `works`, `refused` (401), or `unknown` where nobody could ask. */
  before: 'works' | 'refused' | 'unknown';
}

/** What a rotation asks of Okta. */
export interface RotationOktaActivities {
  /**
   * Puts the new token into Okta where `tryConnectionApi` serves, and says what Okta says of the connection. That Okta's people
   * are at another endpoint is a Trouble.
   */
  putNewToken(task: Parameters<OktaActivities['connectProvisioning']>[0]): Promise<ProvisioningState>;
  /**
   * When Okta has first pushed since then; null where it has not, or with `isPatient` a failure (retryable, benign) until it
   * has. A push that Kiro has refused for its token since then, with none after it, is a Trouble. Reads only.
   */
  awaitPush(task: AwaitPushTask): Promise<PushSeen>;
  /**
   * People and groups that Okta could not push. Those that Kiro refused for the token, and those that give no reason and failed
   * since then (ISO 8601, by Temporal's clock), are of this rotation; the others are named beside them. Reads only.
   */
  readFailedPushes(task: Task & { appId: string; since: string }): Promise<FailedPushes>;
}

export interface AwaitPushTask extends Task {
  appId: string;
  /** ISO 8601, by Temporal's clock. */
  since: string;
  isPatient: boolean;
}

/** What Okta could not push: people and groups in error, as far as the API shows them. */
export interface FailedPushes extends Proof {
  /** Those that failed for the token, each as `<name>: <Okta's reason>`, at most 20. */
  named: string[];
  total: number;
  /** Those that failed for another reason, in the same way. Absent: a worker of an earlier version counted them all above. */
  others?: { named: string[]; total: number };
}

/** Whether Okta has pushed since a moment. */
export interface PushSeen extends Proof {
  /** When Okta first pushed since then. ISO 8601, by Temporal's clock; null where it has not. */
  pushedAt: string | null;
}
