import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { listenForCommand } from '../../chatops/slash-command.js';
import { statusOfRun } from '../../client/ask-run.js';
import type { Runs } from '../../client/runs.js';
import { statusOf } from '../../runbook/words/status.js';
import { input } from '../workflows/fake-world.js';
import { asked, stateAt, viewOf } from '../runbook/states.js';

const GOOD = 'kiro-okta/example.okta.com/example.com';
const BAD = 'kiro-okta/example.okta.com/bad.example.com';
const status = statusOf(viewOf(stateAt([asked('domainVerified')]), input, GOOD));
const people = { ...input.people, 'kiro-admin': { email: 'ana@example.com', slack: 'U1' } };

/** What `/kiro-onboarding status` of Ana says beside a run that somebody else has started. */
async function answerBeside(bad: { people: unknown; status: unknown }): Promise<string> {
  const of = <T>(id: string, good: T, other: unknown): T => (id === GOOD ? good : (other as T));
  const client = {
    withDeadline: (_: number, work: () => unknown) => work(),
    workflow: { getHandle: (id: string) => ({ query: async () => of(id, status, bad.status) }) },
  } as unknown as Parameters<typeof statusOfRun>[0];
  const runs = {
    running: async () => [GOOD, BAD].map((workflowId) => ({ workflowId, runbook: 'connectOktaToKiro' })),
    people: async (id: string) => of(id, people, bad.people),
    status: (id: string) => statusOfRun(client, id),
    link: () => null,
  } as unknown as Runs;
  let said = '';
  let handler: ((given: object) => Promise<void>) | null = null;
  const app = { command: (_: string, work: (given: object) => Promise<void>) => void (handler = work) };
  listenForCommand(app as unknown as App, runs, null);
  await handler!({
    ack: async () => undefined,
    command: { text: 'status', user_id: 'U1' },
    respond: async (text: unknown) => void (said += JSON.stringify(text)),
  });
  return said;
}

describe('a run that anybody has started', () => {
  it.each([
    ['without input', undefined],
    ['with an empty input', {}],
    ['with people that are none', { reviewers: 5 }],
    ['with people that are a text', 'U1'],
  ])('%s does not hide the others in Slack', async (_, given) => {
    expect(await answerBeside({ people: given, status: null })).toContain('example.com as Verified in Kiro');
  });

  it.each([
    ['nothing', null],
    ['an empty object', {}],
    ['texts in place of lists', { ...status, steps: 'x', waitingFor: 'y' }],
    ['lists of nothing', { ...status, steps: [null], waitingFor: [null] }],
  ])('that answers with %s does not hide the others either', async (_, given) => {
    expect(await answerBeside({ people, status: given })).toContain('example.com as Verified in Kiro');
  });
});
