import { describe, expect, it } from 'vitest';
import { judge } from '../../runbook/model/judge.js';
import { asked, settingAt } from './states.js';

describe('the choice among namesakes', () => {
  const twin = { name: 'Payroll SSO', url: 'https://example.okta.com' };
  const candidates = [
    { ...twin, id: '0oa8', changes: [] },
    { ...twin, id: '0oa9', barrier: 'it has a client secret' },
  ];
  const trouble = { message: 'There are two.', findings: [], candidates, requestIds: [] };
  const chosen = (value: object) =>
    judge(
      'objectChosen',
      { step: 'oidc-application', ...value },
      settingAt(asked('objectChosen'), { troubles: { 'oidc-application': trouble } }),
    );

  it.each([
    ['an id that was never offered', { use: 'adopt', id: '0oa7' }, 'id', 'Offered for oidc-application: 0oa8, 0oa9.'],
    ['one that somebody uses', { use: 'adopt', id: '0oa9' }, 'id', 'it has a client secret. Choose create with'],
    ['a new name that is taken', { use: 'create', name: 'Payroll SSO' }, 'name', 'choose another name'],
  ])('refuses %s', (_what, value, field, reason) => {
    const check = chosen(value);
    expect(check).toMatchObject({ ok: false, why: { code: 'invalid', field } });
    if (!check.ok) expect(check.why.reason).toContain(reason);
  });

  it('takes what was offered, and a new name', () => {
    expect(chosen({ use: 'adopt', id: '`0oa8`' })).toMatchObject({ ok: true, value: { id: '0oa8' } });
    expect(chosen({ use: 'create', name: 'Kiro 2' })).toMatchObject({ ok: true });
  });

  it('takes nothing for a step that offers nothing', () => {
    const value = { step: 'scim-application', use: 'adopt', id: '0oa8' };
    expect(judge('objectChosen', value, settingAt(asked('objectChosen')))).toMatchObject({
      why: { code: 'wrong-step' },
    });
  });
});
