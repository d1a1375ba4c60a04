import type { Hint } from './dns-report.js';

type Miss = Omit<Hint, 'code'> & { code: string };
type Look = (value: string, expected: string) => boolean;

const unquoted = (text: string): string => text.replace(/\\?["“”„‟]|^['‘’]|['‘’]$/g, '');
const unspaced = (text: string): string => text.replace(/[\s\u200b\u00a0\ufeff]+/g, '');
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
/** The part before the first "=", and what follows. */
const halves = (text: string): [string, string] | null => {
  const at = text.indexOf('=');
  return at < 1 || at === text.length - 1 ? null : [text.slice(0, at), text.slice(at + 1)];
};

/** In this order; the first that fits is the fault. */
const MISSES: (Miss & { is: Look })[] = [
  {
    code: 'quotes',
    is: (value, expected) => unquoted(value) === expected,
    problem: 'the value is published with quotation marks around it',
    fix: 'Enter the value without quotation marks; the DNS provider adds them where they are needed.',
  },
  {
    code: 'spaces',
    is: (value, expected) => unspaced(unquoted(value)) === unspaced(expected),
    problem: 'the value is published with spaces or a line break in it',
    fix: 'Paste the value again, as one line without spaces before, in or after it.',
  },
  {
    code: 'case',
    is: (value, expected) => same(unspaced(unquoted(value)), expected),
    problem: 'the value is published with other upper and lower case letters',
    fix: 'Paste the value exactly as shown: case matters.',
  },
  {
    code: 'key-doubled',
    is: (value, expected) => same(value, `${halves(expected)?.[0]}=${expected}`),
    problem: 'the beginning of the value, up to the "=", is published twice',
    fix: 'Enter the value once; a form may ask for the part after the "=" alone.',
  },
  {
    code: 'key-missing',
    is: (value, expected) => same(unspaced(unquoted(value)), halves(expected)?.[1] ?? '\n'),
    problem: 'the beginning of the value, up to the "=", is missing',
    fix: 'Enter the whole value, with everything before the "=".',
  },
  {
    code: 'key-added',
    is: (value, expected) => halves(value)?.[1] === expected,
    problem: 'the value is published with a word and "=" before it',
    fix: 'Enter the value alone.',
  },
  {
    code: 'merged',
    is: (value, expected) => expected.length >= 8 && value.includes(expected),
    problem: 'the value stands in one record together with something else',
    fix: 'Give the value a TXT record of its own at the same name, beside the other one.',
  },
  {
    code: 'cut',
    is: (value, expected) => value.length >= 8 && value.length < expected.length && expected.startsWith(value),
    problem: 'the value is published without its end',
    fix: 'Copy the whole value again; a double click often marks only a part of it.',
  },
  {
    code: 'mistyped',
    is: (value, expected) => expected.length >= 8 && differences(value, expected) <= 2,
    problem: 'the value is published with a character or two that differ',
    fix: 'Copy and paste the value instead of typing it.',
  },
  {
    code: 'other-token',
    is: (value, expected) => {
      const key = halves(expected)?.[0];
      return key !== undefined && halves(value)?.[0] === key;
    },
    problem: 'there is another value that begins in the same way, perhaps of an earlier try',
    fix: 'Add the value that is expected now, or replace the older one by it.',
  },
];

/** Why a name's TXT values are not what is expected. Records of others, such as SPF, are none of our business. */
export function valueHints(values: string[], expected: string, name: string): Hint[] {
  const others = values.filter((value) => value !== expected);
  // First, as each half would look like a value that was cut.
  const found: Miss[] = isSplit(others, expected)
    ? [SPLIT]
    : others.flatMap((value) => MISSES.find(({ is }) => is(value, expected)) ?? []);
  const distinct = [...new Set(found)];
  return distinct.map(({ code, problem, fix }) => ({ code, problem: `At ${name} ${problem}.`, fix }));
}

const SPLIT: Miss = {
  code: 'split',
  problem: 'the value is spread over two records',
  fix: 'Put the whole value into one TXT record, and delete the two halves.',
};

function isSplit(values: string[], expected: string): boolean {
  return values.some((start) => start !== '' && values.some((end) => end !== '' && start + end === expected));
}

/** Positions at which two texts of one length differ; infinite for other lengths. */
function differences(one: string, other: string): number {
  if (one.length !== other.length) return Infinity;
  return [...one].filter((character, index) => character !== other[index]).length;
}
