import { withoutUnseen } from '../../runbook/escape/characters.js';
import type { Hint } from './dns-report.js';

type Miss = Hint;
type Look = (value: string, expected: string) => boolean;
/** The sentence may quote a part of the value. */
type Words = string | ((value: string, expected: string) => string);

const unquoted = (text: string): string => text.replace(/\\?["“”„‟]|^['‘’]|['‘’]$/g, '');
const unspaced = (text: string): string => text.replace(/[\s\u200b\u00a0\ufeff]+/g, '');
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
/** The part before the first "=", and what follows. */
const halves = (text: string): [string, string] | null => {
  const at = text.indexOf('=');
  return at < 1 || at === text.length - 1 ? null : [text.slice(0, at), text.slice(at + 1)];
};

/** How text is written where some characters may not stand as they are; each gives back what was meant. */
const unescaped = {
  zoneFile: (text: string): string =>
    text.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number(code))).replace(/\\(.)/g, '$1'),
  percent: (text: string): string =>
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))).replace(/\+/g, ' '),
  html: (text: string): string =>
    text
      .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) => character(parseInt(hex, 16)))
      .replace(/&#(\d{1,7});/g, (_, code: string) => character(Number(code)))
      .replace(/&(equals|quot|apos|lt|gt|nbsp|amp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()] ?? ''),
};
const ENTITIES: Record<string, string> = { equals: '=', quot: '"', apos: "'", lt: '<', gt: '>', nbsp: ' ', amp: '&' };
const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

/** The texts in a piece of JSON, and each key with its text as `key=text`; none where it is no JSON. */
function textsInJson(text: string): string[] {
  if (!/^\s*[[{"]/.test(text)) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return [value];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [one, `${key}=${one}`] : []));
  } catch {
    return [];
  }
}

/** What a person sees of a value; line ends and tabs count as spaces. */
const seen = (text: string): string => withoutUnseen(text.replace(/[\t\n\v\f\r]/g, ' '));

/** The unseen characters of a value by their numbers, such as U+00AD. */
const unseenIn = (value: string): string => {
  const shown = new Set(seen(value));
  const unseen = [...new Set(value)].filter((one) => !shown.has(one));
  return unseen.map((one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(', ');
};

/** In this order; the first that fits is the fault. */
const MISSES: { code: string; is: Look; problem: Words; fix: Words }[] = [
  {
    code: 'invisible',
    is: (value, expected) => value !== seen(value) && unquoted(seen(value)) === expected,
    problem: (value) =>
      `the value is published with an invisible character in it (${unseenIn(value)}), as web pages have`,
    fix: 'Delete the value and type its beginning by hand, or paste it through a plain text editor.',
  },
  {
    code: 'quotes',
    is: (value, expected) => unquoted(value) === expected,
    problem: 'the value is published with quotation marks around it',
    fix: 'Enter the value without quotation marks; the DNS provider adds them where they are needed.',
  },
  {
    code: 'escaped',
    is: (value, expected) => value.includes('\\') && unquoted(unescaped.zoneFile(value)) === expected,
    problem: 'a backslash, which is the escape of zone files, is published literally in the value',
    fix: 'Enter the value without backslashes; a form needs no escapes.',
  },
  {
    code: 'percent-encoded',
    is: (value, expected) => unquoted(unescaped.percent(value)) === expected,
    problem: 'the value is published percent-encoded, as in the address of a web page (%3D is "=")',
    fix: 'Copy the value itself, not a link that holds it.',
  },
  {
    code: 'html',
    is: (value, expected) => unquoted(unescaped.html(value)) === expected,
    problem: 'the value is published with HTML escapes (such as &#61; for "=")',
    fix: 'Copy the value as the page shows it, not from its source.',
  },
  {
    code: 'json',
    is: (value, expected) => textsInJson(value).includes(expected),
    problem: 'the value is published as JSON',
    fix: (_, expected) => `Enter the text alone, in the form name=token: ${expected}`,
  },
  {
    code: 'link',
    is: (value, expected) => /^https?:\/\//i.test(value) && unescaped.percent(value).includes(expected),
    problem: 'a link that holds the value is published instead of the value',
    fix: (_, expected) => `Enter the text alone: ${expected}`,
  },
  {
    code: 'colon',
    is: (value, expected) => {
      const [key, token] = halves(expected) ?? ['', ''];
      const parts = /^\s*([^\s:=]+)\s*(?::\s*|=\s+|\s+=\s*|\s+)(\S+)\s*$/.exec(unquoted(value));
      return key !== '' && parts !== null && !value.includes(`${key}=`) && parts[1] === key && parts[2] === token;
    },
    problem: 'the value is published with a colon or a space where "=" belongs',
    fix: (_, expected) => `Enter it as one text, in the form name=token: ${expected}`,
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
    code: 'one-too-many',
    is: (value, expected) => expected.length >= 8 && /^[^\p{L}\p{N}]{1,3}$/u.test(value.replace(expected, '')),
    problem: (value, expected) =>
      value.startsWith(expected)
        ? `the value has ${tooMany(value.slice(expected.length))} too many at its end: ${value.slice(expected.length)}`
        : value.endsWith(expected)
          ? `the value has ${tooMany(value.slice(0, -expected.length))} too many at its beginning: ${value.slice(0, -expected.length)}`
          : 'the value stands between characters that do not belong to it',
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
  const found: Miss[] = isSplit(others, expected) ? [SPLIT] : others.flatMap((value) => missOf(value, expected) ?? []);
  const distinct = [...new Map(found.map((miss) => [`${miss.code} ${miss.problem}`, miss])).values()];
  return distinct.map(({ code, problem, fix }) => ({ code, problem: `At ${name} ${problem}.`, fix }));
}

function missOf(value: string, expected: string): Miss | null {
  const found = MISSES.find(({ is }) => is(value, expected));
  if (found === undefined) return null;
  const said = (words: Words): string => (typeof words === 'string' ? words : words(value, expected));
  return { code: found.code, problem: said(found.problem), fix: said(found.fix) };
}

const tooMany = (text: string): string => ([...text].length === 1 ? 'one character' : `${[...text].length} characters`);

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
