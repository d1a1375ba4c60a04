import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSeparated } from '../../runbook/roster/csv.js';
import { howOften } from '../support/how-often.js';

it.each([
  ['commas', 'a,b\n1,2\n'],
  ['semicolons with commas inside', 'a;b\n1;2'],
  ['tabs', 'a\tb\r\n1\t2\r\n'],
  ['a byte order mark, quotes, spaces and empty lines', '\uFEFF"a" , b\n\n,\n"1",2'],
])('reads %s', (_, text) =>
  expect(parseSeparated(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]),
);

it('keeps what is in quotes', () => {
  expect(parseSeparated('"Lee, Ana","say ""hi""\nthere"\nb,c')).toEqual([
    ['Lee, Ana', 'say "hi"\nthere'],
    ['b', 'c'],
  ]);
});

it('is not led astray by another delimiter inside quotes', () => {
  expect(parseSeparated('"a","b;c","d"')).toEqual([['a', 'b;c', 'd']]);
});

it('reads one value a line, and nothing', () => {
  expect(parseSeparated('ana@example.com\nben@example.com')).toEqual([['ana@example.com'], ['ben@example.com']]);
  expect(parseSeparated(' \n')).toEqual([]);
});

it('gives back any table written with quotes', () => {
  const cell = fc.string({ minLength: 1 }).map((text) => `x${text}x`);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
      expect(parseSeparated(rows.map((row) => row.map(quote).join(',')).join('\r\n'))).toEqual(rows);
    }),
    howOften(200, 5_000),
  );
});
