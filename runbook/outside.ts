import type { OnboardingInput } from './input.js';
import type { ChannelName, Notice, SlackMessage } from './notices.js';
import type { Finding, Proof } from './proof.js';
import type { Report } from './report.js';
import type { RosterSummary } from './roster/summary.js';

/**
 * What the workflow asks of the outside world: one interface a system, implemented in `activities/`.
 *
 * Every method fails with an `ApplicationFailure`. A retryable one is transient, or "not ready yet" (category
 * benign, with `nextRetryDelay`). A non-retryable one needs a person: its message says what to do, and its first
 * detail is a `Trouble`.
 */

/**
 * Name in the details of an activity's heartbeats: a sentence on what it waits for in the middle of its work, such as the
 * reset of a rate limit; null where for nothing.
 */
export const WAITING = 'waiting';

/** Of which run: `owner` is the workflow id, written as the marker of our objects. */
export interface Task {
  input: OnboardingInput;
  owner: string;
}

/** First detail of a non-retryable failure. */
export interface Trouble {
  findings: Finding[];
  /** Namesakes among which the admin must choose (`objectChosen`), else empty. */
  candidates: { id: string; name: string; url: string }[];
  /** Okta's `errorId` and `X-Okta-Request-Id`, to show to Okta's support. */
  requestIds: string[];
  /** What the runbook would do about it if the person consents (`decisionMade`, repair); absent where nothing. */
  repair?: string;
}

/** The admin's answer to a namesake: use the object of this id, or make one under another name. */
export type Choice = { use: 'adopt'; id: string } | { use: 'create'; name: string };

/** A task on an object that may have namesakes. */
export interface ChoiceTask extends Task {
  choice: Choice | null;
}

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

export interface DnsActivities {
  /** What `publishTxtRecord` would write; told before the write, so that a crash cannot blur who made the record. */
  planTxtRecord(task: TxtPublication): Promise<Proof>;
  /** Adds the value to the TXT records of the name, and reads it back. What cannot be published is a Trouble. */
  publishTxtRecord(task: TxtPublication): Promise<Proof>;
  /** Fails (retryable, benign, verdict as message, at most 4 KB) until every authoritative server has the value. */
  awaitTxtRecord(query: TxtQuery): Promise<Proof>;
  /** Fails (retryable, benign, verdict as message) as long as the record stands; gives a proof that it is gone. */
  watchTxtRecord(query: TxtQuery): Promise<Proof>;
}

export interface TxtPublication {
  dns: OnboardingInput['dns'];
  recordName: string;
  value: string;
}

export interface TxtQuery {
  domain: string;
  /** The record's name; usually the domain itself. */
  recordName: string;
  expected: string;
  /** "host:port"; empty means the system's. */
  resolvers: string[];
  /** A resolver over HTTPS; null is none. */
  doh: string | null;
  /** Port of the authoritative servers. */
  port: number;
  /** When the wait began, ISO 8601: the look-ups grow sparser from there. */
  since: string;
}

export interface ScimTask extends Task {
  endpoint: string;
  /** Compact JWE, opened only inside the activity; null where no token was given. */
  sealedToken: string | null;
}

export interface ScimActivities {
  /** `ServiceProviderConfig` and `Users?count=1`. Without a token only that the endpoint answers. */
  checkScimAccess(task: ScimTask): Promise<Proof>;
}

/** What of the run is looked at; null where its step was left out. */
export interface RunObjects {
  signInAppId: string | null;
  scimAppId: string | null;
  serverId: string | null;
}

/** Progress of the pushed groups' members on the Kiro side. */
export interface Arrival extends Proof {
  /** `unproven` without a SCIM token: nothing could be asked. */
  verdict: 'all-arrived' | 'some-missing' | 'unproven';
  expected: number;
  arrived: number;
  /** Logins, at most 20. */
  missing: string[];
}

export interface ReviewActivities {
  /**
   * Okta's members of the pushed groups against SCIM's: ends when all have arrived, or at the first look after `until`.
   * Before that it fails (retryable, benign, progress as message); its looks grow sparser from `since`, when the window
   * began, and are spaced for a window up to `end`. Times are ISO 8601.
   */
  awaitArrival(task: ScimTask & { since: string; until: string; end: string }): Promise<Arrival>;
  /** Everybody against Okta, SCIM and the Subscriptions tab's list; writes the roster under the reports folder. */
  reviewSubscriptions(
    task: ScimTask & { objects: RunObjects; list: SubscriptionList | ListInParts },
  ): Promise<Proof & { findings: Finding[]; roster: RosterSummary }>;
}

/** A list too long for one message to an activity: it asks the run for each part (`LIST_PART_QUERY`). */
export interface ListInParts {
  parts: number;
}

/** As the person sent it: pasted text, or rows with the columns' names as keys. */
export type SubscriptionList = { csv: string } | { rows: Record<string, string>[] };

export interface SecretActivities {
  /** Public JWK of the worker's sealing key, with `kid`. */
  sealingKey(): Promise<Record<string, string>>;
}

export interface ReportActivities {
  /** Writes it as Markdown, JSON and HTML under the worker's reports folder; gives their paths and SHA-256. */
  writeReport(task: { workflowId: string; report: Report }): Promise<Proof>;
}

export interface NoticeTask extends Task {
  channel: ChannelName;
  notice: Notice;
  /** The run's message in Slack; null before the first one. */
  slack: SlackMessage | null;
}

export interface NotifyActivities {
  /** Sends one notice by one channel, once; what cannot succeed by trying again fails as non-retryable. */
  notify(task: NoticeTask): Promise<Sent>;
}

/** What the run keeps of a notice that was sent. */
export interface Sent {
  slack?: SlackMessage;
}
