import { describe, expect, it } from 'vitest';
import { contactsOf, peopleOf, RUN_INPUT_DEFAULTS, withRoles } from '../../runbook/model/run-input.js';
import { addresseesOf, askedEvent, overdueEvent, reminderEvent } from '../../runbook/words/notices.js';
import { exampleJson } from '../../runbook/words/commands.js';
import { statusOf } from '../../runbook/words/status.js';
import { input as plain } from '../workflows/fake-world.js';
import { asked, stateAt, viewOf } from './states.js';

const gus = { email: 'gus@example.com' };
const people = {
  ...plain.people,
  reviewers: [
    { email: 'dee@example.com', slack: 'U0DEE', escalateTo: gus },
    { email: 'fay@example.com', escalateTo: gus },
  ],
};
const input = { ...plain, people };
const ask = { ...asked('stepDone', { step: 'authorization-server' }), role: 'reviewer' as const };
const sceneOf = (more: object = {}) => ({ ...viewOf(stateAt([ask]), input), ask: { ...ask, ...more } });

describe('several reviewers', () => {
  it('are all asked, and a person who is named twice for later is asked once', () => {
    expect(addresseesOf({ role: 'reviewer', overdue: false }, input)).toEqual(['dee@example.com', 'fay@example.com']);
    expect(addresseesOf({ role: 'reviewer', overdue: true }, input)).toEqual([
      'dee@example.com',
      'fay@example.com',
      'gus@example.com',
    ]);
    expect(askedEvent(sceneOf()).text).toMatch(/^dee@example\.com, fay@example\.com are asked: /);
    expect(reminderEvent(sceneOf({ reminders: 2 })).text).toMatch(
      /^Reminder 2 to dee@example\.com, fay@example\.com: /,
    );
    const late = overdueEvent(sceneOf({ overdue: true }));
    expect(late.kind).toBe('escalation');
    expect(late.text).toMatch(/dee@example\.com, fay@example\.com were asked on .*gus@example\.com is asked, too\.$/);
  });

  it('are in the status, and say themselves which of them answers', () => {
    const [one] = statusOf(viewOf(stateAt([ask]), input)).waitingFor;
    expect(one).toMatchObject({ role: 'reviewer', person: 'dee@example.com, fay@example.com' });
    expect(exampleJson(one!)).toContain('"by": "<your address>"');
  });

  it('are known to Slack and to the report', () => {
    expect(contactsOf(people).map(({ email }) => email)).toEqual([
      'ana@example.com',
      'dee@example.com',
      'gus@example.com',
      'fay@example.com',
      'gus@example.com',
    ]);
    expect(withRoles({ by: 'Dee@example.com' }, people)).toBe('Dee@example.com (reviewer)');
    expect(withRoles({ by: 'ana@example.com', sender: 'unproven' }, people)).toBe(
      'ana@example.com (kiro-admin, unproven)',
    );
    expect(withRoles({ by: 'root (the operator, for ana@example.com)', sender: 'proven' }, people)).toBe(
      'root (the operator, for ana@example.com) (proven)',
    );
  });

  it('need not be there: the Kiro admin is asked, also in a run that knows no reviewers yet', () => {
    const { reviewers: _none, ...older } = plain.people;
    for (const given of [plain.people, older as typeof plain.people])
      expect(peopleOf('reviewer', given)).toEqual([{ email: 'ana@example.com' }]);
    expect(contactsOf(older as typeof plain.people)).toEqual([{ email: 'ana@example.com' }]);
    expect(peopleOf('reviewer', RUN_INPUT_DEFAULTS.people)).toEqual([]);
  });
});
