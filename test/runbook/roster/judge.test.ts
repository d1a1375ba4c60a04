import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Difference, KiroGroup, OktaPerson, RosterFacts, Sync } from '../../../runbook/roster/facts.js';
import { judgeRoster } from '../../../runbook/roster/judge.js';
import { judgeSeats } from '../../../runbook/roster/judge-seats.js';
import { verdictOf, type RosterRow } from '../../../runbook/roster/row.js';
import type { Seat } from '../../../runbook/roster/subscription-list.js';
import { slowRoster } from './slow-roster.js';
import { howOften } from '../../support/how-often.js';

const NAMES = ['ana', 'ben', 'cem', 'dee', 'eve'];
const OTHERS = ['zoe@other.org', 'Yan@other.org'];
const GROUPS = ['Kiro Team', 'Kiro Power'];
const ID = (name: string): string => `0000000${NAMES.indexOf(name)}-0000-4000-8000-000000000000`;
const UNKNOWN_ID = '99999999-0000-4000-8000-000000000000';
const BLANK_ROW: RosterRow = {
  ...{ who: '', name: '', status: null, problems: [] },
  ...{ signIn: 'none', provisioned: 'none', groups: 'none', seat: 'none' },
};
const oneOf = <T>(...items: T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
/** Kiro and the list write a login as they like. */
const inAnyCase = (text: string): fc.Arbitrary<string> => oneOf(text, text.toUpperCase(), ` ${text}`);

const person = (name: string): fc.Arbitrary<OktaPerson> =>
  fc.record({
    id: fc.constant(`00u-${name}`),
    login: oneOf(`${name}@example.com`, `${name.toUpperCase()}@example.com`),
    email: oneOf(`${name}@example.com`, 'shared@example.com', `${name}@mail.example`),
    displayName: oneOf(`${name} Lee`, 'Same Name'),
    status: oneOf('ACTIVE', 'ACTIVE', 'ACTIVE', 'PASSWORD_EXPIRED', 'SUSPENDED', 'DEPROVISIONED'),
    meant: fc.record({
      signIn: fc.boolean(),
      provision: fc.boolean(),
      push: fc.subarray(GROUPS),
      subscribe: oneOf('group' as const, 'user' as const, null),
    }),
  });

const difference: fc.Arbitrary<Difference> = fc.record({
  attribute: oneOf('externalId' as const, 'active' as const, 'givenName' as const),
  found: oneOf('', 'x'),
  wanted: fc.constant('y'),
});

/** A group on Kiro's side. All that the endpoint shows of it agrees: strangers are no members whom Okta knows there. */
const kiroGroup = (name: string, people: OktaPerson[]): fc.Arbitrary<KiroGroup> => {
  const inOkta = people.filter(({ meant }) => meant.push.includes(name)).map(({ login }) => login.toLowerCase());
  const outside = people.filter(({ meant }) => !meant.push.includes(name)).map(({ login }) => login);
  return fc
    .record({
      exists: oneOf(true, true, true, false),
      view: oneOf('set' as const, 'set' as const, 'pairs' as const, 'none' as const),
      members: fc.subarray(inOkta),
      strangers: fc.subarray([...outside, ...OTHERS]),
    })
    .map(({ exists, view, members, strangers }) => ({
      name,
      exists,
      view: exists ? view : 'none',
      members: new Set(exists && view !== 'none' ? members : []),
      strangers: exists && view === 'set' ? strangers : null,
      differences: new Map(),
    }));
};

const seat: fc.Arbitrary<Seat> = fc.record({
  names: fc.uniqueArray(
    fc.oneof(
      ...NAMES.flatMap((name) => [inAnyCase(`${name}@example.com`), fc.constant(ID(name)), inAnyCase(`${name} Lee`)]),
      oneOf('shared@example.com', 'Same Name', UNKNOWN_ID, ...OTHERS),
    ),
    { minLength: 1, maxLength: 2 },
  ),
  status: oneOf('active', 'pending', 'canceled', 'unknown'),
  tier: oneOf('Kiro Pro', 'Kiro Power', null),
  source: oneOf('group', 'individual', 'unknown'),
});

const facts: fc.Arbitrary<RosterFacts> = fc
  .subarray(NAMES)
  .chain((names) => fc.tuple(...names.map(person)))
  .chain((people) => {
    const ids = people.map(({ id }) => id);
    const sync: fc.Arbitrary<Sync> = fc.record({
      state: oneOf('synchronized', 'synchronized', 'waiting', 'failed', 'not-pushed'),
      reason: oneOf(null, 'Bad Request'),
    });
    return fc.record({
      people: fc.constant(people),
      signInApp: fc.option(fc.subarray(ids).map((has) => new Set(has))),
      scimApp: fc.option(fc.array(fc.tuple(oneOf('', ...ids), sync)).map((entries) => new Map(entries))),
      groups: fc.option(
        fc
          .tuple(
            fc.tuple(...GROUPS.map((name) => kiroGroup(name, people))),
            fc.dictionary(oneOf(...NAMES), fc.array(difference)),
          )
          .map(([groups, differences]) =>
            groups.map((group, index) => ({
              ...group,
              differences: new Map(
                index > 0 ? [] : Object.entries(differences).map(([name, list]) => [`${name}@example.com`, list]),
              ),
            })),
          ),
      ),
      seats: fc.option(fc.array(seat, { maxLength: 8 })),
      loginById: fc
        .subarray(NAMES)
        .map((known) => new Map(known.map((name) => [ID(name), `${name}@example.com`] as const))),
      tier: fc.constant('Kiro Pro'),
    });
  });

const short = (row: RosterRow) => ({
  who: row.who.trim().toLowerCase(),
  marks: [row.signIn, row.provisioned, row.groups, row.seat],
  codes: row.problems.map(({ code }) => code),
});
const sorted = <T extends { who: string }>(rows: T[]): T[] => rows.sort((a, b) => (a.who < b.who ? -1 : 1));

describe('judgeRoster', () => {
  it('says of anybody in any state what a slow and obvious second implementation says', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const slow = slowRoster(given).map((row) => ({ ...row, who: row.who.trim().toLowerCase() }));
        expect(sorted(judgeRoster(given).map(short))).toEqual(sorted(slow));
      }),
      howOften(500, 10_000),
    );
  });

  const ana: OktaPerson = {
    id: '00u1',
    login: 'ana@example.com',
    email: 'ana@example.com',
    displayName: 'Ana Lee',
    status: 'ACTIVE',
    meant: { signIn: true, provision: true, push: ['Kiro Team'], subscribe: 'group' },
  };
  const team: KiroGroup = {
    name: 'Kiro Team',
    exists: true,
    view: 'set',
    members: new Set(['ana@example.com']),
    strangers: [],
    differences: new Map(),
  };
  const seatOfAna: Seat = { names: ['ANA@example.com'], status: 'active', tier: 'pro', source: 'group' };
  const calm: RosterFacts = {
    people: [ana],
    signInApp: new Set(['00u1']),
    scimApp: new Map([['00u1', { state: 'synchronized', reason: null }]]),
    groups: [team],
    seats: [seatOfAna],
    loginById: new Map(),
    tier: 'Kiro Pro',
  };
  const verdict = (changes: Partial<RosterFacts>): [string | undefined, string[]] => {
    const [row] = judgeRoster({ ...calm, ...changes });
    return [row && verdictOf(row), row?.problems.map(({ code }) => code) ?? []];
  };

  it('finds nothing where all is as meant, and says what nobody could see', () => {
    expect(verdict({})).toEqual(['as meant', []]);
    expect(verdict({ seats: null })).toEqual(['not proven', []]);
    expect(verdict({ groups: null })).toEqual(['not proven', []]);
    expect(verdict({ people: [{ ...ana, status: 'SUSPENDED' }], groups: [], seats: [] })).toEqual(['inactive', []]);
  });

  it('names a fault at its cause alone', () => {
    const failed: Sync = { state: 'failed', reason: 'Bad Request' };
    const gone = { ...team, members: new Set<string>() };
    expect(verdict({ scimApp: new Map([['00u1', failed]]), groups: [gone], seats: [] })[1]).toEqual([
      'not-provisioned',
    ]);
    expect(verdict({ groups: [gone], seats: [] })[1]).toEqual(['not-arrived']);
    expect(verdict({ groups: [{ ...gone, exists: false, view: 'none' }], seats: [] })).toEqual(['not as meant', []]);
    expect(verdict({ seats: [] })[1]).toEqual(['seat-missing']);
  });

  it('names a member of the Kiro group whom Okta does not have, once, with the seat that it brought', () => {
    const groups = [{ ...team, strangers: ['zoe@other.org'] }];
    const seats: Seat[] = [seatOfAna, { ...seatOfAna, names: ['Zoe', 'zoe@other.org'] }];
    const [, zoe] = judgeRoster({ ...calm, groups, seats });
    expect(zoe?.problems).toEqual([
      { code: 'seat-unintended', detail: 'they are in Kiro Team in Kiro, but not in Okta' },
    ]);
  });
});

it.each([
  ['of somebody who is meant to have one', 'group' as const],
  ['of somebody who is not', null],
])('names a seat %s whose state is not clear, and counts it neither way', (_, meant) => {
  const unclear: Seat = { names: ['ana'], status: 'unclear', said: 'Suspended', tier: null, source: 'unknown' };
  const question = { meant, tier: 'Kiro Pro', explained: false, unusable: false, because: '' };
  const { mark, problems } = judgeSeats({ ...question, seats: [unclear] });
  expect({ mark, problems }).toEqual({ mark: 'unknown', problems: [{ code: 'seat-unclear', detail: 'Suspended' }] });
  expect(verdictOf({ ...BLANK_ROW, seat: mark, problems })).toBe('not proven');
  // Another line of the list that is clear decides.
  expect(judgeSeats({ ...question, seats: [unclear, { ...unclear, status: 'active' }] }).mark).not.toBe('unknown');
});
