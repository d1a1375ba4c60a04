/** `verificationToken` is `--verification-token`. */
export const flagOf = (field: string): string => `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Fields that are no texts. All others are, whatever they look like: `--client-id 123` is no number. */
const JSON_FIELDS = new Set([
  'ok',
  'scp',
  'aud',
  'lifetimeSeconds',
  'refreshed',
  'groups',
  'users',
  'rows',
  'part',
  'parts',
  'hours',
]);

/** The value of a flag: JSON where the field is no text; a list may be written with commas, too. */
export function valueFrom(text: string, field: string): unknown {
  if (!JSON_FIELDS.has(field)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return field === 'groups' || field === 'users' || field === 'scp' ? text.split(',').map((one) => one.trim()) : text;
  }
}
