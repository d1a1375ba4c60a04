import { withoutUnseen } from '../escape/characters.js';
import { clip } from '../words/phrases.js';
import { formsOf, GRAM, likelyForms, type View, viewsOf } from './secret-forms.js';

/** Anything shorter is part of ordinary words. Characters. */
export const SHORTEST_SECRET = 4;
/** Where a secret stood. */
const MARKERS = ['(secret)', '***', '…'];
/** Characters of a text from outside that are read at all; what is shown is far shorter. */
const MOST_READ = 65_536;
/** Characters of a text from outside, unless its place allows more. */
const LENGTH = 300;

/** Line ends and tabs, which part words. */
const WHITE = /[\s\u0085\u2028\u2029]+/g;
/**
 * The secrets that a client holds, and the one door in for text of another system: whatever such a system says goes through
 * `text` before it becomes part of a failure, evidence, a summary, a warning or a log.
 */
export class HeldSecrets {
  // Private to the language, so that nothing prints them.
  readonly #secrets: string[];
  /** What is searched for as a whole, in normal form. */
  readonly #wholes: string[];
  /** What is searched for part by part, so that half a token is found, too. */
  readonly #parts: Set<string>;
  readonly #likely: string[];
  private readonly marker: string;

  /** Of absent and empty secrets nothing is looked for. A secret of one to three characters hides every text that holds it. */
  constructor(secrets: readonly (string | null | undefined)[]) {
    this.#secrets = [...new Set(secrets.flatMap((one) => (one == null || one.trim() === '' ? [] : [one.trim()])))];
    const forms = this.#secrets.map(formsOf);
    this.#wholes = forms.flatMap(({ wholes }) => wholes);
    this.#parts = new Set(forms.flatMap(({ parts }) => parts));
    this.#likely = this.#secrets.flatMap(likelyForms);
    this.marker = MARKERS.find((marker) => !this.#secrets.some((one) => overlap(one, marker))) ?? '';
  }

  /** A text from outside as it may be shown: on one line, without unseen characters and secrets, at most so many characters. */
  text(given: unknown, length = LENGTH): string {
    const read = (typeof given === 'string' ? given : String(given)).slice(0, MOST_READ);
    return clip(this.cut(withoutUnseen(read.replace(WHITE, ' ')).trim()), length);
  }

  /** The text without the secrets, whatever dress they wear: plain, base64, in a URL, in JSON, in HTML. */
  cut(text: string): string {
    if (this.#secrets.length === 0 || text === '') return text;
    const found = viewsOf(text).flatMap((view) => this.placesIn(view));
    if (found.length === 0) return text;
    if (this.#secrets.some((one) => one.length < SHORTEST_SECRET && text.toLowerCase().includes(one.toLowerCase())))
      return this.marker;
    return replaced(text, found, this.marker);
  }

  /** As `cut`, for all texts in a value of JSON, names of fields included. What holds no secret is given back as it is. */
  cutAll<T>(value: T): T {
    if (this.#secrets.length === 0) return value;
    return this.cutDeep(value) as T;
  }

  /** The value of a JSON text without the secrets. @throws SyntaxError where it is no JSON, or nested too deep */
  parse(text: string): unknown {
    refuseDepth(text);
    const value: unknown = JSON.parse(text);
    // A long list is walked through only where something in it may be a secret.
    const isSuspect = /\\u00[2-7]/i.test(text) || this.#likely.some((form) => text.includes(form));
    return isSuspect ? this.cutAll(value) : value;
  }

  private cutDeep(value: unknown): unknown {
    if (typeof value === 'string') return this.cut(value);
    if (Array.isArray(value)) return value.map((one) => this.cutDeep(one));
    if (typeof value !== 'object' || value === null) return value;
    const plain = Object.getPrototypeOf(value) as unknown;
    if (plain !== Object.prototype && plain !== null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [this.cut(key), this.cutDeep(inner)]));
  }

  /** From and to of each secret in the original text. */
  private placesIn({ bytes, from, to }: View): [from: number, to: number][] {
    const found: [number, number][] = [];
    const add = (at: number, length: number): unknown => found.push([from[at]!, to[at + length - 1]!]);
    for (const form of this.#wholes)
      for (let at = bytes.indexOf(form); at !== -1; at = bytes.indexOf(form, at + 1)) add(at, form.length);
    if (this.#parts.size > 0)
      for (let at = 0; at + GRAM <= bytes.length; at += 1)
        if (this.#parts.has(bytes.slice(at, at + GRAM))) add(at, GRAM);
    return found;
  }
}

/** For text of a system to which no secret is sent. */
export const NO_SECRETS = new HeldSecrets([]);

/** Levels of lists and objects within each other; Okta and SCIM have fewer than ten. */
const DEEPEST = 100;

/** What walks through a value calls itself for each level, and a stack has an end. */
function refuseDepth(text: string): void {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isText = !isText;
    else if (isText) at += code === 0x5c ? 1 : 0;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > DEEPEST) throw new SyntaxError(`JSON is nested deeper than ${DEEPEST} levels`);
  }
}

function overlap(secret: string, marker: string): boolean {
  const [one, other] = [secret.toLowerCase(), marker.toLowerCase()];
  return one.includes(other) || other.includes(one);
}

function replaced(text: string, places: [number, number][], marker: string): string {
  places.sort((one, other) => one[0] - other[0]);
  let [result, end, cutFrom] = ['', 0, -1];
  for (const [from, to] of places) {
    if (cutFrom === -1 || from > end) {
      result += (cutFrom === -1 ? '' : marker) + text.slice(end, from);
      cutFrom = from;
      end = to;
    } else end = Math.max(end, to);
  }
  return result + marker + text.slice(end);
}
