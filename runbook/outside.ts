/**
 * What the workflow asks of the outside world: one interface a system, implemented in `activities/`.
 *
 * Every method fails with an `ApplicationFailure`. A retryable one is transient, or "not ready yet" (category
 * benign, with `nextRetryDelay`). A non-retryable one needs a person: its message says what to do, and its first
 * detail is a `Trouble`.
 *
 * Files of `runbook/` import the single parts: some of these interfaces hold the status or the report, and would close a circle.
 */
import type { AccessReviewActivities } from './outside/review-access.js';
import type { AuditActivities } from './outside/audit.js';
import type { ConnectionActivities } from './outside/connection.js';
import type { DnsActivities } from './outside/dns.js';
import type { OffboardActivities } from './outside/offboard.js';
import type { OktaActivities } from './outside/okta.js';
import type { RotationActivities, RotationOktaActivities } from './outside/rotation.js';
import type { OldPushActivities } from './outside/old-push-activities.js';
import type { ReviewActivities } from './outside/review.js';
import type { ScimActivities } from './outside/scim.js';
import type { NotifyActivities, ReportActivities, SecretActivities } from './outside/worker.js';

/** All activities of a worker: one that is not in here can be neither called nor registered. */
export type Outside = OktaActivities &
  OldPushActivities &
  DnsActivities &
  ScimActivities &
  ReviewActivities &
  RotationActivities &
  RotationOktaActivities &
  AccessReviewActivities &
  SecretActivities &
  ReportActivities &
  NotifyActivities &
  ConnectionActivities &
  OffboardActivities &
  AuditActivities;

export type * from './outside/task.js';
export type * from './outside/okta.js';
export type * from './outside/old-push-activities.js';
export type * from './outside/dns.js';
export type * from './outside/scim.js';
export type * from './outside/review.js';
export type * from './outside/rotation.js';
export type * from './outside/review-access.js';
export type * from './outside/worker.js';
export type * from './outside/connection.js';
export type * from './outside/offboard.js';
export type * from './outside/audit.js';
export type * from './model/trouble.js';
export { objectsOf } from './outside/connection.js';
export { NOTHING_THERE } from './outside/dns.js';
export { WAITING } from './outside/task.js';
