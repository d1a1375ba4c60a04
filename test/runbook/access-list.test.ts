import { describe, expect, it } from 'vitest';
import {
  accessListOf,
  contradictedIn,
  fits,
  isDecided,
  progressOf,
  saidBy,
  strangersIn,
  toRemove,
  undecided,
  withAnswer,
  withDrafts,
} from '../../runbook/review-access/access-list.js';
import { decisionsCsv, listAsItStands, listToFillIn, peopleFrom } from '../../runbook/review-access/decision-files.js';
import { readDecisions } from '../../runbook/roster/decision-rows.js';
import { parseSeparated } from '../../runbook/roster/csv.js';

const ana = { by: 'ana@example.com', via: 'cli', at: '2026-03-02T09:00:00.000Z' };
const dee = { by: 'dee@example.com', via: 'slack', at: '2026-03-03T09:00:00.000Z' };
const people = ['ben', 'cem', 'Lena'].map((name) => ({ user: `${name}@example.com`, access: 'spg' }));
const list = accessListOf(people, null);
const keep = (user: string, note?: string) => ({
  user,
  decision: 'keep' as const,
  ...(note === undefined ? {} : { note }),
});
const remove = (user: string, note?: string) => ({ ...keep(user, note), decision: 'remove' as const });

describe('the decisions of a review', () => {
  it('add up, no matter who sends them and how a login is written', () => {
    const once = withAnswer(list, { rows: [keep('ben@example.com')] }, ana);
    const twice = withAnswer(once, { rows: [remove('LENA@example.com', 'left')], draft: true }, dee);
    expect(progressOf(twice)).toEqual({ people: 3, kept: 1, removed: 0, drafts: 1, open: 1 });
    expect(undecided(twice)).toEqual(['cem@example.com', 'Lena@example.com']);
    expect(toRemove(twice)).toEqual([]);
    const whole = withAnswer(twice, { rows: [remove('lena@example.com'), keep('cem@example.com')] }, dee);
    expect(isDecided(whole)).toBe(true);
    expect(toRemove(whole)).toEqual(['Lena@example.com']);
    // The note of the draft stays with the decision.
    expect(saidBy(whole, whole.said[2]!)).toMatchObject({
      decision: 'remove',
      isDraft: false,
      note: 'left',
      by: dee.by,
    });
  });

  it('keep what was said before, and who said it', () => {
    const first = withAnswer(list, { rows: [keep('ben@example.com', 'needs it')] }, ana);
    const changed = withAnswer(first, { rows: [remove('ben@example.com')], note: 'asked his manager' }, dee);
    expect(saidBy(changed, changed.said[0]!)).toMatchObject({ decision: 'remove', note: 'asked his manager', ...dee });
    expect(changed.earlier[0]?.map((one) => saidBy(changed, one))).toMatchObject([
      { decision: 'keep', note: 'needs it', ...ana },
    ]);
    // The same again is no change.
    expect(withAnswer(changed, { rows: [remove('ben@example.com')] }, ana).earlier[0]).toHaveLength(1);
    expect(decisionsCsv(changed, {})).toContain('keep (needs it) by ana@example.com at 2026-03-02T09:00:00.000Z');
  });

  it('are not undone by a draft that says the same, and are by one that says otherwise', () => {
    const decided = withAnswer(list, { rows: [keep('ben@example.com')] }, ana);
    const same = withAnswer(decided, { rows: [keep('ben@example.com', 'still')], draft: true }, dee);
    expect(same.said[0]?.[1]).toBe(1);
    const other = withAnswer(decided, { rows: [remove('ben@example.com')], draft: true }, dee);
    expect(progressOf(other)).toMatchObject({ kept: 0, drafts: 1 });
  });

  it('become drafts where they are asked for again, of those who are still there', () => {
    const decided = withAnswer(list, { rows: [keep('ben@example.com'), remove('lena@example.com', 'left')] }, ana);
    expect(progressOf(withDrafts(decided))).toMatchObject({ kept: 0, removed: 0, drafts: 2 });
    const again = accessListOf([people[2]!, { user: 'new@example.com', access: 's' }], decided);
    expect(progressOf(again)).toEqual({ people: 2, kept: 0, removed: 0, drafts: 1, open: 1 });
    expect(saidBy(again, again.said[0]!)).toMatchObject({ decision: 'remove', note: 'left', isDraft: true });
  });

  it('name who is not on the list, and who is both kept and removed', () => {
    expect(strangersIn(list, [keep('ben@example.com'), keep('zoe@example.com'), keep('zoe@example.com')])).toEqual([
      'zoe@example.com',
    ]);
    expect(contradictedIn([keep('ben@example.com'), remove('Ben@example.com'), keep('cem@example.com')])).toEqual([
      'Ben@example.com',
    ]);
  });

  it('of 10,000 people with notes fit into what a run carries on, and too many notes do not', () => {
    const crowd = Array.from({ length: 10_000 }, (_, at) => ({
      user: `person.number.${at}@example.com`,
      access: 'spgkt',
    }));
    const large = accessListOf(crowd, null);
    const rows = crowd.map(({ user }) => remove(user));
    const decided = withAnswer(withAnswer(large, { rows }, ana), { rows: crowd.map(({ user }) => keep(user)) }, dee);
    expect(fits(decided)).toBe(true);
    expect(fits(withAnswer(large, { rows: rows.map((row) => ({ ...row, note: 'x'.repeat(200) })) }, ana))).toBe(false);
  });
});

