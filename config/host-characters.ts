import { domainToUnicode } from 'node:url';
import { plainly } from './marks.js';

/** Letters and digits of any script, the hyphen, the full stop in its four forms, and what IDNA allows between letters. */
const NOT_IN_A_NAME = /[^\p{L}\p{M}\p{N}\-_.\u3002\uff0e\uff61\u00b7\u0375\u05f3\u05f4\u30fb]/u;
const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic'];

/** A character that no host's name can hold, as it is shown to people; null where there is none. */
export function oddCharacter(name: string): string | null {
  const [found] = NOT_IN_A_NAME.exec(name) ?? NOT_IN_A_NAME.exec(domainToUnicode(name)) ?? [];
  if (found === undefined) return null;
  if (/\s/.test(found)) return 'a space';
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${/\p{Cc}/u.test(found) ? 'a character' : found} (U+${code})`;
}

/** The name without the marks that editors and chats put around or into it; null where that helps nothing. */
export function nameMeant(name: string): string | null {
  const meant = plainly(name);
  return meant !== name && meant !== '' && oddCharacter(meant) === null ? meant : null;
}

/** A label with letters of alphabets that look alike, such as a Cyrillic a among Latin letters; null where there is none. */
export function mixedLabel(domain: string): { label: string; scripts: string } | null {
  for (const label of domainToUnicode(domain).split('.')) {
    const scripts = SCRIPTS.filter((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(label));
    if (scripts.length > 1) return { label, scripts: scripts.join(' and ') };
  }
  return null;
}
