import { describe, expect, it } from 'vitest';
import { readSubscriptions } from '../../runbook/subscription-list.js';
import { compareSubscriptions, type RosterEntry } from '../../runbook/subscriptions.js';

const ID = '90677abc12-0f8fad5b-d9cb-469f-a165-70867728950e';

function person(name: string): RosterEntry {
  const login = `${name.toLowerCase()}@example.com`;
  return { login, email: login, displayName: `${name} Lee` };
}

describe('readSubscriptions', () => {
  const seats = [
    { names: ['Ana Lee', 'ana@example.com'], status: 'active', tier: 'Kiro Pro' },
    { names: ['Ben Lee', 'ben@example.com'], status: 'pending', tier: 'Kiro Pro+' },
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
    const read = readSubscriptions({ csv });
    expect(read?.map((seat) => ({ ...seat, names: [...seat.names].sort() }))).toEqual(seats);
  });

  it('finds the columns by their values where there are no titles, or unknown ones', () => {
    const lines = 'ana@example.com\tActive\tKiro Pro\nben@example.com\tPending\tKiro Power';
    const expected = [
      { names: ['ana@example.com'], status: 'active', tier: 'Kiro Pro' },
      { names: ['ben@example.com'], status: 'pending', tier: 'Kiro Power' },
    ];
    expect(readSubscriptions({ csv: lines })).toEqual(expected);
    expect(readSubscriptions({ csv: `Wer\tZustand\tTarif\n${lines}` })).toEqual(expected);
  });

  it('takes rows, and one address a line', () => {
    const alone = { names: ['ana@example.com'], status: 'unknown', tier: null };
    expect(readSubscriptions({ csv: 'ana@example.com' })).toEqual([alone]);
    expect(readSubscriptions({ rows: [{ user: 'ana@example.com', status: 'Cancelled' }] })).toEqual([
      { ...alone, status: 'canceled' },
    ]);
    expect(readSubscriptions({ rows: [] })).toEqual([]);
  });

  it('reads a megabyte of short lines', () => expect(readSubscriptions({ csv: 'a\n'.repeat(500_000) })).toBeNull());

  it('is null where no column names users', () => expect(readSubscriptions({ csv: 'a,b\n1,2' })).toBeNull());
});

describe('compareSubscriptions', () => {
  const people = ['Ana', 'Ben', 'Cem', 'Dee'].map(person);
  const review = (csv: string, loginById = new Map<string, string>()) =>
    compareSubscriptions(readSubscriptions({ csv }) ?? [], { people, tier: 'Kiro Pro', loginById });

  it('finds nothing where all is as intended', () => {
    const csv =
      'user,status,tier\nANA@example.com,Active,pro\nBen Lee,Active,Kiro Pro\ncem@example.com,Active,\ndee@example.com,Active,';
    expect(review(csv)).toEqual({
      findings: [],
      counts: { listed: 4, intended: 4, subscribed: 4, missing: 0, unintended: 0, pending: 0, duplicates: 0 },
    });
  });

  it('names who is missing, unintended, pending, twice and in another tier', () => {
    const { findings, counts } = review(
      'user,status,tier\nana@example.com,Pending,Kiro Pro\nben@example.com,Active,Kiro Power\n' +
        'ben@example.com,Active,Kiro Pro\ncem@example.com,Canceled,Kiro Pro\neve@example.com,Active,Kiro Pro',
    );
    expect(findings.map(({ severity, problem }) => [severity, problem])).toEqual([
      ['blocking', expect.stringMatching(/^eve@example.com has a subscription but/)],
      ['blocking', expect.stringMatching(/^cem@example.com shall have/)],
      ['blocking', expect.stringMatching(/^dee@example.com shall have/)],
      ['warning', expect.stringMatching(/ana@example.com is pending/)],
      ['warning', 'ben@example.com is listed 2 times.'],
      ['warning', 'ben@example.com has Kiro Power and Kiro Pro instead of Kiro Pro.'],
    ]);
    expect(counts).toMatchObject({ listed: 5, subscribed: 2, missing: 2, unintended: 1, pending: 1, duplicates: 1 });
  });

  it('looks ids up, and tells those that nobody knows', () => {
    const csv = `user id,status\n${ID},Active`;
    expect(review(csv).findings[0]?.problem).toBe(`The subscription of ${ID} names nobody, only an id.`);
    expect(review(csv, new Map([[ID, 'Ana@example.com']])).counts).toMatchObject({ subscribed: 1, unintended: 0 });
  });

  it('does not take a namesake with another address for somebody of the org', () => {
    expect(review('name,email\nAna Lee,ana@elsewhere.org').counts).toMatchObject({ unintended: 1, missing: 4 });
  });

  it('tells the first forty of a kind and the number of the others', () => {
    const csv = ['user', ...Array.from({ length: 45 }, (_, index) => `x${index}@example.org`)].join('\n');
    const unintended = review(csv).findings.slice(0, 41);
    expect(unintended[40]?.problem).toBe('5 more are unintended.');
    expect(unintended[0]?.problem).toContain('x0@example.org');
  });
});
