/** RFC 4648, section 5; the workflow's sandbox has neither Buffer nor atob. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two = 0, three = 0] = bytes.subarray(at, at + 3);
    const bits = (one << 16) | (two << 8) | three;
    const all = [18, 12, 6, 0].map((shift) => ALPHABET[(bits >> shift) & 63]).join('');
    text += all.slice(0, Math.min(4, bytes.length - at + 1));
  }
  return text;
}

/** Null for what is no base64url, or is not written as it would be written: one value has one text. */
export function fromBase64Url(text: string): Uint8Array | null {
  const values = [...text].map((letter) => ALPHABET.indexOf(letter));
  if (values.includes(-1) || text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let at = 0, to = 0; at < values.length; at += 4) {
    const [one = 0, two = 0, three = 0, four = 0] = values.slice(at, at + 4);
    const bits = (one << 18) | (two << 12) | (three << 6) | four;
    for (const shift of [16, 8, 0]) if (to < bytes.length) bytes[to++] = (bits >> shift) & 255;
  }
  return toBase64Url(bytes) === text ? bytes : null;
}
