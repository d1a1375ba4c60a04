import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretsOf, urlSecrets } from '../../runbook/secrets/environment-secrets.js';
import { HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { formsOf } from '../../runbook/secrets/secret-forms.js';
import { howOften } from '../support/how-often.js';

const TOKEN = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const units = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const hex = (text: string, lead: string, digits: number): string =>
  units(text)
    .map((unit) => `${lead}${unit.toString(16).padStart(digits, '0')}`)
    .join('');

/** How other systems write a text that they repeat. */
const DRESSES: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  'in a URL': encodeURIComponent,
  'in a URL, every byte': (secret) =>
    [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'in a form': (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
  'in a URL in a URL': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'in JSON in JSON': (secret) => JSON.stringify(JSON.stringify(secret)),
  'in JSON, every character': (secret) => hex(secret, '\\u', 4),
  'in JSON as PHP writes it': (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  'in HTML': (secret) => [...secret].map((one) => `&#${one.codePointAt(0)};`).join(''),
  'as basic authorization': (secret) => base64(`ana@example.com:${secret}`),
  'as AUTH PLAIN': (secret) => base64(`\0ana\0${secret}`),
  'as AUTH LOGIN': base64,
  'in base64 after one byte': (secret) => base64(`x${secret}!`),
  'in base64 after two bytes': (secret) => base64(`xy${secret}!?`),
  'in base64url': (secret) => Buffer.from(`Bearer ${secret}`).toString('base64url'),
  'in base64 in a URL': (secret) => encodeURIComponent(base64(secret)),
  'broken into lines': (secret) => [...secret].join('\r\n '),
  'with unseen characters': (secret) => [...secret].join('\u200b'),
};

/** What somebody can still make of a text: itself, and what its escapes and base64 say. */
function readings(text: string): string[] {
  const unescaped = [text];
  for (let depth = 0; depth < 3; depth += 1) {
    const last = unescaped.at(-1)!;
    unescaped.push(
      last
        .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
        .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
        .replace(/\\(.)/g, '$1'),
    );
  }
  const runs = unescaped.flatMap((one) => one.match(/[A-Za-z0-9+/_-]{4,}/g) ?? []);
  const decoded = runs.flatMap((run) => [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), 'base64').toString()));
  return [...unescaped, ...decoded];
}

/** As a password or token may be: no white space at its ends, and none doubled or unseen within. */
const secrets = fc
  .oneof(
    fc.string({ minLength: 6, maxLength: 60 }),
    fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }),
    fc.stringMatching(/^[A-Za-z0-9._~+/-]{24,200}$/),
  )
  .filter((secret) => secret === secret.trim() && Buffer.from(secret).length >= 6 && !/\s/.test(secret))
  .filter((secret) => NO_SECRETS.text(secret, 1_000) === secret);
const words = fc.stringMatching(/^[a-z]{1,10}( [a-z]{1,10}){0,5}$/);

/**
 * The words around a secret stay. Only where the end of a word and the beginning of the secret are together part of a form
 * of it, as where the secret repeats itself, that end is cut with it: nobody can tell them apart.
 */
function expectNeighbours(shown: string, secret: string, { before, after }: { before: string; after: string }): void {
  const { wholes, parts } = formsOf(secret);
  const forms = [...wholes, ...parts];
  const bare = (text: string): string => text.replaceAll(' ', '');
  const lostBefore = bare(before.slice(sharedStart(before, shown)));
  const lostAfter = bare(after.slice(0, after.length - sharedStart(backwards(after), backwards(shown))));
  expect([lostBefore, forms.some((form) => form.startsWith(lostBefore))]).toEqual([lostBefore, true]);
  expect([lostAfter, forms.some((form) => form.endsWith(lostAfter))]).toEqual([lostAfter, true]);
}

const backwards = (text: string): string => text.split('').reverse().join('');

/** How many characters two texts have in common at their beginning. */
function sharedStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

