import { proxyActivities } from '@temporalio/workflow';
import { z } from 'zod';
import { COMMON_MESSAGES } from '../../../runbook/model/common-messages.js';
import type { RunInput } from '../../../runbook/model/run-input.js';
import type { Runbook } from '../../../runbook/model/runbook.js';
import { type CommonFacts, newRunState, type RunState } from '../../../runbook/model/state.js';
import { neverIdle, type Step, StepTable } from '../../../runbook/model/step.js';
import { look, trouble } from '../../../runbook/words/prompts.js';
import type { Report } from '../../../runbook/words/report.js';
import { report } from '../../../workflows/engine/end.js';
import type { Run } from '../../../workflows/engine/run.js';
import type { RunbookAtWork } from '../../../workflows/engine/work.js';
import { runToItsEnd } from '../../../workflows/engine/workflow.js';

// Three steps that have nothing to do with Okta or Kiro: what the engine needs of a runbook, and no more.

interface BadgeState extends RunState {
  facts: CommonFacts & { badge?: { number: string } };
  /** How often a badge was printed. */
  printed: number;
}
type BadgeRun = Run<BadgeState>;

const row = (id: string, more: Partial<Step>): Step => ({
  id,
  title: id,
  guide: null,
  by: 'program',
  after: [],
  helper: 'okta-admin',
  place: 'The front desk',
  skips: [],
  redoes: [],
  gives: null,
  opensToken: false,
  needsToken: false,
  writesTo: null,
  hasNamesakes: false,
  connects: false,
  lastsUntil: null,
  isReviewedAgain: false,
  reasonSaysWhy: false,
  withoutWrites: null,
  provenBy: [],
  idle: neverIdle,
  ...more,
});

export const BADGE: Runbook<BadgeState> = {
  name: 'replaceBadge',
  title: 'badge replacement',
  heading: 'New badge',
  steps: new StepTable([
    row('print', { title: 'Print the badge', gives: 'badge' }),
    row('hand-over', { title: 'Hand the badge over', by: 'kiro-admin', helper: 'kiro-admin', after: ['print'] }),
    row('report', { title: 'Write the report', after: ['hand-over'] }),
  ]),
  startOrder: [],
  messages: { ...COMMON_MESSAGES, domainVerified: { step: 'hand-over' } },
  factKeys: { badge: ['number'] },
  newState: (now) => ({ ...newRunState(BADGE.steps, now), printed: 0 }),
  inputForm: z.object({ domain: z.string() }),
  completedInput: (given) => (given as RunInput | null) ?? null,
  forget: () => undefined,
  promptFor(scene) {
    const { message, step } = scene.ask;
    if (message === 'checkNow') return look(scene);
    if (message === 'stepDone') return trouble(scene);
    return { ...trouble(scene), title: `Hand badge ${scene.state.facts.badge?.number} over`, why: `It is ${step}.` };
  },
  isLooking: () => false,
  isReviewed: () => false,
  outlook: ({ state }) => ({
    facts: { badge: state.facts.badge?.number ?? null },
    roster: null,
    warnings: [],
    unproven: [],
    duties: ['Collect the old badge.'],
  }),
  lastWords: () => null,
};

const { printBadge } = proxyActivities<{ printBadge(owner: string): Promise<{ number: string }> }>({
  startToCloseTimeout: '1m',
});

const AT_WORK: RunbookAtWork<BadgeState, RunInput> = {
  runbook: BADGE,
  bodies: {
    async print(run: BadgeRun) {
      const badge = await printBadge(run.workflowId);
      run.state.facts.badge = badge;
      run.state.printed += 1;
      return { confirmed: 'proven', summary: `Badge ${badge.number}` };
    },
    async 'hand-over'(run: BadgeRun) {
      const { number } = run.need('badge', 'print');
      const { value: _nothing, ...sender } = await run.answer('hand-over', 'domainVerified');
      return { confirmed: 'attested', summary: `Badge ${number} is handed over`, sender };
    },
    report,
  },
  effects: {},
  queries: { printed: { description: 'How often a badge was printed.', answer: ({ state }) => state.printed } },
  updates: {},
  beside: [],
  atEnd: () => Promise.resolve(),
  afterTrouble: () => Promise.resolve(),
};

/** The workflow of the toy. */
export function replaceBadge(given: RunInput, state?: BadgeState): Promise<Report> {
  return runToItsEnd(AT_WORK, given, state);
}
