import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSeatList } from '../../cli/lib/list-file.js';
import { workFolder } from './run-cli.js';

// Lists that were once misread in silence, by kinds of slip.

const [A, B, C, D] = ['ana', 'ben', 'cem', 'dee'].map((name) => `${name}@example.com`) as [
  string,
  string,
  string,
  string,
];
const read = (content: string | Buffer): { problem: string } | { seats: string[]; notes: string } => {
  const path = join(workFolder(), 'seats.csv');
  writeFileSync(path, content);
  const list = readSeatList(path);
  if ('problem' in list) return { problem: list.problem };
  const seats = list.read.seats.map(({ names, status }) => `${names.at(-1)?.split('@')[0] ?? ''} ${status}`);
  return { seats, notes: list.notes.join(' ') };
};
const ACTIVE_AND_NOT = ['ana active', 'ben canceled'];
const latin = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('a list is read rightly', () => {
  it.each<[string, string, string[]]>([
    ['states under "Subscription"', `User,Subscription\n${A},Active\n${B},Canceled`, ACTIVE_AND_NOT],
    ['and beside a plan', `User,Plan,Subscription\n${A},Kiro Pro,Active\n${B},Kiro Pro,Canceled`, ACTIVE_AND_NOT],
    ['a longer title', `User,Kiro status\n${A},Active\n${B},Canceled`, ACTIVE_AND_NOT],
    [
      'a state that is not known',
      `User,Kiro subscription status\n${A},Active\n${B},Expired`,
      ['ana active', 'ben unclear'],
    ],
    ['a list in Turkish', `Kullanıcı;Durum\n${A};Etkin\n${B};İptal edildi`, ['ana unclear', 'ben unclear']],
    ['a state beyond the titles', `User\n${A},Active\n${B},Canceled`, ACTIVE_AND_NOT],
    [
      'JSON at any depth',
      JSON.stringify([
        { user: A, subscription: { details: { status: 'ACTIVE' } } },
        { user: B, subscription: { details: { status: ['CANCELED'] } } },
      ]),
      ACTIVE_AND_NOT,
    ],
    [
      'the clearer of two states',
      `User,Status,Subscription status\n${A},Active,Active\n${B},Active,Canceled`,
      ACTIVE_AND_NOT,
    ],
    [
      'not the address of somebody else',
      `Username,Requested by,Status\nana,${D},Active\nben,${D},Canceled`,
      ACTIVE_AND_NOT,
    ],
    ['an address under "Contact email"', `Name,Contact email,Status\nA,${A},Active\nB,${B},Canceled`, ACTIVE_AND_NOT],
    [
      'a first person without an address',
      `Ana,Active\n${B},Canceled\n${C},Active`,
      ['Ana active', ...ACTIVE_AND_NOT.slice(1), 'cem active'],
    ],
    [
      'the lower of two storeys of titles',
      `User,,Subscription,\nName,Email,Status,Plan\nN,${A},Active,Kiro Pro\nM,${B},Canceled,Kiro Pro`,
      ACTIVE_AND_NOT,
    ],
    ['titles again in other case', `User,Status\n${A},Active\nUSER,STATUS\n${B},Canceled`, ACTIVE_AND_NOT],
    ["a spreadsheet's guard", `="User",="Status"\n="${A}",="Active"\n="${B}",="Canceled"`, ACTIVE_AND_NOT],
    [
      'without a footer',
      `User,Status\n${A},Active\n${B},Canceled\nExported by ${D},\nQuestions: ${D},\n合計,2\n-,Active`,
      ACTIVE_AND_NOT,
    ],
    [
      'states that only begin like known ones',
      `User,Status\n${A},Pending cancellation\n${B},Invited (declined)\n${C},Active until 2020-01-01`,
      ['ana unclear', 'ben unclear', 'cem unclear'],
    ],
  ])('%s', (_, content, seats) => expect(read(content)).toMatchObject({ seats }));

  it.each([
    ['departments', `User,Department\n${A},Sales\n${B},Sales\n${C},IT\n${D},IT`],
    [
      'names, plans, regions and dates',
      `Name,Email,Plan,Region,Last active\nA,${A},Kiro Pro,EU,2026-11-20\nB,${B},Kiro Pro,EU,`,
    ],
  ])('and %s without a word of doubt', (_, content) => {
    const list = read(content);
    expect(list).toMatchObject({ notes: expect.stringMatching(/^The list was read as \d seats[^.]*\.$/) as unknown });
  });
});

