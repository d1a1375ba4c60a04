import { withoutInvisible } from '../escape/characters.js';
import { sealedHeader } from '../secrets/secrets.js';

const SCHEME = /^(authorization:\s*)?bearer\s+/i;
const AGAIN = 'Copy the access token alone, as Kiro showed it.';

/** The SCIM token alone of what a person gave to be sealed, or why it is none. Never says what was given. */
export function bareToken(text: string): { token: string } | { problem: string } {
  const token = pasted(text, [], 'token').replace(SCHEME, '');
  if (token === '') return { problem: `The token is empty. ${AGAIN}` };
  if (/^https?:\/\//i.test(token)) return { problem: `That is an address, not the token. ${AGAIN}` };
  if (/\s/.test(token)) return { problem: `The token holds a space or a line break. ${AGAIN}` };
  if (sealedHeader(token) !== null) return { problem: `That is a sealed token, not the token itself. ${AGAIN}` };
  return { token };
}

const QUOTED = /^["'“”‘’„«»`]+|["'“”‘’„«»`]+$/g;
const MARKDOWN_LINK = /^\[[^\]]*\]\(([^()\s]+)\)$/;
const IN_BRACKETS = /^<([^<>]*)>$/;
/** What stands before a value in a console or in a mail. */
const LABEL =
  /^(issuer( ur[il])?|client ?id|(domain )?verification token|token|value|(scim )?(endpoint|base)( ur[il])?|name)(\s*:\s*|\s+)/i;
/** Nothing is wrapped more often. */
const ROUNDS = 5;

/**
 * The value alone of what a person pasted: without invisible characters, quotes, backticks, angle brackets, a Markdown link
 * or the field's own label around it. Where something was dropped, the notes say what is used.
 */
export function pasted(text: string, notes: string[], field: string): string {
  let value = withoutInvisible(text).trim();
  for (let round = 0; round < ROUNDS; round += 1) {
    value = value
      .replace(MARKDOWN_LINK, '$1')
      .replace(IN_BRACKETS, '$1')
      .replace(QUOTED, '')
      .trim()
      .replace(LABEL, '')
      .trim();
  }
  if (value !== text) notes.push(tidied(field, value));
  return value;
}

/** The same for an address or an id: no full stop and no slash ends it. */
export function pastedAddress(text: string, notes: string[], field: string): string {
  const value = pasted(text, [], field).replace(/[.,;/]+$/, '');
  if (value !== text) notes.push(tidied(field, value));
  return value;
}

const tidied = (field: string, value: string): string => `${field}: taken as ${value}, without what stood around it.`;

/** What stands for a value that only the person knows, such as `<verificationToken>`; never taken as an answer. */
export const placeholderOf = (name: string): string => `<${name}>`;

/** Whether a text is a placeholder that was left as it was; an address or a value in angle brackets is none. */
export const isPlaceholder = (text: string): boolean => /^\s*<[^<>:=\d]{1,80}>\s*$/.test(text);
