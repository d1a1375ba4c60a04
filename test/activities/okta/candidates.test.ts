import { describe, expect, it } from 'vitest';
import { type Appraisal, type Found, pick } from '../../../activities/okta/adoption.js';
import type { Choice } from '../../../runbook/outside.js';

const found = (id: string, ours: boolean, name = 'Kiro'): Found<string> => ({
  actual: id,
  id,
  name,
  url: `https://x/${id}`,
  ours,
});
const FIELD = { path: 'status', from: '"INACTIVE"', to: '"ACTIVE"' };

/** With "used" as an object that somebody uses, and one field that adopting any other would change. */
const appraise = async (id: string): Promise<Appraisal> =>
  id === 'used'
    ? { changes: [], barriers: ['it has a client secret', 'others have it'] }
    : { changes: [FIELD], barriers: [] };

const pickOf = (all: Found<string>[], choice: Choice | null, mode: 'apply' | 'plan' = 'apply') =>
  pick({ kind: 'application', name: 'Kiro', found: all, choice, appraise, mode });

describe('pick', () => {
  const adoptC = { use: 'adopt', id: 'c' } as const;
  it.each<[string, Found<string>[], Choice | null, string | null]>([
    ['nothing there', [], null, null],
    ['ours', [found('a', true), found('b', false)], null, 'a'],
    ['ours under another name', [found('a', true, 'Kiro 2'), found('b', false)], null, 'a'],
    ['another that only begins alike', [found('b', false, 'Kiro 2')], null, null],
    ['the adopted one as it was shown', [found('b', false), found('c', false)], { ...adoptC, shown: [FIELD] }, 'c'],
    ['an adopted one of which less is to change by now', [found('c', true)], { ...adoptC, shown: [] }, 'c'],
  ])('takes %s', async (_case, all, choice, expected) => {
    expect(await pickOf(all, choice)).toBe(expected);
  });

  it.each<[string, Found<string>[], Choice | null, string[], string]>([
    ['a namesake', [found('b', false)], null, ['b'], 'adopt it, or give ours'],
    ['several namesakes', [found('b', false), found('c', false)], null, ['b', 'c'], 'choose one'],
    ['two of ours', [found('a', true), found('b', true)], null, ['a', 'b'], 'choose one'],
    ['an adopted one that is gone', [found('b', false)], { use: 'adopt', id: 'z' }, ['b'], 'any more'],
    ['one that was never offered', [found('c', false, 'Payroll')], adoptC, [], 'was not offered'],
    ['one chosen before its fields were shown', [found('c', false)], adoptC, ['c'], 'see what that changes'],
    [
      'one that has changed since',
      [found('c', false)],
      { ...adoptC, shown: [{ ...FIELD, from: '"X"' }] },
      ['c'],
      'has changed',
    ],
    [
      'one that somebody uses',
      [found('used', false)],
      { use: 'adopt', id: 'used', shown: [] },
      ['used'],
      'client secret, others',
    ],
    ['ours that somebody uses', [found('used', true)], { use: 'adopt', id: 'used' }, ['used'], 'cannot be adopted'],
    ['a new name that is taken', [found('b', false)], { use: 'create', name: 'Kiro' }, ['b'], 'exists already'],
  ])('asks about %s', async (_case, all, choice, offered, message) => {
    const failure: unknown = await pickOf(all, choice).catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'NamesakeFound', nonRetryable: true });
    expect(failure).toMatchObject({ details: [{ candidates: offered.map((id) => ({ id })) }] });
    expect((failure as Error).message).toContain(message);
  });

  it('shows in a plan what adopting would change, which nobody need have seen before', async () => {
    expect(await pickOf([found('c', false)], adoptC, 'plan')).toBe('c');
    for (const one of [found('c', false, 'Payroll'), found('used', false)])
      await expect(pickOf([one], { use: 'adopt', id: one.id }, 'plan')).rejects.toMatchObject({
        type: 'NamesakeFound',
      });
  });

  it('offers each with its fields and barriers, and says what is left where none can be adopted', async () => {
    const failure: unknown = await pickOf([found('b', false), found('used', false)], null).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      details: [{ candidates: [{ changes: [FIELD] }, { barrier: 'it has a client secret, others have it' }] }],
    });
    await expect(pickOf([found('used', false)], null)).rejects.toMatchObject({
      details: [{ findings: [{ fix: expect.stringContaining('use "create" and another name') as string }] }],
    });
  });
});
