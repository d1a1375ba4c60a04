import { expect, it } from 'vitest';
import { refuseTooLarge } from '../../start/join-run.js';
import { input } from '../workflows/fake-world.js';

const groups = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `Kiro Users of the unit with the number ${at}`);
const withGroups = (count: number): typeof input => {
  const names = groups(count);
  const audience = { groups: names, users: [] };
  return {
    ...input,
    signIn: { ...input.signIn, ...audience },
    provision: audience,
    push: { groups: names },
    subscribe: { ...input.subscribe, ...audience },
  };
};

it('an input that no run could carry is refused before the start, with the numbers', () => {
  expect(() => refuseTooLarge(withGroups(3_000))).not.toThrow();
  expect(() => refuseTooLarge(withGroups(5_000))).toThrow(
    /^The configuration is too large for a run: \d{3,4} kB, of at most 800 kB \(groups and users named: signIn 5000, provision 5000, push 5000, subscribe 5000\)\./,
  );
});
