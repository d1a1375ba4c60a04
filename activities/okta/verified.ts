import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { StepId } from '../../runbook/onboarding/steps.js';

/** What a finished onboarding's step looks like in the org today. Ids are `<area>/<kind>/<object>`, the same each time. */
export interface VerifiedStep {
  step: StepId;
  proven: { id: string; label: string; value: string }[];
  findings: VerifiedFinding[];
  notLookedAt: { id: string; label: string; why: string; how: string }[];
  evidence: Evidence[];
  warnings: string[];
}

/** A finding with what was compared; what is not known of that is null. */
export interface VerifiedFinding extends Finding {
  id: string;
  /** What was looked at, in a few words. */
  label: string;
  expected: string | null;
  found: string | null;
}

/** What the run has recorded: Kiro holds the issuer and the client id, and no program can ask it for them. */
export interface Recorded {
  issuer: string | null;
  clientId: string | null;
  /** Ids of the groups of the configuration, by the names that they had. */
  groups: Readonly<Record<string, string>>;
}

export const NOTHING_RECORDED: Recorded = { issuer: null, clientId: null, groups: {} };

/** How to give verify the record of the run. */
export const GIVE_RECORD = 'give the JSON report of the run: --report';

export const nothingSeen = (step: StepId): VerifiedStep => ({
  step,
  proven: [],
  findings: [],
  notLookedAt: [],
  evidence: [],
  warnings: [],
});

/** An id that is the same from run to run: `okta/<kind>/<object>`. */
export const idOfObject = (kind: string, object: string): string =>
  `okta/${kind}/${object.replaceAll('"', '').trim().replace(/\s+/g, '-').replaceAll('/', '%2F')}`;

/** One thing of Okta that is looked at: its id, and its label for people. */
export interface Looked {
  id: string;
  label: string;
}

export const looked = (kind: string, object: string, label: string): Looked => ({
  id: idOfObject(kind, object),
  label,
});

/** A finding about one thing; `compared` where two values were. */
export const foundWrong = (
  about: Looked,
  finding: Finding,
  compared: { expected: string; found: string } | null = null,
): VerifiedFinding => ({ ...finding, ...about, expected: compared?.expected ?? null, found: compared?.found ?? null });
