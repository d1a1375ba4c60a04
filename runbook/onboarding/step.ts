import type { OnboardingInput, Role } from './input.js';

/** The steps' ids, in the guide's order. */
export const STEP_IDS = [
  'preflight',
  'oidc-application',
  'sign-in-assignments',
  'authorization-server',
  'scopes',
  'access-policy',
  'token-check',
  'kiro-profile',
  'domain',
  'dns-record',
  'dns-propagation',
  'domain-verified',
  'scim-access',
  'scim-application',
  'provisioning-connection',
  'provisioning-features',
  'attribute-mappings',
  'provisioning-assignments',
  'push-groups',
  'subscribe-team',
  'sync-window',
  'subscription-review',
  'pilot-sign-in',
  'report',
] as const;
export type StepId = (typeof STEP_IDS)[number];

/** What a step can find or make that later steps need. */
export type FactName = 'oidcApplication' | 'authorizationServer' | 'scimApplication' | 'provisioning';

/**
 * All that is known of a step, in one row. Every field is required, so that the compiler names each hole in a new step;
 * nothing else in the tree lists steps by their properties.
 */
export interface Step {
  readonly id: StepId;
  readonly title: string;
  /** Section of the guide; null where the runbook adds the step. */
  readonly guide: string | null;
  /** Who does it: a program, a person of this role, or time. */
  readonly by: 'program' | 'time' | Role;
  /** Steps whose outcome it needs. Steps that do not need each other run side by side. */
  readonly after: readonly StepId[];
  /** Who is asked when it cannot be done. */
  readonly helper: Role;
  /** Where that person begins, if no finding has a link. */
  readonly place: string;
  /** Steps that are skipped with it: they need what it would have made. */
  readonly skips: readonly StepId[];
  /** The fact that it leaves for others; a step that is redone forgets it. */
  readonly gives: FactName | null;
  /** Opens the sealed SCIM token. */
  readonly opensToken: boolean;
  /** Cannot go on without a token that works: while it is in trouble, a new one is taken at any time. */
  readonly needsToken: boolean;
  /** The system that it writes to. */
  readonly writesTo: 'okta' | 'dns' | null;
  /** Its object may have namesakes, among which a person chooses. */
  readonly hasNamesakes: boolean;
  /** Without it nothing says that the SCIM application reaches Kiro. */
  readonly connects: boolean;
  /** How long the world takes for it, in the plan's words; null where it is not the world that takes its time. */
  readonly lastsUntil: string | null;
  /** Its findings are about people whom the review looks at again, and which it alone then tells. */
  readonly isReviewedAgain: boolean;
  /** What the plan says where there is nothing to write; null for "nothing is configured". */
  readonly withoutWrites: string | null;
  /** Why there is nothing to do for this configuration; null where there is. */
  readonly idle: (input: OnboardingInput) => string | null;
}

/** For a step that every configuration needs. */
export const neverIdle = (): null => null;
