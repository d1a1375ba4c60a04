import type { Finding } from '../model/proof.js';
import type { Ask, RunState } from '../model/state.js';
import type { Candidate, Trouble } from '../model/trouble.js';
import type { OnboardingInput } from '../onboarding/input.js';
import type { StepId } from '../onboarding/step.js';
import { stepOf } from '../onboarding/steps.js';

/** What a person is told: written for an admin who has never seen Kiro. */
export interface Prompt {
  title: string;
  why: string;
  /** The place to begin at; the address is null where nobody but the reader knows it. */
  where: { place: string; url: string | null };
  /** Numbered when shown: where to click, in order. */
  instructions: string[];
  /** Values to paste into a console, exactly. */
  copy: { label: string; value: string }[];
  /** How the runbook finds out whether it is right. */
  verified: string;
  /** What happens when it is. */
  next: string;
}

/** What a prompt is made from. */
export interface Scene {
  ask: Ask;
  state: RunState;
  input: OnboardingInput;
}

export type PromptMaker = (scene: Scene) => Prompt;

/** A step that the runbook could not do, and what a person can do about it. */
export const trouble: PromptMaker = ({ ask, state }) => {
  const found = state.troubles[ask.step];
  const step = stepOf(ask.step);
  const fixes = (found?.findings ?? []).map(
    ({ problem, fix, url }) => `${problem} ${fix}${url === null ? '' : ` (${url})`}`,
  );
  const choices = (found?.candidates ?? []).map((one) =>
    `Namesake "${one.name}", id ${one.id}: ${one.url} ${adoptionText(one)}`.trim(),
  );
  return {
    title: `${step.title}: a person is needed`,
    where: placeOf(ask.step, found?.findings ?? [], found?.candidates ?? []),
    why: found?.message ?? 'The runbook could not go on by itself.',
    instructions: [
      ...fixes,
      ...choices,
      ...(found?.repair === undefined
        ? []
        : [`If you agree that the runbook shall ${found.repair}, answer with decisionMade, decision repair.`]),
      choices.length > 0
        ? 'Answer with objectChosen: adopt the object of one id, or create one under another name.'
        : 'Answer with stepDone when it is mended, and the step is tried and checked again; or leave it out with skipStep.',
    ],
    copy: [],
    verified: 'The step is tried again, and read back from the system itself.',
    next: `"${step.title}" is done again, and the steps after it follow.`,
  };
};

/** What adopting an object would change, field by field, or why it cannot be adopted; empty where that is not known. */
export function adoptionText({ changes, barrier }: Candidate): string {
  if (barrier !== undefined) return `It cannot be adopted: ${barrier}.`;
  if (changes === undefined) return '';
  if (changes.length === 0) return 'Adopting it changes nothing in it.';
  return `Adopting it changes ${changes.map(({ path, from, to }) => `${path} from ${from} to ${to}`).join('; ')}.`;
}

/** Where to begin: at the first link that is known. */
function placeOf(step: StepId, findings: Finding[], candidates: Trouble['candidates']): Prompt['where'] {
  const url = findings.find((finding) => finding.url !== null)?.url ?? candidates[0]?.url ?? null;
  return { place: stepOf(step).place, url };
}

/** Findings that somebody must decide on. */
export const decision: PromptMaker = ({ ask, state }) => ({
  title: `${stepOf(ask.step).title}: decide on the findings`,
  where: { place: 'Kiro console: Subscriptions tab', url: null },
  why: 'Not everything is as it should be. Nothing is changed without your word.',
  instructions: [
    ...state.steps[ask.step].findings.slice(0, 20).map(({ problem, fix }) => `${problem} ${fix}`),
    'Mend what you can in the Kiro console and send the list again (subscriptionsListed), as often as you like; or answer with decisionMade: accept, repair (asks for a new list) or stop.',
  ],
  copy: [],
  verified: 'A new list is compared like the first one; an acceptance stands in the report with your name and reason.',
  next: 'With accept the onboarding goes on, and its report names the findings.',
});

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
