import { z } from 'zod';
import { DUTY_WAITS, NAMED_ORG, RUN_SHAPE, WAITS } from '../model/input-check.js';
import { filled, isJson } from '../model/resumed.js';
import { RUN_INPUT_DEFAULTS, type RunInput } from '../model/run-input.js';

/** When somebody is asked to look after a connection. */
export interface DutyWaits {
  /** Milliseconds from the issue of the SCIM token until the Kiro admin is asked to renew it. */
  renewScimAccessMs: number;
  /** Milliseconds between two reviews of who has access; null where nobody is to be asked for one. */
  reviewAccessMs: number | null;
}

/** What the record of a connection needs to know; the input of every run that keeps it up to date has all of it. */
export interface ConnectionInput extends RunInput {
  waits: RunInput['waits'] & DutyWaits;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** AWS's SCIM tokens last a year and Kiro names no lifetime (docs/unverified.md): asked for 90 days before. */
export const DUTY_DEFAULTS: DutyWaits = { renewScimAccessMs: 275 * DAY_MS, reviewAccessMs: null };

/** What the record takes of the input of any runbook. */
export const CONNECTION_INPUT = z.object({
  ...RUN_SHAPE,
  okta: z.object(NAMED_ORG),
  waits: z
    .object({ ...WAITS, ...DUTY_WAITS })
    .partial()
    .optional(),
});

/** The input, complete; null where it names no domain or no org. */
export function completedConnectionInput(given: unknown): ConnectionInput | null {
  if (!isJson(given)) return null;
  const waits = { ...RUN_INPUT_DEFAULTS.waits, ...DUTY_DEFAULTS };
  const { domain, okta, people, proof, senders, notify, web, ...input } = filled(
    { ...RUN_INPUT_DEFAULTS, waits },
    given,
  );
  if (domain === '' || okta.orgUrl === '') return null;
  // Of another runbook's input only what is the record's.
  const { remindAfterMs, dueAfterMs, timeZone, fromMinute, toMinute, weekends, renewScimAccessMs, reviewAccessMs } =
    input.waits;
  const hours = { timeZone, fromMinute, toMinute, weekends };
  const own = { remindAfterMs, dueAfterMs, ...hours, renewScimAccessMs, reviewAccessMs };
  const { orgUrl, knownAs } = okta;
  return {
    domain,
    okta: { orgUrl, ...(knownAs === undefined ? {} : { knownAs }) },
    people,
    proof,
    senders,
    notify,
    web,
    waits: own,
  };
}
