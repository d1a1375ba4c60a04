import { type Client, ScheduleNotFoundError, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { AUDIT_TYPE, connectionIdFor, dayTwoIds, firstAttributes, oktaHost } from '../runbook/model/names.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import { signStart } from './signer.js';
import { markdownText } from '../runbook/escape/markdown-text.js';
import { missingAttributes } from '../temporal/namespace.js';

export const RHYTHMS = ['daily', 'weekly'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** Where its audits run, and who has them run: that person signs them. */
interface Of {
  taskQueue: string;
  by: string;
}

/** The Schedule that audits a connection. */
export interface AuditSchedule {
  scheduleId: string;
  /** When the next audits begin, at most three. ISO 8601. */
  next: string[];
}

export const scheduleIdOf = ({ okta, domain }: OnboardingInput): string =>
  dayTwoIds.audit(connectionIdFor({ okta, domain }));

/**
 * Has the connection audited from now on: each day or each Monday, at the beginning of the configuration's working hours. An
 * audit that would begin while another one goes on is skipped, and one that was missed is made up for within an hour.
 */
export async function setAuditSchedule(
  client: Client,
  input: OnboardingInput,
  { every, ...of }: Of & { every: Rhythm },
): Promise<AuditSchedule> {
  const scheduleId = scheduleIdOf(input);
  const options: ScheduleOptions = {
    scheduleId,
    spec: specOf(input, every),
    action: await actionOf(client, input, of),
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' },
  };
  const handle = client.schedule.getHandle(scheduleId);
  if (await isThere(client, scheduleId))
    await handle.update(({ state }) => ({ ...options, action: options.action, state }));
  else await client.schedule.create(options);
  const { info } = await handle.describe();
  return { scheduleId, next: info.nextActionTimes.slice(0, 3).map((at) => at.toISOString()) };
}

/** Ends the audits by the Schedule; false where there was none. */
export async function endAuditSchedule(client: Client, input: OnboardingInput): Promise<boolean> {
  if (!(await isThere(client, scheduleIdOf(input)))) return false;
  await client.schedule.getHandle(scheduleIdOf(input)).delete();
  return true;
}

/** Lets the Schedule, where there is one, audit by this configuration; false where there is none. */
export async function updateAuditSchedule(client: Client, input: OnboardingInput, of: Of): Promise<boolean> {
  const scheduleId = scheduleIdOf(input);
  if (!(await isThere(client, scheduleId))) return false;
  const action = await actionOf(client, input, of);
  await client.schedule.getHandle(scheduleId).update((before) => ({ ...before, action }));
  return true;
}

async function isThere(client: Client, scheduleId: string): Promise<boolean> {
  try {
    await client.schedule.getHandle(scheduleId).describe();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

function specOf({ waits: { timeZone, fromMinute } }: OnboardingInput, every: Rhythm): ScheduleOptions['spec'] {
  const day = every === 'weekly' ? { dayOfWeek: 'MONDAY' as const } : {};
  return { calendars: [{ hour: Math.floor(fromMinute / 60), minute: fromMinute % 60, ...day }], timezone: timeZone };
}

/** The server adds the time to the id of each audit. */
async function actionOf(
  client: Client,
  input: OnboardingInput,
  { taskQueue, by }: Of,
): Promise<ScheduleOptions['action']> {
  const missing = await missingAttributes(client.connection, client.options.namespace);
  // Where the server does not say what it knows, its refusal would end the Schedule.
  const { domain, okta } = input;
  const all = missing === null ? [] : firstAttributes({ type: AUDIT_TYPE, domain, okta, firstStep: 'record' });
  return {
    type: 'startWorkflow',
    workflowType: AUDIT_TYPE,
    workflowId: scheduleIdOf(input),
    taskQueue,
    args: [input],
    memo: await signStart({ workflowId: scheduleIdOf(input), type: AUDIT_TYPE, input }, by, process.env),
    staticSummary: markdownText(auditSummary(input)),
    typedSearchAttributes: all.filter(({ key }) => missing?.includes(key.name) !== true),
  };
}

/** What an audit is, in a line. */
export const auditSummary = ({ domain, okta }: OnboardingInput): string =>
  `Audit of ${oktaHost(okta.orgUrl)} to Kiro for ${domain}`;