describe('the list of a review as a spreadsheet', () => {
  const row = {
    ...people[0]!,
    user: '=1+1@example.com',
    name: 'Ben, "B"',
    status: 'ACTIVE',
    groups: ['A;B'],
    problems: [],
  };
  it('is safe to open, and comes back as it was sent, with any separator', () => {
    const csv = listToFillIn([row]);
    expect(csv).toContain("'=1+1@example.com");
    const filled = csv.replace("'=1+1@example.com,,", '\'=1+1@example.com,Remove,"left; 1,000 €"');
    const saved = parseSeparated(filled).map((cells) =>
      cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'),
    );
    for (const text of [filled, `\uFEFF${saved.join('\r\n')}`])
      expect(readDecisions(text)).toEqual({
        rows: [{ user: '=1+1@example.com', decision: 'remove', note: 'left; 1,000 €' }],
        open: 0,
        problems: [],
      });
  });

  it('leaves out who has no decision yet, and says what cannot be read', () => {
    expect(readDecisions('user;decision\nben@example.com;keep\ncem@example.com;')).toMatchObject({
      rows: [{}],
      open: 1,
    });
    expect(readDecisions('ben@example.com,keep,fine')).toMatchObject({
      rows: [{ user: 'ben@example.com', note: 'fine' }],
    });
    expect(readDecisions('user,decision\nben@example.com,kep').problems).toEqual([
      'Row 2 (ben@example.com): "kep" is no decision: write keep or remove, or leave it empty.',
    ]);
    expect(readDecisions('user,verdict\nben@example.com,keep').problems).toEqual([
      'The list needs a column "user" and a column "decision".',
    ]);
    expect(readDecisions('').problems).toEqual(['The list is empty.']);
    expect(readDecisions(`user,decision\n${'x@example.com,no\n'.repeat(9)}`).problems.at(-1)).toBe(
      '4 more rows are wrong.',
    );
  });

  it('does not turn drafts into decisions where it comes back as it was written', () => {
    const rows = [keep('ben@example.com'), remove('lena@example.com', 'left')];
    const drafts = withAnswer(list, { rows, draft: true }, ana);
    const mixed = withAnswer(drafts, { rows: [keep('ben@example.com')] }, dee);
    const text = listAsItStands(peopleFrom(mixed, 0, 3));
    expect(text).toContain(',remove (left),ana@example.com,');
    expect(readDecisions(text)).toEqual({
      rows: [{ user: 'ben@example.com', decision: 'keep' }],
      open: 2,
      problems: [],
    });
  });

  it('shows how it stands, and what became of each', () => {
    const decided = withAnswer(list, { rows: [keep('ben@example.com'), remove('lena@example.com', 'left')] }, ana);
    expect(
      listAsItStands(peopleFrom(decided, 1, 2))
        .split('\r\n')
        .slice(1, 3),
    ).toEqual([
      '"cem@example.com",,,"sign-in application, SCIM application, pushed group",,,'.replace(
        '"cem@example.com"',
        'cem@example.com',
      ),
      'Lena@example.com,remove,left,"sign-in application, SCIM application, pushed group",,ana@example.com,2026-03-02T09:00:00.000Z',
    ]);
    expect(
      listAsItStands(peopleFrom(decided, 1, 2))
        .split(',')
        .slice(3, 5),
    ).toEqual(['access through', 'draft decision']);
    const csv = decisionsCsv(decided, { 'Lena@example.com': ['done', 1_772_000_000, 1_772_003_600, 'pp-a'] });
    expect(csv).toContain('done,2026-02-25T06:13:20.000Z,2026-02-25T07:13:20.000Z,proven,proven,,attested,');
    expect(csv).toContain('undecided');
  });
});