describe('text from outside', () => {
  it.each(Object.entries(DRESSES))('holds no secret %s, whatever stands around it', (_, dress) => {
    fc.assert(
      fc.property(
        secrets,
        words,
        words,
        fc.constantFrom(' ', '=', '"', "'", ': ', '<', '&'),
        (secret, before, after, sign) => {
          fc.pre(!`${before} ${after}`.toLowerCase().replaceAll(' ', '').includes(secret.toLowerCase()));
          const shown = new HeldSecrets(['another-secret', secret]).text(
            `${before}${sign}${dress(secret)} ${after}`,
            10_000,
          );
          for (const reading of readings(shown)) expect(reading).not.toContain(secret);
          expect(shown).toMatch(/\(secret\)|\*\*\*|…/);
          expectNeighbours(shown, secret, { before, after });
        },
      ),
      // The base64 of the second note is that of the first one with an "m" before it, as the word before it ends.
      {
        ...howOften(25, 400),
        examples: [['\u{1d158}\u{1d165}\u{1d16e}!\u1426\u{1d158}\u{1d165}\u{1d16e}!!!', 'a m', 'a', ' ']],
      },
    );
  });

  it('holds no secret that looks like an escape of another kind than the one around it', () => {
    for (const secret of ['!"%00!x', 'a%41\\u0041b', '&quot;%22"x']) {
      const held = new HeldSecrets([secret]);
      const shown = held.text(`was ${JSON.stringify(JSON.stringify(secret))} there`, 10_000);
      for (const reading of readings(shown)) expect(reading).not.toContain(secret);
      expect(shown).toContain('(secret)');
    }
  });

  it('holds no long part of a secret', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: 16, max: TOKEN.length }), (from, length) => {
        const part = TOKEN.slice(from, from + length);
        fc.pre(part.length >= 16);
        const held = new HeldSecrets([TOKEN]);
        for (const text of [part, part.toUpperCase(), base64(TOKEN).slice(from, from + length)])
          expect(held.text(`It was ${text}…`)).not.toContain(text.slice(1, -1));
      }),
    );
  });

  it('stays as it is without one: on one line, without what nobody sees, and no longer than its place', () => {
    const held = new HeldSecrets([TOKEN, 'correct-horse']);
    expect(held.text('Name “Bücher & Co” 🎉 is 100% right; a+b/c_d\\e')).toBe(
      'Name “Bücher & Co” 🎉 is 100% right; a+b/c_d\\e',
    );
    expect(held.text('a\u001b[31mred\r\nb\u202ec\u200bd\u2066e\u0000f\u009bg\u{e0041}h')).toBe('a[31mred bcdefgh');
    expect(held.text('x'.repeat(400))).toBe(`${'x'.repeat(299)}…`);
    expect([held.text(undefined), held.text(7), held.text({}), held.text('')]).toEqual([
      'undefined',
      '7',
      '[object Object]',
      '',
    ]);
  });

  it('hides a text as a whole for a secret that is too short to be cut out', () => {
    expect(new HeldSecrets(['abc']).text('The password is ABC')).toBe('(secret)');
    expect(new HeldSecrets(['', ' ', null, undefined]).text('The password is')).toBe('The password is');
    expect(new HeldSecrets(['secret']).text('The word is secret')).toBe('The word is ***');
  });

  it('loses a secret in names and values of JSON, and nothing else', () => {
    const held = new HeldSecrets([TOKEN]);
    const text = JSON.stringify({ a: [1, null, true, `Bearer ${TOKEN}`], [TOKEN]: { n: 'Ana\u200b' } });
    expect(held.parse(text)).toEqual({ a: [1, null, true, 'Bearer (secret)'], '(secret)': { n: 'Ana\u200b' } });
    expect(held.parse(`["${hex(TOKEN, '\\u', 4)}"]`)).toEqual(['(secret)']);
    expect(() => held.parse('{')).toThrow(SyntaxError);
  });

  it('is read at once, however long and strange it is', () => {
    const held = new HeldSecrets([TOKEN, 'correct-horse']);
    // Work that took the square of the length would not end in the time of a test.
    for (const part of ['%', '\\', '&#', '\\u0061', '%25', 'a', TOKEN.slice(0, 15), '\u200b'])
      held.text(part.repeat(Math.ceil(1_000_000 / part.length)));
  });
});

describe('the secrets of an environment', () => {
  it('are what is named for one, and the credentials in addresses', () => {
    const found = secretsOf({
      OKTA_CLIENT_TOKEN: TOKEN,
      OKTA_CLIENT_KEYID: 'a-key',
      KIRO_SEALING_KEY_FILE: '/a/file',
      KIRO_SEALING_KEY: '{"kty":"EC","x":"public-part","d":"private-part"}',
      AWS_SECRET_ACCESS_KEY: 'aws-secret',
      AWS_ACCESS_KEY_ID: 'AKIA1',
      KIRO_SMTP_URL: 'smtps://ana:correct%2Dhorse@smtp.example.com',
      HOME: '/home/ana',
      TEMPORAL_API_KEY: '',
    });
    const fromUrl = ['correct-horse', 'correct%2Dhorse', 'ana:correct-horse', 'ana\0correct-horse'];
    expect(found).toEqual([TOKEN, 'private-part', 'aws-secret', ...fromUrl]);
  });

  it('are none in an address without credentials', () => {
    expect(['', 'no address', 'https://example.com/a'].map(urlSecrets)).toEqual([[], [], []]);
  });
});
