import { describe, expect, it } from 'vitest';
import { inputOf, minimal, problemsOf } from './config-support.js';

const pushed = (entry: string): string => minimal('push:', '  groups:', `    - ${entry}`);

describe('a # that cuts off a name', () => {
  it.each([
    ["Ana's #1 and Ben's", /nothing from #1 on is read.*quotes: "Ana's #1 and Ben's"/],
    ['Sales 19" #2 and 21"', /nothing from #2 on is read.*quotes: 'Sales 19" #2 and 21"'/],
    ['Kiro ##1', /nothing from ##1 on.*quotes: "Kiro ##1"/],
    ['Kiro #!x', /nothing from #!x on.*quotes: "Kiro #!x"/],
    ['Team C #', /The # at the end begins a comment.*quotes: "Team C #".*delete it/],
    ['Field #7 # the seventh', /quotes: "Field #7"/],
    ['"Field" #7', /quotes: "Field #7"/],
    ["'it''s' #'s", /nothing from #'s on/],
  ])('is refused: %s', async (entry, said) => {
    const problems = await problemsOf(pushed(entry));
    expect(problems.map((problem) => problem.line)).toEqual([5]);
    expect(`${problems[0]?.message} ${problems[0]?.fix}`).toMatch(said);
  });

  it('is refused behind a closed bracket, without a value to write', async () => {
    const [problem, ...more] = await problemsOf(minimal('push: { groups: [Kiro Team] } #todo'));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ line: 3, fix: 'If it is a comment, put a blank after the #.' });
  });

  it.each([
    ['Kiro # one', 'Kiro'],
    ['Kiro ## one', 'Kiro'],
    ['Kiro # a #1', 'Kiro'],
    ['Kiro # {{ one }} with\u00a0spaces', 'Kiro'],
    ['"Ana\'s #1 and Ben\'s"', "Ana's #1 and Ben's"],
    ["'Sales 19\" #2'", 'Sales 19" #2'],
    ['"Team C #"', 'Team C #'],
    ['| # one\n      Kiro #1', 'Kiro #1'],
  ])('is none: %j', async (entry, name) => {
    expect((await inputOf(pushed(entry))).push.groups).toEqual([name]);
  });

  it('is none in a line of its own, or behind a key', async () => {
    const lines = [
      'push: ########',
      '  groups: # the teams',
      '    #- Other',
      '    ##! x',
      '    - Kiro Team',
      '#',
      '#x',
    ];
    expect((await inputOf(minimal(...lines))).push.groups).toEqual(['Kiro Team']);
  });

  it.each(['\r\n', '\r'])('is found with the line ends %j, too', async (end) => {
    const lines = (entry: string): string => pushed(entry).split('\n').join(end);
    expect((await inputOf(lines('Kiro # one'))).push.groups).toEqual(['Kiro']);
    expect(await problemsOf(lines('Kiro #1'))).toMatchObject([{ line: 5 }]);
  });
});
