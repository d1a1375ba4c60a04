import { stepOf, type StepId } from '../steps.js';
import type { PromptMaker } from './prompt.js';

/** Nobody need act: the runbook looks by itself, and on checkNow at once. */
export const look: PromptMaker = ({ ask, state }) => ({
  title: titleOf(ask.step, state.steps[ask.step].summary),
  where: { place: 'Nowhere: the runbook looks', url: null },
  why: WHY[ask.step] ?? 'The other side needs a while; the runbook looks again and again.',
  instructions:
    ask.reminders > 0 && ask.role === 'dns'
      ? [
          `Since ${ask.since} the record is not right on every name server.`,
          '`npm run status` shows what each server says and what mends it. To look at once, send checkNow.',
        ]
      : ['Nothing to do. To look at once, send checkNow.'],
  copy: [],
  verified: 'By what the other side answers.',
  next: 'The onboarding goes on by itself.',
});

const titleOf = (step: StepId, progress: string | null): string =>
  progress === null ? stepOf(step).title : `${stepOf(step).title}: ${progress}`;

const WHY: Record<string, string> = {
  'dns-propagation':
    'Every authoritative name server must give the record before Kiro is asked to look; the newest verdict stands in the pending activity, and in `npm run status`.',
  'sync-window':
    'Kiro allows up to 24 hours until group members have their subscription. The wait ends early only when everybody is proven to have arrived.',
};
