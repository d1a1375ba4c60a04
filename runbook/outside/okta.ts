import type { Finding, Proof } from '../model/proof.js';
import type { RunObjects } from './review.js';
import type { ChoiceTask, Task } from './task.js';

export interface OktaActivities {
  /** Everything that would stand in the way, read-only; fails with all blocking findings at once. */
  preflight(task: Task): Promise<Proof>;
  ensureOidcApplication(task: ChoiceTask): Promise<Proof & { appId: string; clientId: string }>;
  /** Findings: who else has the application, and what to do about it. */
  ensureSignInAssignments(task: Task & { appId: string }): Promise<Proof & { findings: Finding[] }>;
  ensureAuthorizationServer(task: ChoiceTask): Promise<Proof & { serverId: string; issuer: string }>;
  ensureScopes(task: Task & { serverId: string }): Promise<Proof>;
  ensureAccessPolicy(task: Task & { serverId: string; clientId: string }): Promise<Proof>;
  /** Metadata, and the evaluation of all policies and rules as Token Preview would do it. */
  checkToken(task: Task & { serverId: string; issuer: string; appId: string; clientId: string }): Promise<Proof>;
  ensureScimApplication(task: ChoiceTask): Promise<Proof & { appId: string }>;
  /**
   * What the org says of the connection and the switches, and where it writes to; with `tryConnectionApi` it also tries to
   * set them. `exchanged`: Okta holds an earlier token of the same endpoint, so a connection that is on is set again; so is
   * one that Okta has not used since the access was given.
   */
  connectProvisioning(
    task: Task & {
      appId: string;
      endpoint: string;
      sealedToken: string | null;
      givenAt?: string;
      exchanged?: boolean;
    } & Pick<GivenAccess, 'tokenStep'>,
  ): Promise<ProvisioningState>;
  /** As `connectProvisioning`, without any write. */
  readProvisioning(task: Task & { appId: string } & Partial<GivenAccess>): Promise<ProvisioningState>;
  ensureAttributeMappings(task: Task & { appId: string }): Promise<Proof>;
  /**
   * Assigns, then waits (by retries) until every expected user is SYNCHRONIZED; users in ERROR are a Trouble, and so are
   * users whom Okta knows by an id of another endpoint than the one given.
   */
  ensureProvisioningAssignments(task: Task & { appId: string } & Partial<GivenAccess>): Promise<Proof & Unseen>;
  /**
   * Maps, then waits (by retries) until `lastPush` has come without `errorSummary`; an ERROR is a Trouble. With `repair`,
   * the time of a person's consent (ISO 8601), a mapping in ERROR that is older is deleted (not the group in Kiro) and
   * made anew. A group that is not at the endpoint given is a Trouble, whatever Okta says of its last push.
   */
  ensurePushGroups(task: Task & { appId: string; repair?: string } & Partial<GivenAccess>): Promise<Proof & Unseen>;
  /**
   * What a person's sign-in to Kiro has left in Okta since then. Waits a little (by retries), since Okta's lists may lag; that
   * there is nothing, or that Okta does not let us look, is an answer and no failure.
   */
  readSignIn(task: SignInTask): Promise<Proof & SignInMarks>;
  /**
   * The objects of a connection whose record does not know them, by their marks and names; null where there is none.
   * Reads only. A namesake that is not ours, or none of them at all, is a Trouble.
   */
  findObjects(task: Task): Promise<Proof & FoundObjects>;
}

/** Ids of the objects of a connection, with the issuer of its authorization server. */
export interface FoundObjects extends RunObjects {
  clientId: string | null;
  issuer: string | null;
}

export interface SignInTask extends Task {
  /** Who signed in. */
  login: string;
  clientId: string;
  /** Id of the application in Okta, which may differ from its client id. Absent in what an earlier version has asked. */
  appId?: string;
  serverId: string;
  issuer: string;
  /** Only what Okta issued from then on counts. ISO 8601, by Temporal's clock. */
  since: string;
}

/**
 * What a sign-in left in Okta. `token`: a refresh token of our client; `event`: only the System Log tells of it; `nothing`;
 * `unreadable`: Okta lets us read neither. Only a token of our issuer with all scopes counts.
 */
export interface SignInMarks {
  seen: 'token' | 'event' | 'nothing' | 'unreadable';
  /** When Okta issued it, by Temporal's clock. ISO 8601; null where nothing was seen. */
  at: string | null;
  /**
   * What Kiro does with Okta's refresh token: `used`, `issued` and not used so far, `unknown` where no token is listed.
   * Nobody could check on a live Okta that a use shows in `lastUpdated` (docs/unverified.md).
   */
  refreshToken: 'used' | 'issued' | 'unknown';
  /** What was seen, or why nothing was. A sentence. */
  text: string;
  /** A token that another set-up of Kiro would leave: of another issuer or client, or without a scope. A sentence; absent if none was seen. */
  contrary?: string;
}

/** The SCIM access of the run. Without it, what Okta says is taken for any endpoint. */
export interface GivenAccess {
  endpoint: string;
  sealedToken: string | null;
  /** What Okta pushed before says nothing of it: when it was given or, after an exchange, put into Okta. ISO 8601, by Temporal's clock. */
  givenAt: string;
  /** The step of the run that asks for the access, where that is not `scim-access`. */
  tokenStep?: string;
}

/** How many people or groups Okta pushed before the access was given, and nobody could look up at the endpoint. */
export interface Unseen {
  /** Absent is none. */
  unseen?: number;
  /** When Okta has first written to the endpoint since the access was given, as seen there. ISO 8601, by Temporal's clock. Absent: not seen. */
  pushedSince?: string;
}

/** `unknown` where the org's answer proves neither: Okta documents both APIs for other apps only. */
export interface ProvisioningState extends Proof {
  connection: 'connected' | 'not-connected' | 'unknown';
  createUsers: 'on' | 'off' | 'unknown';
  updateUserAttributes: 'on' | 'off' | 'unknown';
  /** Absent is `unseen`. */
  reaches?: Reaches;
  /**
   * Whether Okta holds the token given: `set` by this very call, `used` in a push since it was given, as far as Okta's
   * dates tell. Absent is `unseen`.
   */
  token?: 'set' | 'used' | 'unseen';
}

/**
 * Which endpoint Okta writes to: an app user's `externalId` is its SCIM id there. `this`: those of several are at the
 * endpoint given; `another`: none of them is; `unclear`: some are; `unseen`: nobody is provisioned, or there is no token
 * to look with.
 */
export type Reaches = 'this' | 'another' | 'unclear' | 'unseen';
