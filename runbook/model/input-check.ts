import { z } from 'zod';
import { looksLikeSecret } from '../secrets/secrets.js';
import { SENDER_KEYS } from '../trust/sender-keys.js';
import { asIs, checkOrgUrl, email, text, webhookUrl } from './field-forms.js';
import { linkHours, MOST_REVIEWERS } from './settings.js';
import { urlOf } from './url-of.js';

// What a run takes as its input, no matter who starts it: the values that `config/` makes of a file, by the same rules. Every key
// that has a default may be absent.

/** An object with some of these keys and no others. */
export const some = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).partial();

const contact = { email: asIs(email), slack: asIs(z.string().regex(/^[UW][A-Z0-9]+$/)).optional() };
const person = z.strictObject({ ...contact, escalateTo: z.strictObject(contact).optional() });

const YEAR_MS = 366 * 24 * 3_600_000;
export const wait = z.number().min(0).max(YEAR_MS);
const minute = z.int().min(0).max(1_440);
const timeZone = z.string().refine(isTimeZone);

/** Whether the runtime knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Lower case, ASCII, at least two labels; the public suffix list is the starter's. */
const domain = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/);

const orgUrl = z.string().refine((given) => {
  const read = checkOrgUrl(given);
  return 'value' in read && read.value === given;
});

/** As in `URL.host`, the host by which an org was connected first. */
const host = z.string().refine((given) => {
  const address = `https://${given}`;
  return urlOf(address)?.host === given;
});

/** The org, for every runbook. */
export const NAMED_ORG = { orgUrl, knownAs: host.optional() };

/** The waits of every runbook; each adds its own. */
export const WAITS = {
  remindAfterMs: wait,
  dueAfterMs: wait,
  timeZone,
  fromMinute: minute,
  toMinute: minute,
  weekends: z.boolean(),
};

/** The waits that the record of a connection counts. */
export const DUTY_WAITS = { renewScimAccessMs: wait, reviewAccessMs: wait.nullable() };

/** What every runbook needs to know, but for the org and the waits. Required: `domain`. */
export const RUN_SHAPE = {
  domain,
  people: some({
    'kiro-admin': person.nullable(),
    'okta-admin': person.nullable(),
    'dns-admin': person.nullable(),
    reviewers: z.array(person).max(MOST_REVIEWERS),
  }).optional(),
  proof: z.enum(['none', 'sensitive', 'all']).nullable().optional(),
  senders: SENDER_KEYS.optional(),
  notify: some({
    slack: z.strictObject({ channel: asIs(text) }).nullable(),
    webhook: asIs(webhookUrl).nullable(),
    email: z.strictObject({ from: asIs(email), copyTo: asIs(email).nullable() }).nullable(),
  }).optional(),
  web: some({ linkHours }).optional(),
};

/** More than these are not named. */
const MOST_NAMED = 10;
/** What may stand in a sentence as the name of a key. */
const KEY = /^[\w-]{1,60}$/;

/**
 * Which keys of an input are wrong, as paths such as `notify.webhook`, and never what stands there; empty where none is. A
 * text that looks like a secret is wrong anywhere but under `senders` and `about`.
 */
export function wrongFields(form: z.ZodType, given: unknown): string[] {
  const issues = form.safeParse(given).error?.issues ?? [];
  const paths = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
  );
  const all = [...paths, ...secretsIn(given)].map((path) =>
    path.length === 0 ? 'its top' : path.map(shown).join('.'),
  );
  return [...new Set(all)].slice(0, MOST_NAMED);
}

const shown = (part: PropertyKey): string =>
  typeof part === 'number' || (KEY.test(String(part)) && !looksLikeSecret(String(part))) ? String(part) : '…';

/** Public keys, and what a person writes of this one run. */
const FREE = ['senders', 'about'];

function secretsIn(value: unknown, path: PropertyKey[] = []): PropertyKey[][] {
  if (typeof value === 'string') return looksLikeSecret(value) ? [path] : [];
  if (typeof value !== 'object' || value === null || path.length > 10) return [];
  if (Array.isArray(value)) return value.flatMap((one, index) => secretsIn(one, [...path, index]));
  return Object.entries(value).flatMap(([key, one]) =>
    path.length === 0 && FREE.includes(key) ? [] : secretsIn(one, [...path, key]),
  );
}
