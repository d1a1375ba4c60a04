import { isPlaceholder } from '../commands.js';
import { looksLikeSecret } from '../secrets.js';
import { MESSAGES, type MessageName, type MessageOf } from '../messages/schemas.js';
import { accepted, invalid, type Check } from './verdict.js';

/** What to do with a token that came in plain text. */
export const REVOKE_ADVICE =
  'Revoke that token in the Kiro console (Settings, Identity Management, Access Tokens), make another, and send it ' +
  'with `npm run answer -- scimAccessIssued`, which seals it first.';

/** Lists of people may hold anything; a sealed token is checked by its own rule. */
const NOT_SEARCHED = new Set(['csv', 'rows', 'token']);

/** The message as its schema wants it, without a secret in plain text. Says nothing of whether it fits the run. */
export function checkForm<N extends MessageName>(name: N, given: unknown): Check<MessageOf<N>> {
  // A message without fields may come without an object.
  const raw = given ?? {};
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    return invalid(null, `${name} takes one JSON object, such as {"by":"ana@example.com"}.`);
  }
  const leak = secretField(raw);
  if (leak !== null) return invalid(leak, `\`${leak}\` seems to hold a secret in plain text. ${REVOKE_ADVICE}`);
  const left = Object.entries(raw).find(([, value]) => typeof value === 'string' && isPlaceholder(value));
  if (left !== undefined) {
    const [field, value] = left as [string, string];
    return invalid(field.slice(0, 80), `${value.trim()} is only a placeholder: put your own value in its place.`);
  }
  const parsed = MESSAGES[name].safeParse(raw);
  if (parsed.success) return accepted(parsed.data as MessageOf<N>);
  const [issue] = parsed.error.issues;
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  const said =
    issue?.code === 'unrecognized_keys' ? 'is not a field of this message' : (issue?.message ?? 'is not right');
  return invalid(field?.slice(0, 80) || null, `${field ? `\`${field.slice(0, 80)}\` ` : ''}${lowerFirst(said)}.`);
}

function secretField(raw: object): string | null {
  for (const [key, value] of Object.entries(raw)) {
    if (looksLikeSecret(key)) return 'a field name';
    if (!NOT_SEARCHED.has(key) && textsIn(value).some(looksLikeSecret)) return key;
  }
  return null;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');

/** No message is nested deeper; what is, is refused for its form. */
const DEPTH = 4;

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === DEPTH) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner, depth + 1)]);
}
