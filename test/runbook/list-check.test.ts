import { expect, it } from 'vitest';
import { checkReadable } from '../../runbook/onboarding/list-check.js';
import { REPROVISION_MESSAGES } from '../../runbook/reprovision/reprovision-messages.js';

it.each([
  ['a list without people', { csv: 'Status,Plan\nActive,Kiro Pro' }, 'csv', /no column that names users/],
  ['a column of users that is empty', { csv: 'Email,Status\n,Active' }, 'csv', /No row .*\(row 2\)/],
  ['rows without people', { rows: [{ Plan: 'Kiro Pro' }] }, 'rows', /titles/],
])('refuses %s', (_what, value, field, reason) => {
  expect(checkReadable(value)).toMatchObject({
    ok: false,
    why: { code: 'invalid', field, reason: expect.stringMatching(reason) as unknown },
  });
});

it.each([
  ['a list', { csv: 'Email,Status\nana@example.com,Active' }, []],
  [
    'a list with a row of totals, and names that row',
    { csv: 'Email,Status\nana@example.com,Active\n,1 seat' },
    ['Set aside: row 3 names no user.'],
  ],
  [
    'a list with many such rows',
    { csv: `Email,Status\nana@example.com,Active\n${',x\n'.repeat(8)}` },
    ['Set aside: rows 3, 4, 5, 6, 7 and 3 more name no user.'],
  ],
  ['part of a list as it is', { csv: 'Status\nActive', part: 2, parts: 2 }, []],
])('takes %s', (_what, value, notes) => {
  expect(checkReadable(value)).toEqual({ ok: true, value, notes });
});

it.each([
  ['titles alone, where the old profile may have left no seat', 'waiting', true],
  ['no titles alone once that is settled: the list is then the one of the team', 'done', false],
  ['none where it was skipped', 'skipped', false],
])('takes %s', (_what, state, ok) => {
  const setting = { state: { steps: { 'old-seats': { state } }, listParts: [] } };
  const check = REPROVISION_MESSAGES.subscriptionsListed!.check!({ csv: 'User,Status' }, setting as never);
  expect(check).toMatchObject({ ok });
});
