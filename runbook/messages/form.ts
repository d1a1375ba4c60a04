import type { z } from 'zod';
import { looksLikeSecret } from '../secrets/secrets.js';
import { isPlaceholder } from './pasted.js';
import { type MessageName, type MessageOf, MESSAGES } from './schemas.js';
import { accepted, type Check, invalid } from './verdict.js';

/** What to do with a token that came in plain text. */
export const REVOKE_ADVICE =
  'Revoke that token in the Kiro console (Settings, Identity Management, Access Tokens), make another, and send it ' +
  'with `npm run answer -- scimAccessIssued`, which seals it first.';

/** Kiro's form asks for the client ID; Okta shows a client secret beside it, where the application has one. */
const adviceFor = (field: string): string =>
  field === 'clientId'
    ? `A client secret belongs nowhere in Kiro: if it is one, replace it in Okta, and send the client ID. If it is the SCIM token: ${REVOKE_ADVICE}`
    : REVOKE_ADVICE;

/** Lists of people may hold anything; a sealed token and a proof are checked by rules of their own. */
const NOT_SEARCHED = new Set(['csv', 'rows', 'token', 'proof']);

/** The message as its schema wants it, without a secret in plain text. Says nothing of whether it fits the run. */
export function checkForm<N extends MessageName>(name: N, given: unknown): Check<MessageOf<N>> {
  // A message without fields may come without an object.
  const raw = given ?? {};
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    return invalid(null, `${name} takes one JSON object, such as {"by":"ana@example.com"}.`);
  }
  const unfit = unfitText(raw);
  if (unfit !== null) return unfit;
  const parsed = MESSAGES[name].safeParse(raw);
  return parsed.success ? accepted(parsed.data as MessageOf<N>) : wrongForm(parsed.error.issues[0]);
}

/** What is wrong with this field in itself, where a front end asks for one after another; null where nothing is. */
export function checkField(name: MessageName, field: string, value: unknown): string | null {
  const alone = { [field]: value };
  const unfit = unfitText(alone);
  if (unfit !== null) return unfit.why.reason;
  const issue = MESSAGES[name].safeParse(alone).error?.issues.find((one) => one.path[0] === field);
  return issue === undefined ? null : wrongForm(issue).why.reason;
}

/** Why a message is not taken that holds a secret in plain text; null where it holds none. */
export function checkSecrets(message: object): ReturnType<typeof invalid> | null {
  const leak = secretField(message);
  if (leak === null) return null;
  return invalid(leak, `\`${leak}\` seems to hold a secret in plain text. ${adviceFor(leak)}`);
}

/** A secret in plain text, or a placeholder that nobody has filled in. */
function unfitText(raw: object): ReturnType<typeof invalid> | null {
  const leak = checkSecrets(raw);
  if (leak !== null) return leak;
  const left = Object.entries(raw).find(([, value]) => typeof value === 'string' && isPlaceholder(value));
  if (left === undefined) return null;
  const [field, value] = left as [string, string];
  return invalid(field.slice(0, 80), `${value.trim()} is only a placeholder: put your own value in its place.`);
}

function wrongForm(issue: z.core.$ZodIssue | undefined): ReturnType<typeof invalid> {
  const isUnknown = issue?.code === 'unrecognized_keys';
  // Deeper than this stand names that somebody else has chosen, such as the titles of a list.
  const field = isUnknown ? issue.keys[0] : issue?.path.slice(0, 2).join('.');
  const said = isUnknown ? 'is not a field of this message' : (wrongType(issue) ?? issue?.message ?? 'is not right');
  return invalid(field?.slice(0, 80) || null, `${field ? `\`${field.slice(0, 80)}\` ` : ''}${lowerFirst(said)}.`);
}

/** Zod's own words for a value of another type are a programmer's. */
function wrongType(issue: z.core.$ZodIssue | undefined): string | null {
  if (issue?.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) return null;
  if (issue.message.endsWith('received undefined')) return 'is missing';
  return `must be ${TYPES[issue.expected] ?? issue.expected}`;
}
const TYPES: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  record: 'names with values',
};

function secretField(raw: object): string | null {
  for (const [key, value] of Object.entries(raw)) {
    if (looksLikeSecret(key)) return 'a field name';
    // Whatever Kiro's verification tokens look like, one that says so is published in DNS.
    const isPublic = key === 'verificationToken' && typeof value === 'string' && PUBLISHED.test(value);
    const isSecret = (text: string): boolean => looksLikeSecret(text, key === 'endpoint');
    if (!NOT_SEARCHED.has(key) && !isPublic && textsIn(value).some(isSecret)) return key;
  }
  return null;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');

const PUBLISHED = /^\s*["']?[a-z-]{0,40}verification=[^\s"']+["']?\s*$/;

/** No message is nested deeper; what is, is refused for its form. */
const DEPTH = 4;

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === DEPTH) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner, depth + 1)]);
}
