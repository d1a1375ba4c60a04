import { describe, expect, it } from 'vitest';
import { checkTeam } from '../../runbook/onboarding/team-check.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { input } from '../workflows/fake-world.js';
import { asked, settingAt } from './states.js';

const configured: OnboardingInput = {
  ...input,
  push: { groups: ['Kiro Team', 'Kiro Leads'] },
  subscribe: { groups: ['Kiro Team'], users: ['ana@example.com'], tier: 'Kiro Pro' },
};
const setting = { ...settingAt(asked('teamSubscribed')), input: configured };

describe('the team as somebody has subscribed it', () => {
  it.each([
    [
      'a group that is not pushed',
      { groups: ['Kiro Team', 'Sales'] },
      'groups',
      /^Sales: .*Pushed are Kiro Team, Kiro Leads/,
    ],
    ['a plan that does not exist', { tier: 'Kiro Porcini' }, 'tier', /Kiro Pro, Kiro Pro\+, Kiro Power/],
  ])('is refused with %s', (_what, value, field, reason) => {
    const why = { code: 'invalid', field, reason: expect.stringMatching(reason) as unknown };
    expect(checkTeam(value, setting)).toMatchObject({ ok: false, why });
    // What a history took before this rule was there stays taken.
    expect(checkTeam(value, { ...setting, holds: () => false })).toMatchObject({ ok: true });
  });

  it('is refused with any group where none is pushed', () => {
    const nothing = {
      ...setting,
      input: { ...configured, push: { groups: [] }, subscribe: { ...configured.subscribe, groups: [] } },
    };
    expect(checkTeam({ groups: ['Kiro Team'] }, nothing)).toMatchObject({
      why: { reason: expect.stringContaining('No group is pushed (push.groups)') as unknown },
    });
  });

  it.each([
    ['as configured', {}, []],
    ['as configured, in its own words', { groups: ['kiro team'], users: ['Ana@example.com'], tier: 'pro' }, []],
    [
      'otherwise',
      { groups: ['Kiro Leads'], users: [], tier: 'Kiro Power' },
      [
        'The group Kiro Team is not subscribed, though the configuration says so.',
        'The group Kiro Leads is subscribed, though the configuration does not say so.',
        'The user ana@example.com is not subscribed, though the configuration says so.',
        'Subscribed to Kiro Power; the configuration says Kiro Pro.',
      ],
    ],
  ])('is taken %s, and what differs is said', (_what, value, notes) => {
    expect(checkTeam(value, setting)).toEqual({ ok: true, value, notes });
  });

  it('takes a group that the configuration subscribes, though somebody else pushes it', () => {
    const subscribe = { ...configured.subscribe, groups: ['Contractors'] };
    const given = { ...setting, input: { ...configured, subscribe } };
    expect(checkTeam({ groups: ['Contractors'] }, given)).toMatchObject({ ok: true, notes: [] });
  });

  it('takes a plan that the configuration names, however new it is', () => {
    const newer = { ...setting, input: { ...configured, subscribe: { ...configured.subscribe, tier: 'Kiro Max' } } };
    expect(checkTeam({ tier: 'Kiro Max' }, newer)).toMatchObject({ ok: true, notes: [] });
  });
});
