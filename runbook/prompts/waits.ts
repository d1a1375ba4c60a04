import { stepOf, type StepId } from '../steps.js';
import type { PromptMaker } from './prompt.js';

/** Nobody need act: the runbook looks by itself, and on checkNow at once. */
export const look: PromptMaker = ({ ask, state }) => ({
  title: titleOf(ask.step, state.steps[ask.step].summary),
  where: { place: 'Nowhere: the runbook looks', url: null },
  why: WHY[ask.step] ?? 'The other side needs a while; the runbook looks again and again.',
  instructions: ['Nothing to do. To look at once, send checkNow.'],
  copy: [],
  verified: 'By what the other side answers.',
  next: 'The onboarding goes on by itself.',
});

const titleOf = (step: StepId, progress: string | null): string =>
  progress === null ? stepOf(step).title : `${stepOf(step).title}: ${progress}`;

const WHY: Record<string, string> = {
  'dns-propagation':
    'Every authoritative name server must give the record before Kiro is asked to look; `npm run status` shows what the newest look saw.',
  'sync-window':
    'Kiro allows up to 24 hours until group members have their subscription. The wait ends early only when everybody is proven to have arrived.',
};
