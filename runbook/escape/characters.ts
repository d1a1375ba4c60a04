/**
 * What no form may show as it is: control characters (C0, C1, DEL), halves of surrogate pairs, line and paragraph
 * separators, marks of direction, zero-width and other characters that nobody sees.
 */
const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]';
/** Joiners and variation selectors: those of them that belong to ordinary text. */
const MAY_STAY = '[\\u200c\\u200d\\ufe0e\\ufe0f\\u{e0100}-\\u{e01ef}]';

/**
 * Whole runs of what never stays, so that a megabyte of it is quick. Then, in the first group, what stays: joiners inside
 * emoji and inside words of scripts that need them, and variation selectors of what has variants: emoji and keycaps
 * (U+FE0E, U+FE0F), and Han characters, as in Japanese names (U+E0100 to U+E01EF). Then all others.
 */
const UNSEEN_RUNS = new RegExp(
  [
    `(?:(?!${MAY_STAY})${UNSEEN})+`,
    '((?<=\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?)\\u200d(?=\\p{Extended_Pictographic})',
    `(?<=[\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Gujr}\\p{sc=Guru}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Sinh}\\p{sc=Mong}])[\\u200c\\u200d](?!${MAY_STAY})(?=[\\p{L}\\p{M}])`,
    '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]|\\ufe0f(?=\\u20e3)',
    '(?<=\\p{Ideographic})[\\u{e0100}-\\u{e01ef}])',
    MAY_STAY,
  ].join('|'),
  'gu',
);

const escapes = new Map<string, string>();

/** Each character of a run as `\u{202e}`; there are few of them, so what was written once is kept. */
function shown(run: string): string {
  let text = '';
  for (const character of run) {
    const known = escapes.get(character) ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
    escapes.set(character, known);
    text += known;
  }
  return text;
}

/** The text with each character that nobody sees, or that would steer a terminal, written as `\u{202e}`. */
export const visible = (text: string): string =>
  text.replace(UNSEEN_RUNS, (run: string, kept?: string) => kept ?? shown(run));

/** As `visible`, on one line: where the text breaks a line or has a tab, there is a space. */
export const visibleLine = (text: string): string => visible(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' '));

/**
 * The same value with each text in it changed, at whatever depth; keys stay. `Status` and `Report` are escaped with it
 * before they are put into words.
 */
export function everyText<T>(value: T, change: (text: string) => string): T {
  const changed = (one: unknown): unknown => {
    if (typeof one === 'string') return change(one);
    if (Array.isArray(one)) return one.map(changed);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, changed(inner)]));
  };
  return changed(value) as T;
}

/** Soft hyphens, zero-width characters, marks of direction, byte order marks: they come along from web pages, unseen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** The text as a person sees it. */
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '');

/** Control characters, marks of direction, zero-width and other unseen characters, tags; halves of surrogate pairs. */
const WITHOUT_GLYPH =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** The text without what no person sees, or a terminal obeys; line ends and tabs go, too. */
export const withoutUnseen = (text: string): string => text.replace(WITHOUT_GLYPH, '');