describe('a list is refused', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['for flags', `User,Active\n${A},TRUE\n${B},FALSE`, /"Active" was not read/],
    ['for marks', `User,Active\n${A},1\n${B},0`, /"Active" was not read/],
    ['for flags in JSON', JSON.stringify([{ user: A, isActive: true }]), /"isActive" was not read/],
    ['for dates of an end', `User,Canceled on\n${A},\n${B},2026-09-01`, /"Canceled on" was not read/],
    ['for a state in a remark', `User,Seat\n${A},OK\n${B},Canceled on Nov 1`, /"Seat" was not read/],
    ['for a state beside an address', `${A}\n${B} (canceled)`, /Row 2 says more than a person/],
    ['for the same behind a colon', `- ${A}: Active\n- ${B}: Canceled`, /Row 1 says more/],
    ['for lines in quotes', `User\n"${A},""Active"""\n"${B},""Canceled"""`, /Row 2 says more/],
    [
      'for columns apart by blanks',
      `User   Status\n${A}   Active\n${B}  Canceled`,
      /Row 1 .* may be a title or a person/,
    ],
    ['for shifted columns', `Name,User,Status\nA, Ana,${A},Active`, /People stand under "Status"/],
    ['for two states that differ', `User,Status,Status\n${A},Active,Canceled`, /say different things/],
    ['for titles that may be a person', `ana@example\n${B}\n${C}`, /Row 1 .* may be a title or a person/],
    ['for one value a line', `User\nStatus\nPlan\n${A}\nActive\nKiro Pro\n`, /Row 2 has "Status" where people stand/],
    ['for people in sections', `User\nActive:\n${A}\nCanceled:\n${B}`, /Row 2 has "Active:"/],
    ['for an empty list', '[]', /no person in the list/],
    ['for an empty list in an object', '{"subscriptions":[]}', /no person in the list/],
    ['for a page of JSON', JSON.stringify({ nextToken: 'abc', subscriptions: [{ user: A }] }), /"nextToken" says/],
    ['for a page of a table', `Users (1-2 of 14)\nUser\n${A}\n${B}`, /"1-2 of 14": this is one page/],
    ['for HTML behind a style', `<style>x</style><table><tr><td>${A}</td></tr></table>`, /HTML/],
    ['for a web archive', `From: <Saved by Blink>\r\nSubject: Kiro\r\nMIME-Version: 1.0\r\n\r\n${A}`, /web archive/],
    ['for SYLK', `ID;PWXL;N;E\nC;Y2;X1;K"${A}"\n`, /SYLK/],
    ['for people on one line', `${A},${B},${C}`, /give each a line/],
    ['for addresses of others alone', `Person,Reports to\nAna,${D}`, /stand under "Reports to"/],
    [
      'for Japanese in another encoding',
      Buffer.concat([Buffer.from(`${A},`), latin('8ee68fc1')]),
      /encoding is not known/,
    ],
  ])('%s', (_, content, problem) =>
    expect(read(content)).toMatchObject({ problem: expect.stringMatching(problem) as unknown }),
  );
});

it.each([
  [
    'a slip in an address',
    `User\nana%40example.com\n${B}\n${C}`,
    /No e-mail address, unlike the others: "ana%40example.com"/,
  ],
  ['a column of few words', `User,Xyz\n${A},foo\n${B},foo\n${C},bar\n${D},bar`, /Where the column "Xyz" does/],
  ['guessed titles', `Wer,Was\n${A},x\n${B},y`, /Row 1 \(Wer, Was\) was taken for the titles/],
])('tells %s as a doubt', (_, content, note) =>
  expect(read(content)).toMatchObject({ notes: expect.stringMatching(note) as unknown }),
);
