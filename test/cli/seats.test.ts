import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSeats } from '../../cli/verify/given-files.js';
import { workFolder } from './run-cli.js';

const saved = (bytes: Buffer): string => {
  const path = join(workFolder(), 'seats.csv');
  writeFileSync(path, bytes);
  return path;
};

it('reads the seats as a spreadsheet saves them, in UTF-16 with tabs', () => {
  const file = saved(Buffer.from('\uFEFFUser name\tStatus\r\nana@example.com\tActive\r\n', 'utf16le'));
  expect(readSeats(file)).toMatchObject([{ names: ['ana@example.com'], status: 'active' }]);
});

it.each([
  ['an empty file', '', 'is empty'],
  ['a file that names nobody', 'Team,Seats\nKiro,12\n', 'no column that names users'],
])('refuses %s', (_, text, why) => {
  const file = saved(Buffer.from(text));
  expect(() => readSeats(file)).toThrow(why);
  expect(() => readSeats(file)).toThrow(`--subscriptions ${file}`);
});
