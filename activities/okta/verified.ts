import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { StepId } from '../../runbook/onboarding/step.js';
import type { ScimClient } from '../scim/client.js';

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

/** Where Kiro's side can be asked. */
export interface KiroSide {
  endpoint: string;
  client: ScimClient;
}

/** An id that is the same from run to run: `okta/<kind>/<object>`. */
export const idOfObject = (kind: string, object: string): string =>
  `okta/${kind}/${object.replaceAll('"', '').trim().replace(/\s+/g, '-').replaceAll('/', '%2F')}`;
