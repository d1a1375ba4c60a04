import { z } from 'zod';
import { SENDER_KEYS } from '../trust/sender-keys.js';
import { asIs, email, webhookUrl } from './field-forms.js';
import { isJson } from './resumed.js';
import { LINK_HOURS, type RunInput } from './run-input.js';

// What of a configuration may change while a run goes on: who is asked, where people get news, and when. All else would make
// another run of it.

/** As long as the longest address that a configuration takes. */
const text = z.string().min(1).max(2_000);
const address = asIs(email);
const contact = { email: address, slack: text.optional() };
const somebody = z.strictObject({ ...contact, escalateTo: z.strictObject(contact).optional() });
const person = somebody.nullable();
export const linkHours = z.int().min(LINK_HOURS.min).max(LINK_HOURS.max);
const minute = z.int().min(0).max(1_440);
const YEAR_MS = 366 * 24 * 3_600_000;
/** A second to a year, as in the configuration. */
const duration = z.number().min(1_000).max(YEAR_MS);

/** More than ever share a review; a run keeps them in its state. */
export const MOST_REVIEWERS = 50;

/** The form of `settingsChanged`, as `config/` makes it; of the waits that a single runbook has, some may be absent. */
export const SETTINGS = z.strictObject({
  people: z.strictObject({
    'kiro-admin': person,
    'okta-admin': person,
    'dns-admin': person,
    // A program of an earlier version does not know them.
    reviewers: z.array(somebody).max(MOST_REVIEWERS).optional(),
  }),
  // A program of an earlier version knows none of the three.
  proof: z.enum(['none', 'sensitive', 'all']).nullable().optional(),
  senders: SENDER_KEYS.optional(),
  web: z.strictObject({ linkHours }).optional(),
  notify: z.strictObject({
    slack: z.strictObject({ channel: text }).nullable(),
    webhook: asIs(webhookUrl).nullable(),
    email: z.strictObject({ from: address, copyTo: address.nullable() }).nullable(),
  }),
  waits: z.strictObject({
    remindAfterMs: duration,
    dueAfterMs: duration,
    timeZone: text,
    fromMinute: minute,
    toMinute: minute,
    weekends: z.boolean(),
    syncWindowMs: z.number().min(0).max(YEAR_MS).optional(),
    renewScimAccessMs: duration.optional(),
    reviewAccessMs: duration.nullable().optional(),
  }),
});

/** The keys of a run's input that may change while it goes on. */
export const SETTING_KEYS = ['people', 'proof', 'senders', 'notify', 'web', 'waits'] as const;
export type Settings<Input extends RunInput = RunInput> = Pick<Input, (typeof SETTING_KEYS)[number]>;

export const settingsOf = <Input extends RunInput>({
  people,
  proof,
  senders,
  notify,
  web,
  waits,
}: Input): Settings<Input> => ({
  people,
  proof,
  senders,
  notify,
  web,
  waits,
});

/** What differs between two inputs, as `path: old there, new here`; an absent key is "not set". */
export interface Difference {
  /** Such as `waits.dueAfterMs`. */
  path: string;
  text: string;
  /** It may change while the run goes on. */
  isSetting: boolean;
}

/** Every key in which two configurations differ. */
export function differencesOf(before: unknown, now: unknown, path: string[] = []): Difference[] {
  if (isJson(before) && isJson(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => differencesOf(before[key], now[key], [...path, key]));
  }
  const [old, current] = [JSON.stringify(before), JSON.stringify(now)];
  if (old === current) return [];
  const name = path.join('.');
  const isSetting = SETTING_KEYS.some((key) => key === path[0]);
  return [{ path: name, text: `${name}: ${old ?? 'not set'} there, ${current ?? 'not set'} here`, isSetting }];
}
