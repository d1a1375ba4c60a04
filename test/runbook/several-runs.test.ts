import { describe, expect, it } from 'vitest';
import { CONNECTION } from '../../runbook/connection/connection.js';
import { newConnectionState } from '../../runbook/connection/connection-state.js';
import type { RunView } from '../../runbook/model/runbook.js';
import type { RunState } from '../../runbook/model/state.js';
import { OFFBOARDING } from '../../runbook/offboard/offboarding.js';
import { completedOffboardInput } from '../../runbook/offboard/offboard-input.js';
import { finishedEvent } from '../../runbook/words/notices.js';
import { pageOf } from '../../runbook/words/page.js';
import { questionText } from '../../runbook/words/question-text.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import { reportOf } from '../../runbook/words/report.js';
import { boardKey, boardOf } from '../../runbook/words/slack-board.js';
import { statusOf } from '../../runbook/words/status.js';
import { input } from '../workflows/fake-world.js';

const NOW = '2026-03-02T09:00:00.000Z';
const RECORD = 'kiro-okta/example.okta.com/example.com/connection';

/** A run that asks the Kiro admin for that message of that step. */
function asking<State extends RunState>(run: Omit<RunView<State>, 'runId'>, step: string, message: string): RunView {
  const dates = { since: NOW, remindAt: null, dueAt: null, reminders: 0, overdue: false };
  const ask = { step, message, role: 'kiro-admin', reason: null, ...dates } as RunState['asks'][number];
  run.state.asks.push(ask);
  return { ...run, runId: 'r' };
}

const leaver = (login: string): RunView => {
  const state = OFFBOARDING.newState(NOW);
  state.facts.leaver = { login, userId: '00u1', status: 'ACTIVE' } as never;
  const run = {
    runbook: OFFBOARDING,
    state,
    input: completedOffboardInput({ ...input, about: { login } })!,
    workflowId: `${RECORD}/offboard/${encodeURIComponent(login)}`,
  };
  return asking(run as never, 'seat', 'seatDeleted');
};
const LENA = leaver('lena@example.com');
const statuses = [LENA, leaver('max@example.com')].map(statusOf);

describe('several runs at once', () => {
  it('name their runbook and whom they are about, wherever they are shown', () => {
    expect(statuses.map(({ heading }) => heading)).toEqual([
      'Leaving Kiro, lena@example.com',
      'Leaving Kiro, max@example.com',
    ]);
    const [lena] = statuses;
    for (const shown of [boardOf(lena!, null).text, JSON.stringify(boardOf(lena!, null).blocks[0]), pageOf(lena!)])
      expect(shown.replaceAll('\\', '')).toMatch(/Leaving Kiro, lena@example\.com: example\.com/);
    expect(reportMarkdown(reportOf(LENA)).replaceAll('\\', '')).toMatch(
      /^# Leaving Kiro, lena@example\.com: example\.com/,
    );
    expect(finishedEvent(LENA).text).toContain('The offboarding of lena@example.com, example.com is over');
  });

  it('have a message each in Slack, though they began in the same millisecond', () => {
    expect(new Set(statuses.map(boardKey)).size).toBe(2);
  });

  it('each have their own command to answer with', () => {
    const [lena] = statuses;
    const mail = questionText(lena!.waitingFor[0]!, lena!.workflowId);
    expect(mail).toContain(`To answer: npm run answer -- seatDeleted --workflow-id '${lena!.workflowId}'`);
    expect(mail).toContain(`skipStep --step seat --workflow-id '${lena!.workflowId}'`);
  });

  it('offer no skipping where nothing can be skipped: the record', () => {
    const run = { runbook: CONNECTION, state: newConnectionState(NOW), input, workflowId: RECORD };
    const status = statusOf(asking(run as never, 'renew-scim-access', 'stepDone'));
    expect(status.waitingFor[0]!.skipping).toBe('');
    expect(JSON.stringify(boardOf(status, null).blocks)).not.toContain('Skip this step');
    expect(questionText(status.waitingFor[0]!, RECORD)).not.toContain('To leave it out');
  });
});
