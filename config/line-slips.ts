import { Lexer } from 'yaml';
import type { Problem } from './problem.js';
import { MEANT, problem, quoted, SHOWN, type Slip } from './slip.js';

const PLACEHOLDER = /\{\{.*?\}\}|<%.*?%>|\$\{.*?\}/;
const UNSEEN = /[\u00a0\u00ad\u2000-\u200f\u202a-\u202f\u2060-\u2064\u3000\ufeff]/;
const NAMES: Record<string, string> = { '\u00a0': 'a no-break space', '\ufeff': 'a byte order mark' };

/**
 * What the lines of the file give away before they are parsed: characters that nobody sees, placeholders of a template,
 * directives, and a `#` that cuts off a value. One problem a line.
 */
export function slipsInText(source: string): Problem[] {
  const comments = commentsIn(source);
  return source
    .split('\n')
    .flatMap((line, index) => [lineSlip(line, comments.get(index + 1))].flat().map((slip) => problem(index + 1, slip)));
}

/** A comment of the file, and what is before it in its line. */
interface Comment {
  text: string;
  /** Whether it is inside of brackets or braces. */
  isInFlow: boolean;
  /** The value that it follows; empty behind a colon, a dash or a bracket, null behind a closed bracket. */
  value: string | null;
}

/** The comments by line, from 1, as YAML sees them: a `#` in quotes or without a blank before it is none. */
function commentsIn(source: string): Map<number, Comment> {
  const found = new Map<number, Comment>();
  let line = 1;
  let depth = 0;
  let before: { text: string; isScalar: boolean } = { text: '', isScalar: false };
  let isMarked = false;
  for (const token of new Lexer().lex(source)) {
    // The lexer marks a plain or block scalar, and says where a document begins and where brackets stay open.
    if (token === '\u001f') isMarked = true;
    if (/^[\u0002\u0018\u001f]$/.test(token)) continue;
    const isScalar = isMarked || /^["']/.test(token);
    if (!isScalar && token.startsWith('#'))
      found.set(line, { text: token, isInFlow: depth > 0, value: valueOf(before) });
    if (!isScalar) depth += /^[[{]$/.test(token) ? 1 : /^[\]}]$/.test(token) ? -1 : 0;
    if (isScalar || token.trim() !== '') before = { text: token, isScalar };
    line += token.split('\n').length - 1;
    isMarked = false;
  }
  return found;
}

function valueOf({ text, isScalar }: { text: string; isScalar: boolean }): string | null {
  if (!isScalar) return /^[\]}]$/.test(text) ? null : '';
  return text.trim().replace(/^(["'])(.*)\1$/s, '$2');
}

function lineSlip(line: string, comment: Comment | undefined): Slip | [] {
  if (comment !== undefined && line.trimStart() === comment.text.trimEnd()) return [];
  const code = comment === undefined ? line : line.slice(0, -comment.text.length);
  // Only a comment with a blank after its # is surely none of the value.
  const isPlain = comment === undefined || /^#+(\s|$)/.test(comment.text);
  const unseen = UNSEEN.exec(isPlain ? code : line);
  if (unseen !== null) return unseenSlip(unseen[0], unseen.index, line);
  if (line.startsWith('%'))
    return {
      message: 'The line is a YAML directive, which would change how values are read.',
      fix: 'Delete the line.',
    };
  if (PLACEHOLDER.test(isPlain ? code : line))
    return { message: 'The line still holds a placeholder of a template.', fix: 'Put your own value in its place.' };
  return comment === undefined ? [] : hashSlip(comment);
}

/** A `#` that may be a part of a name: no blank after it, or nothing at all behind a value. */
function hashSlip({ text, isInFlow, value }: Comment): Slip | [] {
  const isAlone = /^#+\s*$/.test(text);
  if (isAlone ? value === null || value === '' : /^#+\s/.test(text)) return [];
  const [word = ''] = text.split(/[\s\]},]/);
  const message = isAlone
    ? `The ${word} at the end begins a comment, so it is not read.`
    : `The # begins a comment, so nothing from ${word.slice(0, SHOWN)} on is read.`;
  if (value === null) return { message, fix: 'If it is a comment, put a blank after the #.' };
  const [rest = ''] = text.split(isInFlow ? /\s*[\]},]|\s+#\s/ : /\s+#\s/);
  const meant = `${MEANT}: ${quoted(`${value} ${rest}`.trim().slice(0, SHOWN))}.`;
  return { message, fix: `${meant} If it is a comment, ${isAlone ? 'delete it' : 'put a blank after the #'}.` };
}

function unseenSlip(character: string, at: number, line: string): Slip {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0');
  const name = NAMES[character] ?? 'an invisible character';
  const where = line.slice(0, at).trim() === '' ? 'The line begins with' : 'The line holds';
  const fix = `Type the line anew, with plain spaces; if the character is meant, write it as "\\u${code}" in double quotes.`;
  return { message: `${where} ${name} (U+${code.toUpperCase()}), which looks like nothing or like a space.`, fix };
}
