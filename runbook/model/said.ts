import { MESSAGE_INFO } from '../messages/fields.js';
import { MESSAGE_NAMES, type MessageName } from '../messages/schemas.js';
import { looksLikeSecret } from '../secrets/secrets.js';
import type { Evidence } from './proof.js';
import type { Sender } from './state.js';

/** No field is shown at greater length than this; characters. */
const MAX_SHOWN = 300;
/** What is longer than this is not even searched for secrets; characters. */
const MAX_READ = 20_000;

/**
 * What somebody has said with a message, for the audit trail: its fields by name, never a token, and of a list only its
 * length. What nobody knows a field for is not shown, since it may be anything.
 *
 * @param value whatever came, also what no schema takes
 * @returns null where there is nothing to show
 */
export function saidText(name: string, value: unknown): string | null {
  if (!isMessage(name) || typeof value !== 'object' || value === null) return null;
  const fields = MESSAGE_INFO[name].fields.filter((field) => Object.hasOwn(value, field.name));
  const said = fields.map(
    (field) => `${field.name} ${fieldText(field, (value as Record<string, unknown>)[field.name])}`,
  );
  return said.length === 0 ? null : said.join('; ');
}

/** An answer that was taken and did not stand its check, for the audit trail: who, when, what, and why it did not do. */
export function earlierAnswer(
  message: MessageName,
  { value, by, via, at }: { value: object } & Sender,
  reason: string,
): Evidence {
  const said = saidText(message, value);
  const who = `${by ?? 'somebody'}${via === null ? '' : ` (${via})`}`;
  return {
    label: `Answered before by ${who} at ${at}`,
    value: [...(said === null ? [] : [said]), `did not do: ${reason}`].join('; '),
    url: null,
  };
}

const isMessage = (name: string): name is MessageName => (MESSAGE_NAMES as string[]).includes(name);

function fieldText({ name, sealed }: { name: string; sealed: boolean }, value: unknown): string {
  if (sealed) return '(not shown)';
  if (name === 'csv' && typeof value === 'string') return `of ${value.trim().split(/\r\n|[\r\n]/).length} lines`;
  if (name === 'rows' && Array.isArray(value)) return `of ${value.length} lines`;
  const text = withoutCredentials(typeof value === 'string' ? value : jsonOf(value));
  if (text.length > MAX_READ) return `(${text.length} characters)`;
  if (looksLikeSecret(text)) return '(looks like a secret, and is not shown)';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** What is nested thousands deep breaks JSON itself. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '(cannot be shown)';
  }
}

/** Addresses without what may be a secret in them: user and password, query, fragment. */
const withoutCredentials = (text: string): string =>
  text.length > MAX_READ
    ? text
    : text.replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/?#]*@)?([^\s?#]*)(?:[?#]\S*)?/gi, '$1$2');
