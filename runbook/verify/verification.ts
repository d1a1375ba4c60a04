import type { Evidence } from '../model/proof.js';
import type { Trouble } from '../model/trouble.js';
import type { StepId } from '../onboarding/steps.js';
import type { RosterSummary } from '../roster/summary.js';
import type { Lists } from './proven-and-wrong.js';
import type { FindingOfStep } from './sorted-people.js';

/** Whether a finished onboarding still holds: what was seen to be right, what is wrong, and what nobody looked at. */
export interface Verification extends Lists {
  workflowId: string;
  outcome: 'clean' | 'findings' | 'blocked';
  findings: FindingOfStep[];
  /** Namesakes among which the admin must choose. */
  candidates: Trouble['candidates'];
  /** Everybody's verdict; null where it was blocked. */
  roster: RosterSummary | null;
  evidence: (Evidence & { step: StepId })[];
  warnings: string[];
}
