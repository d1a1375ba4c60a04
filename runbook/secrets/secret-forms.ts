import { withoutUnseen } from '../escape/characters.js';

/** A long secret is looked for in all its parts of so many bytes: a system may repeat only half of it. */
export const GRAM = 16;
/** Below this a secret is looked for as a whole only. */
const LONG = 24;
/** Shorter ones are in base64 no longer than other words. */
const SHORTEST_IN_BASE64 = 6;
/** So often one escape may stand in another, such as JSON in JSON in a URL. */
const DEPTH = 3;

/** A text in normal form: each byte, and which characters of the text it comes from. */
export interface View {
  bytes: string;
  from: number[];
  to: number[];
}

/** Byte by byte, before the normal form. */
interface Raw {
  bytes: number[];
  from: number[];
  to: number[];
}

/** What to look for because of a secret, in normal form. */
export interface Forms {
  /** Of each the whole. */
  wholes: string[];
  /** Of a long secret each part of `GRAM` bytes. */
  parts: string[];
}

/** The dresses of a secret. Percent signs, backslashes and HTML's entities are undone in the text instead (`viewsOf`). */
export function formsOf(secret: string): Forms {
  const bytes = utf8(secret);
  const latin = latinOf(bytes);
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const asForm = secret.replaceAll(' ', '+');
  const dresses = [
    latin,
    latinOf(utf8(withoutUnseen(secret))),
    ...(asForm === secret ? [] : [latinOf(utf8(asForm))]),
    ...(bytes.length < SHORTEST_IN_BASE64 ? [] : [...inBase64(latin), hex]),
  ];
  const forms = [...new Set(dresses.map(normal))].filter((form) => form !== '');
  const long = forms.filter((form) => form.length >= LONG);
  const parts = long.flatMap((form) =>
    Array.from({ length: form.length - GRAM + 1 }, (_, at) => form.slice(at, at + GRAM)),
  );
  return { wholes: forms.filter((form) => form.length < LONG), parts };
}

/** The secret as it most likely stands in a long text: for a quick look. */
export function likelyForms(secret: string): string[] {
  const base64 = inBase64(latinOf(utf8(secret)));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...base64,
    ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** In base64 with none, one and two bytes before it, without the characters that depend on the neighbours. */
function inBase64(latin: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = btoa('\0'.repeat(before) + latin).replace(/=+$/, '');
    const isWhole = (before + latin.length) % 3 === 0;
    return encoded.slice(before === 0 ? 0 : before + 1, isWhole ? undefined : -1);
  });
}

/**
 * The text as it stands, and with the escapes of URLs, JSON and HTML in it undone: of all at once, and of each kind alone,
 * since a secret may itself hold what looks like an escape of another kind.
 */
export function viewsOf(text: string): View[] {
  const raw = rawOf(text);
  const views = [viewOf(raw)];
  const latin = latinOf(raw.bytes);
  const kinds = ESCAPES.filter((kind) => latin.search(kind) !== -1);
  for (const kind of kinds.length > 1 ? [ESCAPE, ...kinds] : kinds)
    for (let depth = 0, last = unescaped(raw, kind); last !== null && depth < DEPTH; depth += 1) {
      views.push(viewOf(last));
      last = unescaped(last, kind);
    }
  return views;
}

function rawOf(text: string): Raw {
  const raw: Raw = { bytes: [], from: [], to: [] };
  let at = 0;
  for (const character of text) {
    // Unseen characters within a secret do not hide it.
    if (character <= '~' || withoutUnseen(character) !== '') put(raw, character, at, at + character.length);
    at += character.length;
  }
  return raw;
}

function put(raw: Raw, text: string, from: number, to: number): void {
  for (const byte of utf8(text)) {
    raw.bytes.push(byte);
    raw.from.push(from);
    raw.to.push(to);
  }
}

/** Of URLs, of JSON and other languages, of HTML. */
const ESCAPES = [
  /%(?<percent>[0-9a-f]{2})/gi,
  /(?<units>(?:\\u[0-9a-f]{4})+)|\\x(?<x>[0-9a-f]{2})|\\(?<quoted>[^ux])/gi,
  /&#(?<decimal>\d{1,7});|&#x(?<hexadecimal>[0-9a-f]{1,6});|&(?<entity>amp|lt|gt|quot|apos);/gi,
];
const ESCAPE = new RegExp(ESCAPES.map(({ source }) => source).join('|'), 'gi');
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const IN_JSON: Record<string, string> = { b: '', f: '', n: '', r: '', t: '' };

/** One level of the escapes of that kind undone; null where there is none. */
function unescaped(raw: Raw, kind: RegExp): Raw | null {
  const latin = latinOf(raw.bytes);
  const result: Raw = { bytes: [], from: [], to: [] };
  let end = 0;
  const keep = (until: number): void => {
    for (; end < until; end += 1) {
      result.bytes.push(raw.bytes[end]!);
      result.from.push(raw.from[end]!);
      result.to.push(raw.to[end]!);
    }
  };
  for (const match of latin.matchAll(kind)) {
    keep(match.index);
    end = match.index + match[0].length;
    const [from, to] = [raw.from[match.index]!, raw.to[end - 1]!];
    const { percent, units, x, quoted, decimal, hexadecimal, entity }: Partial<Record<string, string>> =
      match.groups ?? {};
    const byte = percent ?? x;
    const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal);
    if (byte !== undefined) {
      result.bytes.push(parseInt(byte, 16));
      result.from.push(from);
      result.to.push(to);
    } else if (units !== undefined) {
      put(
        result,
        String.fromCharCode(
          ...units
            .slice(2)
            .split(/\\u/i)
            .map((unit) => parseInt(unit, 16)),
        ),
        from,
        to,
      );
    } else if (quoted !== undefined) put(result, IN_JSON[quoted] ?? quoted, from, to);
    else if (entity !== undefined) put(result, ENTITIES[entity.toLowerCase()] ?? '', from, to);
    else if (code <= 0x10ffff) put(result, String.fromCodePoint(code), from, to);
  }
  if (end === 0) return null;
  keep(raw.bytes.length);
  return result;
}

/** The normal form, byte by byte. */
function viewOf(raw: Raw): View {
  const view: View = { bytes: '', from: [], to: [] };
  const bytes: number[] = [];
  raw.bytes.forEach((byte, at) => {
    const one = normalByte(byte);
    if (one === null) return;
    bytes.push(one);
    view.from.push(raw.from[at]!);
    view.to.push(raw.to[at]!);
  });
  view.bytes = latinOf(bytes);
  return view;
}

const normal = (latin: string): string =>
  viewOf({ bytes: [...latin].map((one) => one.charCodeAt(0)), from: [], to: [] }).bytes;

function normalByte(byte: number): number | null {
  if (byte <= 0x20) return null;
  if (byte >= 0x41 && byte <= 0x5a) return byte + 0x20;
  if (byte === 0x2d) return 0x2b;
  return byte === 0x5f ? 0x2f : byte;
}

const ENCODER = new TextEncoder();
const utf8 = (text: string): number[] => {
  const code = text.charCodeAt(0);
  return text.length === 1 && code < 0x80 ? [code] : [...ENCODER.encode(text)];
};

/** `fromCharCode` takes only so many arguments at once. */
function latinOf(bytes: number[]): string {
  let latin = '';
  for (let at = 0; at < bytes.length; at += 8_192) latin += String.fromCharCode(...bytes.slice(at, at + 8_192));
  return latin;
}
