import { withoutInvisible } from '../invisible.js';

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
 * or the field's own label around it. Where something was left out, the notes say what is used.
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
