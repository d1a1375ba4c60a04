import { describe, expect, it } from 'vitest';
import { readLeavers } from '../../start/leavers-file.js';

const logins = (text: string): string[] => readLeavers(text).leavers.map(({ login }) => login);

describe('a file of people who leave', () => {
  it.each([
    ['with a header', 'login,reason\na@x.com,moved\nb@x.com,\n', ['a@x.com', 'b@x.com']],
    [
      'as spreadsheets write it',
      '\uFEFFE-mail Address;Ticket\r\n"a@x.com";HR-1\r\n\r\nb@x.com;HR-2\r\n',
      ['a@x.com', 'b@x.com'],
    ],
    ['as a plain list', 'a@x.com\nb@x.com\n', ['a@x.com', 'b@x.com']],
    ['naming somebody twice', 'User\na@x.com\nA@X.com\n', ['a@x.com']],
  ])('%s', (_what, text, expected) => {
    expect(readLeavers(text).problems).toEqual([]);
    expect(logins(text)).toEqual(expected);
  });

  it('keeps reason and ticket with each', () => {
    expect(readLeavers('Login\tReason\tTicket\na@x.com\tmoved, today\tHR-1').leavers).toEqual([
      { login: 'a@x.com', reason: 'moved, today', ticket: 'HR-1' },
    ]);
  });

  it.each([
    ['', 'The file names nobody.'],
    ['name,department\nAna,Data\n', 'must name the columns'],
    ['login,reason\n,moved\n', 'Row 2 names no login'],
    ['login\nAna Ribeiro\n', 'Row 2 holds no login'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(readLeavers(text).problems.join()).toContain(problem);
  });
});
