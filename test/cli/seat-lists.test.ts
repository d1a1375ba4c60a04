import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSeatList, textOf } from '../../cli/lib/list-file.js';
import { workFolder } from './run-cli.js';

// Lists of seats as spreadsheets, consoles and people write them.

const PEOPLE = ['ana', 'ben', 'cem', 'dee', 'eva', 'finn', 'gita', 'yara', 'ines', 'jon', 'kaya', 'lena'];
const address = (name: string): string => `${name}@example.com`;
const read = (content: string | Buffer) => {
  const path = join(workFolder(), 'seats.csv');
  writeFileSync(path, content);
  return readSeatList(path);
};
const seatsOf = (content: string | Buffer) => {
  const list = read(content);
  if ('problem' in list) throw new Error(list.problem);
  return list.read.seats;
};
const addressesOf = (content: string | Buffer): string[] =>
  seatsOf(content).map(({ names }) => names.find((name) => name.includes('@'))!);
const problemOf = (content: string | Buffer): string => {
  const list = read(content);
  return 'problem' in list ? list.problem : `read as ${JSON.stringify(list.notes)}`;
};
const table = (lines: string[]): string => `${lines.join('\r\n')}\r\n`;
const each = (line: (name: string, index: number) => string): string[] => PEOPLE.map(line);
const all = PEOPLE.map(address);
const active = each((name) => `${address(name)},Active`);

describe('a list is read as it was meant', () => {
  it.each<[string, string | Buffer]>([
    [
      'with line ends of old Macs',
      ['User,Email,Status', ...each((name) => `${name},${address(name)},Active`)].join('\r'),
    ],
    [
      'in UTF-16, big-endian with its mark',
      Buffer.from(
        `\uFEFF${table(['User\tStatus', ...active.map((one) => one.replace(',', '\t'))])}`,
        'utf16le',
      ).swap16(),
    ],
    ['in UTF-16 without a mark', Buffer.from(table(['User,Status', ...active]), 'utf16le')],
    [
      'with addresses under "Work email"',
      table(['Name,Work email,Status', ...each((name) => `${name}-A,${address(name)},Active`)]),
    ],
    [
      'beside addresses of managers',
      table(['Manager email,Name,Work email', ...each((name) => `boss@example.com,${name},${address(name)}`)]),
    ],
    ['with titles of no known language', table(['Felhasználó;Állapot', ...each((name) => `${address(name)};Active`)])],
    [
      'as JSON',
      JSON.stringify(
        all.map((user) => ({ user, status: 'Active' })),
        null,
        1,
      ),
    ],
    [
      'as JSON on one line, in an object',
      JSON.stringify({ subscriptions: all.map((email) => ({ user: { email }, status: 'Active' })) }),
    ],
    ['as a JSON value a line', all.map((user) => JSON.stringify({ user })).join('\n')],
    [
      'with names around the addresses',
      table(['User,Status', ...each((name) => `"${name}, Team <${address(name)}>",Active`)]),
    ],
    ['as links', table(['User,Status', ...each((name) => `mailto:${address(name)},Active`)])],
    ['with the apostrophe that marks text', table(['User,Status', ...active.map((one) => `'${one}`)])],
    [
      'with soft hyphens and no-break spaces',
      table(['User,Status', ...each((name) => `\u00a0${name}\u00ad@example.com\u200b,Active`)]),
    ],
    [
      'with bars, as Markdown',
      ['| User | Status |', '| --- | --- |', ...active.map((one) => `| ${one.replace(',', ' | ')} |`)].join('\n'),
    ],
    [
      'with a first line that names the separator',
      table(['sep=;', 'User;Status', ...active.map((one) => one.replace(',', ';'))]),
    ],
    [
      'with a sum and a remark below',
      table([
        'User,Status,Plan',
        ...active.map((one) => `${one},Kiro Pro`),
        'Total,12,',
        'Exported on Monday by ben,,',
      ]),
    ],
  ])('%s', (_, content) => expect(addressesOf(content)).toEqual(all));

  it('says what it set aside', () => {
    const list = read(table(['User,Status,Plan', ...active, 'Total,12,']));
    expect(list).toMatchObject({
      notes: ['The list was read as 12 seats (12 active), by "User".', 'Set aside: row 14 names no user.'],
    });
  });

  it('knows the words for a state in other languages, and says which it does not know', () => {
    const words = [
      'Aktiv',
      'Actif',
      'Activo',
      'Active until Nov 30 2026',
      'Suspended',
      'Canceled (ends Nov 30)',
      'Cancelling',
      '-',
      'Gekündigt',
    ];
    const list = read(table(['User,Status', ...words.map((word, index) => `${all[index]},${word}`)]));
    if ('problem' in list) throw new Error(list.problem);
    expect(list.read.seats.map(({ status }) => status)).toEqual([
      ...['active', 'active', 'active', 'active', 'unclear', 'unclear', 'unclear', 'unknown', 'canceled'],
    ]);
    expect(list.notes.join('\n')).toContain('"Suspended" is not documented: eva@example.com may have a seat or not.');
  });
});

