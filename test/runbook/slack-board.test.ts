import { describe, expect, it } from 'vitest';
import { MESSAGE_NAMES } from '../../runbook/messages/schemas.js';
import { boardKey, boardOf } from '../../runbook/words/slack-board.js';
import { questionFrom, questionValue } from '../../runbook/words/slack-question.js';
import { statusOf } from '../../runbook/words/status.js';
import { checkMessage } from '../support/slack/rules.js';
import { input } from '../workflows/fake-world.js';
import { asked, stateAt, stepOfMessage, viewOf } from './states.js';

const WORKFLOW_ID = 'kiro-okta/example.okta.com/example.com';
const ASKS = MESSAGE_NAMES.flatMap((name) => (stepOfMessage(name) === null ? [] : [asked(name)]));
const statusAt = (asks: typeof ASKS, changes: Parameters<typeof stateAt>[1] = {}) =>
  statusOf(viewOf(stateAt(asks, changes), input, WORKFLOW_ID));
const actionsOf = (asks: typeof ASKS): string[] =>
  boardOf(statusAt(asks), null).blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((one) => (one.type === 'button' ? [one.action_id ?? ''] : []))
      : [],
  );

describe('the message of a run in Slack', () => {
  it('is one that Slack takes, whatever is open and however long it is', () => {
    const reason = 'because & <!channel> '.repeat(400);
    const refusal = { message: 'x', reason, value: null, by: 'eve', via: 'signal', at: '' };
    const trouble = { message: reason, findings: [], candidates: [], requestIds: [] };
    for (const asks of [[], ASKS, ...ASKS.map((ask) => [ask]), [...ASKS, ...ASKS]]) {
      const loud = asks.map((ask) => ({ ...ask, reason }));
      const status = statusAt(loud, { refusals: [refusal, refusal], troubles: { scopes: trouble } });
      const board = boardOf(status, 'https://temporal.example.com/run');
      checkMessage(board.blocks);
      expect(JSON.stringify(board)).not.toContain('<!channel>');
      expect(board.text).toContain(boardKey(status));
    }
  });

  it('shows whole lines of what is long, and says where the others are', () => {
    const findings = Array.from({ length: 60 }, (_, index) => ({
      severity: 'blocking' as const,
      problem: `The group "Team ${index}" is not in the Okta org, or there are several of that name.`,
      fix: `Name groups that exist, in push.groups of onboarding.yaml.`,
      url: `https://example.okta.com/admin/groups/${index}`,
    }));
    const trouble = { message: 'The groups do not fit.', findings, candidates: [], requestIds: [] };
    const asks = [asked('stepDone', { step: 'push-groups' }), asked('domainAdded'), asked('scimAccessIssued')];
    const { blocks } = boardOf(statusAt(asks, { troubles: { 'push-groups': trouble } }), null);
    checkMessage(blocks);
    const text = blocks.flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []));
    const [list] = text.filter((one) => one.includes('Team 0'));
    const lines = list!.split('\n');
    const left = 61 - (lines.length - 2);
    expect(lines.at(-1)).toBe(`_${left} more lines stand in_ \`npm run status\`.`);
    expect(lines.at(-2)).toMatch(/^\d+\. The group "Team \d+" .* \(<https:.*>\)$/);
    expect(lines.length).toBeGreaterThan(8);
  });

  it('has a button for each question, and none for what only a command can answer', () => {
    expect(actionsOf([asked('kiroProfileEnabled')])).toEqual(['form:kiroProfileEnabled', 'form:skipStep']);
    expect(actionsOf([asked('domainVerified')])).toEqual(['send:domainVerified', 'form:skipStep']);
    expect(actionsOf([asked('signInTested')])).toEqual(['form:skipStep']);
    expect(actionsOf([asked('checkNow', { step: 'sync-window', role: 'time' })])).toEqual(['send:checkNow']);
  });
});

describe('the value of a button', () => {
  it('says which question it stands for, and is taken from nobody else', () => {
    const question = { workflowId: WORKFLOW_ID, step: 'domain', message: 'domainAdded', since: 'now' } as const;
    expect(questionFrom(questionValue(question))).toEqual(question);
    for (const text of [
      undefined,
      '',
      '[]',
      '{}',
      'null',
      '["a","domain","domainAdded"]',
      '["a","domain","__proto__","now"]',
    ])
      expect(questionFrom(text)).toBeNull();
  });
});
