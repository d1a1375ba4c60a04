import { stepOf } from '../steps.js';
import type { PromptMaker } from './prompt.js';

/** A step that the runbook could not do, and what a person can do about it. */
export const trouble: PromptMaker = ({ ask, state }) => {
  const found = state.troubles[ask.step];
  const step = stepOf(ask.step);
  const fixes = (found?.findings ?? []).map(
    ({ problem, fix, url }) => `${problem} ${fix}${url === null ? '' : ` (${url})`}`,
  );
  const choices = (found?.candidates ?? []).map(({ id, name, url }) => `Namesake "${name}", id ${id}: ${url}`);
  return {
    title: `${step.title}: a person is needed`,
    why: found?.message ?? 'The runbook could not go on by itself.',
    instructions: [
      ...fixes,
      ...choices,
      choices.length > 0
        ? 'Answer with objectChosen: adopt the object of one id, or create one under another name.'
        : 'Answer with stepDone when it is mended, and the step is tried and checked again; or leave it out with skipStep.',
    ],
    copy: [],
  };
};

/** Findings that somebody must decide on. */
export const decision: PromptMaker = ({ ask, state }) => ({
  title: `${stepOf(ask.step).title}: decide on the findings`,
  why: 'Not everything is as it should be. Nothing is changed without your word.',
  instructions: [
    ...state.steps[ask.step].findings.slice(0, 20).map(({ problem, fix }) => `${problem} ${fix}`),
    'Mend what you can in the Kiro console and send the list again (subscriptionsListed), as often as you like; or answer with decisionMade: accept, repair (asks for a new list) or stop.',
  ],
  copy: [],
});