describe('a list that is none is refused for what it is', () => {
  it.each<[string, string | Buffer, RegExp]>([
    [
      'a quote that never ends',
      table(['User,Status', `"${active[0]}`, ...active.slice(1)]),
      /quote that begins in row 2 never ends/,
    ],
    [
      'two stray quotes',
      table(['User,Status', `"${active[0]}`, active[1]!, `"${active[2]}`]),
      /quote that begins in row 2 never ends/,
    ],
    [
      'the activity report',
      table(['Date,UserId,Client_Type,Credits_Used', ...each((name) => `2026-11-02,${address(name)},KIRO_IDE,2.5`)]),
      /activity report/,
    ],
    [
      'the activity report without days',
      table(['UserId,Total_Messages', ...each((name) => `${address(name)},3`)]),
      /activity report/,
    ],
    [
      'a page that a browser saved',
      `<html><body><table><tr><th>User</th></tr><tr><td>${all[0]}</td></tr></table></body></html>`,
      /HTML/,
    ],
    ['titles alone', 'User,Status,Plan\r\n', /titles and no person/],
    ['a workbook', Buffer.from('PK\u0003\u0004rest', 'latin1'), /\.xlsx/],
    ['JSON with a slip', '[{"user": "ana@example.com",}]', /begins like JSON/],
    [
      'several people in a cell',
      table(['User,Status', `${all[0]}; ${all[1]},Active`, active[2]!, active[3]!]),
      /Row 2 names several people/,
    ],
    [
      'two columns of people',
      table(['A,B', `${all[0]},${all[1]}`, `${all[2]},${all[3]}`]),
      /"A" and "B" all hold people/,
    ],
    ['no people', table(['Team,Seats', 'Kiro,12']), /no column that names users/],
  ])('%s', (_, content, said) => expect(problemOf(content)).toMatch(said));

  it.each(['mac-line-ends', 'total-row'])('and a column "Credits" alone makes no report of it (%s)', () =>
    expect(addressesOf(table(['User,Status,Credits', ...active.map((one) => `${one},50`)]))).toEqual(all),
  );
});

describe('the same seats, however the table is written', () => {
  const encodings: [string, (text: string) => Buffer][] = [
    ['utf-8', (text) => Buffer.from(text)],
    ['utf-8 with a mark', (text) => Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf-16be', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    [
      'utf-32le',
      (text) =>
        Buffer.concat(
          [...`\uFEFF${text}`].map((one) => {
            const b = Buffer.alloc(4);
            b.writeUInt32LE(one.codePointAt(0)!);
            return b;
          }),
        ),
    ],
    [
      'utf-32be without a mark',
      (text) =>
        Buffer.concat(
          [...text].map((one) => {
            const b = Buffer.alloc(4);
            b.writeUInt32BE(one.codePointAt(0)!);
            return b;
          }),
        ),
    ],
  ];
  const name = fc.stringMatching(/^[a-z][a-z0-9.+_'-]{0,11}[a-z0-9]$/);
  const dress = fc.constantFrom<(one: string) => string>(
    (one) => one,
    (one) => `<${one}>`,
    (one) => `Some One <${one}>`,
    (one) => `mailto:${one}`,
    (one) => ` ${one}\u200b `,
  );

  it('in any encoding, line end and separator, quoted or not, with titles or without', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2, maxLength: 12 }),
        fc.constantFrom(...encodings),
        fc.constantFrom('\n', '\r\n', '\r', '\u2028'),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.boolean(),
        fc.boolean(),
        dress,
        (names, [, encode], end, separator, isQuoted, isTitled, dressed) => {
          const quote = (cell: string): string => (isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell);
          const rows = [
            ...(isTitled ? [['Name', 'Work email', 'Status']] : []),
            ...names.map((one) => [`N ${one}`, dressed(address(one)), 'Active']),
          ];
          const text = rows.map((cells) => cells.map(quote).join(separator)).join(end);
          const seats = seatsOf(encode(text));
          expect(seats.map((seat) => seat.names.at(-1))).toEqual(names.map(address));
          expect(seats.every(({ status }) => status === 'active')).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('and never a text full of NUL characters', () => {
    for (const [, encode] of encodings)
      expect(textOf(encode('User,Status\nana@example.com,Active\n'))).not.toContain('\0');
  });
});
