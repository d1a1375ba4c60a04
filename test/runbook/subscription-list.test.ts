import { describe, expect, it } from 'vitest';
import { someOf } from '../support/how-often.js';
import { seatsIn } from '../../runbook/roster/subscription-list.js';

describe('seatsIn', () => {
  const seats = [
    { names: ['Ana Lee', 'ana@example.com'], status: 'active', tier: 'Kiro Pro', source: 'unknown' },
    { names: ['Ben Lee', 'ben@example.com'], status: 'pending', tier: 'Kiro Pro+', source: 'unknown' },
  ];

  it.each([
    [
      'titles',
      'Name,Email,Status,Plan\nAna Lee,ana@example.com,Active,Kiro Pro\nBen Lee,ben@example.com,Pending,Kiro Pro+',
    ],
    [
      'titles below a heading, other columns between, semicolons',
      'Subscriptions (2)\n\nE-mail;Last active;User name;Tier;Status\n' +
        'ana@example.com;2026-11-20;Ana Lee;Kiro Pro;Active\nben@example.com;;Ben Lee;Kiro Pro+;Pending',
    ],
  ])('finds the columns by their %s', (_, csv) => {
    const read = seatsIn({ csv });
    expect(read.map((seat) => ({ ...seat, names: [...seat.names].sort() }))).toEqual(seats);
  });

  it('finds the columns by their values where there are no titles, or unknown ones', () => {
    const lines = 'ana@example.com\tActive\tKiro Pro\nben@example.com\tPending\tKiro Power';
    const expected = [
      { names: ['ana@example.com'], status: 'active', tier: 'Kiro Pro', source: 'unknown' },
      { names: ['ben@example.com'], status: 'pending', tier: 'Kiro Power', source: 'unknown' },
    ];
    expect(seatsIn({ csv: lines })).toEqual(expected);
    expect(seatsIn({ csv: `Wer\tZustand\tTarif\n${lines}` })).toEqual(expected);
  });

  it('takes rows, and one address a line', () => {
    const alone = { names: ['ana@example.com'], status: 'unknown', tier: null, source: 'unknown' };
    expect(seatsIn({ csv: 'ana@example.com' })).toEqual([alone]);
    expect(seatsIn({ rows: [{ user: 'ana@example.com', status: 'Cancelled' }] })).toEqual([
      { ...alone, status: 'canceled' },
    ]);
    expect(seatsIn({ rows: [] })).toEqual([]);
  });

  const LARGE: [string, Parameters<typeof seatsIn>[0]][] = [
    ['a megabyte of short lines', { csv: 'a\n'.repeat(500_000) }],
    ['a megabyte of quotes', { csv: '"" '.repeat(333_000) }],
    ['a megabyte that is nearly an address', { csv: `a@${'.'.repeat(999_000)}@` }],
    ['a very wide line above many short ones', { csv: `${'x,'.repeat(250_000)}\n${'a\n'.repeat(250_000)}` }],
    ['very many titles above many short lines', { csv: `user${',x'.repeat(250_000)}\n${'a\n'.repeat(250_000)}` }],
    ['rows of which each has a title of its own', { rows: Array.from({ length: 20_000 }, (_, at) => ({ [at]: 'x' })) }],
  ];
  it.each(someOf(LARGE, 2))('reads %s in seconds', (_, list) => {
    // Seen without the bounds: more time than a test has, or an end for want of memory.
    seatsIn(list);
  });

  it('takes titles that come again with each part for no seats, and tells where a seat comes from', () => {
    const csv = 'User;Plan source\nana@example.com;Group\nUser;Plan source\nben@example.com;Individual\n';
    expect(seatsIn({ csv }).map(({ names, source }) => [names[0], source])).toEqual([
      ['ana@example.com', 'group'],
      ['ben@example.com', 'individual'],
    ]);
  });

  it('is empty where no column names users', () => expect(seatsIn({ csv: 'a,b\n1,2' })).toEqual([]));
});
