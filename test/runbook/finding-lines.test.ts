import { expect, it } from 'vitest';
import { findingLines } from '../../runbook/words/prompts.js';

const of = (problem: string, fix: string) => ({ severity: 'warning' as const, problem, fix, url: null });

it('Findings with one fix say it once', () => {
  const findings = [of('A has a seat.', 'Delete it.'), of('B is gone.', 'Add B.'), of('C has a seat.', 'Delete it.')];
  expect(findingLines(findings)).toEqual([
    'A has a seat.',
    'C has a seat.',
    'For each of these 2: Delete it.',
    'B is gone. Add B.',
  ]);
});
