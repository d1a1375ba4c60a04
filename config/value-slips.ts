import type { Scalar } from 'yaml';
import { quoted, SHOWN, type Slip } from './slip.js';

/** Escapes of double quotes that people write as a part of a name, such as the \t of "CORP\team". */
const ESCAPES: Record<string, string> = {
  '0': 'a NUL',
  a: 'a bell',
  b: 'a backspace',
  t: 'a tab',
  n: 'a line end',
  v: 'a vertical tab',
  f: 'a form feed',
  r: 'a carriage return',
  e: 'an escape',
  N: 'a line end',
  _: 'a no-break space',
  L: 'a line end',
  P: 'a paragraph end',
  ' ': 'a space',
};
const OPENING = '“„«‹‘‚‛‟';
const TYPOGRAPHIC = new RegExp(`^[${OPENING}”’»›].*[${OPENING}”’»›]$|^[${OPENING}][^”’»›“‘«‹]*$`, 's');
/** A double quote that closes what nothing has opened. */
const CLOSING = /^[^“„«]*[”»]$/;

/** What is wrong with a value as it is written: escapes that are none, typographic quotes, the comma of another notation. */
export function valueSlip({ type, value }: Scalar, written: string): Slip | null {
  if (typeof value !== 'string') return null;
  if (type === 'QUOTE_DOUBLE') return escapeSlip(written);
  const control = /\p{Cc}/u.exec(value.trimEnd());
  if (control !== null && type === 'PLAIN' && !value.includes('\n'))
    return { message: 'The value holds a tab or a control character.', fix: 'Type it anew, with plain spaces.' };
  return type === 'PLAIN' ? markSlip(written) : null;
}

function escapeSlip(written: string): Slip | null {
  const inner = written.slice(1, -1);
  const found = [...inner.matchAll(/\\(.)/gs)].map(([, letter = '']) => letter).find((letter) => letter in ESCAPES);
  if (found === undefined) return controlSlip(inner);
  // What the writer sees, but for the escapes that they can mean only as such.
  const seen = inner.replace(/\\(["\\/])/g, '$1').slice(0, SHOWN);
  return {
    message: `In double quotes, \\${found} is ${ESCAPES[found] ?? ''}.`,
    fix: `If the backslash is meant, use single quotes: ${quoted(seen)}.`,
  };
}

/** Control characters by their number, which no value holds. */
function controlSlip(inner: string): Slip | null {
  const code =
    /(?<!\\)(?:\\\\)*\\(x[01][0-9a-f]|x[7][f]|x[89][0-9a-f]|[uU](?:0000)?00(?:[01][0-9a-f]|7f|[89][0-9a-f]))/i.exec(
      inner,
    );
  if (code === null && !/\p{Cc}/u.test(inner)) return null;
  return {
    message: `The value holds a control character${code === null ? '' : ` (\\${code[1] ?? ''})`}.`,
    fix: 'Leave it out; if a backslash is meant, use single quotes.',
  };
}

/** Quotes and list punctuation that YAML keeps as a part of the value. */
function markSlip(written: string): Slip | null {
  if (TYPOGRAPHIC.test(written) || CLOSING.test(written)) {
    const bare = written.replace(/^[“”„‟«»‹›‘’‚‛]+|[“”„‟«»‹›‘’‚‛]+$/g, '').trim();
    const fix = `Write ${shown(bare)} with straight quotes; if they are meant, write ${shown(written)}.`;
    return { message: 'The typographic quotes would be a part of the value.', fix };
  }
  if (!/[,;]$/.test(written)) return null;
  const bare = written.replace(/[\s,;]+$/, '');
  const message = `The "${written.slice(-1)}" at the end would be a part of the value.`;
  return { message, fix: `Write ${bare.slice(0, SHOWN)} alone; if it is meant, write ${shown(written)}.` };
}

const shown = (value: string): string => quoted(value.slice(0, SHOWN));
