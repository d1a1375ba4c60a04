import { describe, expect, it } from 'vitest';
import { inputOf, minimal, problemsOf } from './config-support.js';

const HEAD = 'domain: example.com\nokta: { orgUrl: http://127.0.0.1:18081 }\n';
const TAIL = 'push: { groups: [Kiro Team] }\nsubscribe: { groups: [Kiro Team], tier: Kiro Pro }\n';
const SIGN_IN = 'signIn: { groups: [Kiro Users] }\n';
const listOf = (...entries: string[]): string =>
  `${HEAD}signIn:\n  groups:\n${entries.map((entry) => `    - ${entry}\n`).join('')}${TAIL}`;

/** Files from the field: each is one problem, with its line and the cure. */
const FILES: [string, string, number, RegExp][] = [
  ['a tag in a list', `${HEAD}signIn: { groups: [!Kiro Users] }\n${TAIL}`, 3, /!Kiro for a tag.*quotes: "!Kiro Users"/],
  ['an anchor in a list', listOf('&Kiro Users'), 5, /&Kiro for an anchor.*quotes: "&Kiro Users"/],
  ['a number in a list', listOf('Kiro Users', '0042', '1_500'), 6, /reads 0042 as the number 42.*quotes: "0042"/],
  [
    'an alias in a list',
    listOf('Kiro Users', '*Contractors'),
    6,
    /\*Contractors for an alias.*quotes: "\*Contractors"/,
  ],
  [
    'a no-break space',
    `${HEAD}signIn:\n\u00a0 \u00a0 groups: [Kiro Users]\n${TAIL}`,
    4,
    /begins with a no-break space/,
  ],
  ['a byte order mark', `${HEAD}${SIGN_IN}${TAIL}\ufeffpilot: ana@example.com\n`, 6, /byte order mark \(U\+FEFF\)/],
  ['a merge key', `${HEAD}signIn: { <<: &g { groups: [Kiro Users] } }\n${TAIL}`, 3, /Merge keys.*Write the values out/],
  ['two documents', `${HEAD}${SIGN_IN}${TAIL}---\ndomain: example.net\n`, 6, /second document.*one onboarding/],
  [
    'a channel',
    `${HEAD}${SIGN_IN}${TAIL}notify: { slack: { channel: #kiro } }\n`,
    6,
    /# begins a comment.*quotes: "#kiro"/,
  ],
  ['a # in a name', listOf('Field #7'), 5, /nothing from #7 on is read.*quotes: "Field #7"/],
  ['a template', `domain: {{ domain }}\n${SIGN_IN}`, 1, /still holds a placeholder/],
];

describe('a file from the field', () => {
  it.each(FILES)('with %s is one problem, with line and cure', async (_what, yaml, line, said) => {
    const problems = await problemsOf(yaml, {});
    expect(problems.map((problem) => problem.line)).toEqual([line]);
    expect(`${problems[0]?.message} ${problems[0]?.fix}`).toMatch(said);
  });
});

describe('what YAML would rename, drop or join', () => {
  it.each([
    ['true', /reads true as the boolean true/],
    ['0x1F', /reads 0x1F as the number 31/],
    ['1e3', /reads 1e3 as the number 1000/],
    ['~', /reads ~ as nothing/],
    ['', /entry of the list is empty/],
    ['! Users', /! for a tag/],
    ['!!int "7"', /!!int for a tag/],
    ['Kiro\n      Users', /several lines.*Kiro Users/],
    ['|\n      Kiro\n      Users', /several lines/],
    ['Kiro\u00a0Users', /holds a no-break space \(U\+00A0\)/],
    ['"Kiro\u200bUsers"', /invisible character \(U\+200B\)/],
    ['"{{ group }}"', /placeholder/],
  ])('is refused as a group: %j', async (entry, said) => {
    const problems = await problemsOf(listOf(entry), {});
    expect(problems).toHaveLength(1);
    expect(`${problems[0]?.message} ${problems[0]?.fix}`).toMatch(said);
  });

  it.each([
    ['a directive', `%YAML 1.1\n---\n${minimal()}`, /directive/],
    ['an anchor on a whole list', minimal('push: { groups: &x [Kiro Team] }'), /&x for an anchor/],
    ['a key in braces', minimal('? { a: b }\n: c'), /A key is a list or a group/],
    ['the same key twice', minimal('pilot: ana@example.com', 'pilot: ben@example.com'), /not valid YAML/],
  ])('is refused: %s', async (_what, yaml, said) => {
    const [problem] = await problemsOf(yaml);
    expect(`${problem?.message}`).toMatch(said);
    expect(problem?.line).not.toBeNull();
  });

  it('repeats no secret of the file', async () => {
    const secret = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';
    for (const entry of [`&${secret} x`, `!${secret} x`, `x #${secret}`])
      expect(JSON.stringify(await problemsOf(listOf(entry), {}))).not.toContain(secret.slice(0, 30));
  });
});

describe('what is meant as it stands', () => {
  it.each([
    ["'!Kiro Users'", '!Kiro Users'],
    ['"&Kiro Users"', '&Kiro Users'],
    ['"*Contractors"', '*Contractors'],
    ['"0042"', '0042'],
    ['!!str 0042', '0042'],
    ['1_500', '1_500'],
    ['2026-01-01', '2026-01-01'],
    ['yes', 'yes'],
    ['"Field #7"', 'Field #7'],
    ["'it''s #1'", "it's #1"],
    ['Field#7', 'Field#7'],
    ['Field # the seventh', 'Field'],
    ['>-\n      Kiro Users', 'Kiro Users'],
    ['|\n      Kiro Users', 'Kiro Users'],
    ['"Kiro\\u00a0Users"', 'Kiro\u00a0Users'],
  ])('is read as it stands: %j', async (entry, name) => {
    expect((await inputOf(listOf(entry), {})).signIn.groups).toEqual([name]);
  });

  it('is an alias whose anchor is there', async () => {
    const input = await inputOf(minimal('push: { groups: &team [Kiro Team] }', 'subscribe: { groups: *team }'));
    expect(input.subscribe.groups).toEqual(['Kiro Team']);
  });
});
