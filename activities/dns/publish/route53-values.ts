const LONGEST_STRING = 255;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A TXT value as Route 53 takes it: quoted strings of at most 255 bytes, what is not plain ASCII in octal. */
export function toRoute53(value: string): string {
  const bytes = Buffer.from(value, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / LONGEST_STRING));
  const parts = Array.from({ length: count }, (_, index) =>
    [...bytes.subarray(index * LONGEST_STRING, (index + 1) * LONGEST_STRING)].map(escaped).join(''),
  );
  return parts.map((part) => `"${part}"`).join(' ');
}

/** The text that a value of Route 53 stands for, its strings joined. */
export function fromRoute53(text: string): string {
  const strings = text.match(/"(?:[^"\\]|\\.)*"/gs)?.map((quoted) => quoted.slice(1, -1)) ?? [text];
  return Buffer.concat(strings.map(unescaped)).toString('utf8');
}

function escaped(byte: number): string {
  if (byte === QUOTE || byte === BACKSLASH) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
}

function unescaped(text: string): Buffer {
  const parts = text.match(/\\[0-7]{3}|\\.|[^\\]+|\\/gs) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (/^\\[0-7]{3}$/.test(part)) return Buffer.from([parseInt(part.slice(1), 8) & 0xff]);
      return Buffer.from(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part, 'utf8');
    }),
  );
}
