import {
  ActivityCancellationType,
  type ActivityInterfaceFor,
  type ActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type {
  AccessReviewActivities,
  AuditActivities,
  ConnectionActivities,
  DnsActivities,
  NotifyActivities,
  OffboardActivities,
  OktaActivities,
  OldPushActivities,
  Outside,
  ReportActivities,
  ReviewActivities,
  RotationActivities,
  RotationOktaActivities,
  ScimActivities,
  SecretActivities,
} from '../runbook/outside.js';

// One proxy for each kind of outside world. Transient failures are retried without end: days of an unreachable
// org are a wait, not a failure. What needs a person comes back at once as a non-retryable failure.

/** Only of what a worker registers: a call of anything else would wait for ever. */
const proxied = <Of extends Partial<Outside>>(options: ActivityOptions): ActivityInterfaceFor<Of> =>
  proxyActivities<Of>(options);

/** A worker that was killed is noticed after this; `activities/heartbeat.ts` beats. */
const heartbeatTimeout = '10s';
/**
 * What is broken off has come to rest before the run goes on: it hears of that with its next heartbeat, and makes no call
 * more. A worker that has died holds this up no longer than its heartbeat timeout.
 */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;
const patient = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' } as const;

/** A list of more pages than a minute of Okta's rate limit allows is read through within one try. */
const thorough = { startToCloseTimeout: '1h', heartbeatTimeout, cancellationType, retry: patient } as const;

export const okta = proxied<OktaActivities>(thorough);
/** The list of all refresh tokens of the server may be long. */
export const offboarding = proxied<OffboardActivities>(thorough);
/** What is good to know and holds up nothing: given up after some minutes. */
export const oktaBriefly = proxied<OktaActivities>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '5m',
  heartbeatTimeout,
  cancellationType,
  retry: patient,
});
export const oldPush = proxied<OldPushActivities>(thorough);
/** Before a run ends that was broken off: given up after an hour, so that it ends. */
export const oldPushAtLast = proxied<OldPushActivities>({
  ...thorough,
  scheduleToCloseTimeout: '1h',
});
export const scim = proxied<ScimActivities>({ startToCloseTimeout: '2m', heartbeatTimeout, retry: patient });
/** The tokens of a rotation at Kiro's endpoint. */
export const rotation = proxied<RotationActivities>({ startToCloseTimeout: '2m', heartbeatTimeout, retry: patient });
/** As `rotation`, for what is good to know and holds up nothing. */
export const rotationBriefly = proxied<RotationActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1m',
  heartbeatTimeout,
  retry: patient,
});
/** Everybody is read for it, on both sides. */
export const comparison = proxied<RotationActivities>(thorough);
/** What a rotation asks of Okta. */
export const rotationInOkta = proxied<RotationOktaActivities>(thorough);
export const dns = proxied<DnsActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout,
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '15m' },
});
/** A provider may take minutes until all its servers have a change. One that fails for ten minutes is for a person. */
export const dnsProvider = proxied<DnsActivities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout,
  retry: { ...patient, maximumAttempts: 10 },
});
export const review = proxied<ReviewActivities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout,
  retry: patient,
});
/** An offboarding that goes on elsewhere is asked for as long as it takes. */
export const accessReview = proxied<AccessReviewActivities>(thorough);
export const secrets = proxied<SecretActivities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout,
  retry: patient,
});
/** Whom the worker trusts is a file beside it, read within the workflow task: an event instead of three. */
export const trust = proxyLocalActivities<Pick<SecretActivities, 'senderKeys'>>({
  startToCloseTimeout: '5s',
  retry: patient,
});
export const reports = proxied<ReportActivities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout,
  retry: patient,
});

/** What is to be said of the connection is said once its record can be reached, however long that takes. */
export const connection = proxied<ConnectionActivities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout,
  retry: patient,
});
/** What earlier runs have left is good to know, and holds no start up for long. */
export const earlierRuns = proxied<ConnectionActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1m',
  heartbeatTimeout,
  cancellationType,
  retry: patient,
});
/** The last news of a run, which ends whether or not its record was reached. */
export const lastNews = proxied<ConnectionActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1m',
  heartbeatTimeout,
  retry: patient,
});

/** An audit takes as long as its lists; what it sees is never taken from an org that does not answer. */
export const audit = proxied<AuditActivities>(thorough);

/** A channel that does not take a notice for an hour has missed it; the run never waits for it. */
export const people = proxied<NotifyActivities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout,
  cancellationType,
  retry: patient,
});
/** A reminder, which no sender waits for, goes out within the workflow task: an event instead of six. */
export const quick = proxyLocalActivities<NotifyActivities>({
  startToCloseTimeout: '5s',
  cancellationType,
  retry: { maximumAttempts: 1 },
});
/** The last notice of a run, which ends whether or not it was delivered. */
export const farewell = proxied<NotifyActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
  heartbeatTimeout,
  retry: patient,
});
