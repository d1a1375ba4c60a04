import type { ConnectionNews } from '../../runbook/connection/record.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { ONBOARDING } from '../../runbook/onboarding/onboarding.js';
import type { OnboardingState } from '../../runbook/onboarding/state.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { Report } from '../../runbook/words/report.js';
import { has } from '../engine/changes.js';
import { report } from '../engine/end.js';
import type { RunbookAtWork } from '../engine/work.js';
import { runToItsEnd } from '../engine/workflow.js';
import { giveTurnBack, holdingTurn, newsOfTurn, TURN_UPDATES } from '../connection/hold-turn.js';
import { closeRecord, keepRecord } from '../connection/keep-record.js';
import { connectionNews } from './connection-news.js';
import { ONBOARDING_EFFECTS } from './effects.js';
import type { OnboardingRun, OnboardingStepBody } from './onboarding-run.js';
import { afterTokenTrouble } from './scim-token.js';
import { provisioningConnection, provisioningFeatures } from './steps/connection.js';
import { dnsPropagation, dnsRecord } from './steps/dns.js';
import { domain, domainVerified, kiroProfile, pilotSignIn, scimAccess, subscribeTeam } from './steps/kiro.js';
import { attributeMappings, provisioningAssignments, pushGroups, scimApplication } from './steps/scim-provisioning.js';
import {
  accessPolicy,
  authorizationServer,
  oidcApplication,
  preflight,
  scopes,
  signInAssignments,
  tokenCheck,
} from './steps/sign-in.js';
import { LIST_QUERIES, subscriptionReview } from './steps/subscription-review.js';
import { syncWindow } from './steps/sync-window.js';
import { takingOver } from './taken-over.js';

/**
 * The guide, from top to bottom. What waits for what stands in `runbook/onboarding/steps.ts`: steps that do not need each
 * other run side by side.
 */
const BODIES: Record<StepId, OnboardingStepBody> = {
  preflight,

  // Step 1: Create OIDC application
  'oidc-application': oidcApplication,
  'sign-in-assignments': signInAssignments,

  // Step 2: Set up custom scopes
  'authorization-server': authorizationServer,
  scopes,
  'access-policy': accessPolicy,
  'token-check': takingOver('token-check', tokenCheck),

  // Step 3: Set up Kiro Profile
  'kiro-profile': takingOver('kiro-profile', kiroProfile),
  domain: takingOver('domain', domain),
  'dns-record': dnsRecord,
  'dns-propagation': dnsPropagation,
  'domain-verified': takingOver('domain-verified', domainVerified),
  'scim-access': takingOver('scim-access', scimAccess),

  // Step 4: Create SCIM provisioning application
  'scim-application': scimApplication,
  'provisioning-connection': takingOver('provisioning-connection', provisioningConnection),
  'provisioning-features': takingOver('provisioning-features', provisioningFeatures),
  'attribute-mappings': attributeMappings,
  'provisioning-assignments': provisioningAssignments,
  'push-groups': pushGroups,

  // Subscribe your team to Kiro
  'subscribe-team': takingOver('subscribe-team', subscribeTeam),
  'sync-window': takingOver('sync-window', syncWindow),
  'subscription-review': takingOver('subscription-review', subscriptionReview),
  'pilot-sign-in': takingOver('pilot-sign-in', pilotSignIn),

  report,
};

/** The record may have begun after the run has taken the turn. */
function newsOf(run: OnboardingRun): ConnectionNews | null {
  const news = connectionNews(run);
  return news === null ? null : { ...news, ...newsOfTurn(run, { tellsHeld: true }) };
}

/** Runs of versions that kept no record of the connection are replayed as they were. */
const keepsRecord = (run: OnboardingRun): boolean => has(run, 'connection-record');

const ONBOARDING_AT_WORK: RunbookAtWork<OnboardingState, OnboardingInput> = {
  runbook: ONBOARDING,
  bodies: holdingTurn(ONBOARDING.steps, BODIES),
  effects: ONBOARDING_EFFECTS,
  queries: LIST_QUERIES,
  updates: TURN_UPDATES,
  beside: [async (run) => (keepsRecord(run) ? keepRecord(run, newsOf) : undefined), (run) => giveTurnBack(run)],
  atEnd: async (run) => (keepsRecord(run) ? closeRecord(run, newsOf) : undefined),
  afterTrouble: afterTokenTrouble,
};

/**
 * Connect an Okta organisation to Kiro: the page "Connect your Okta IdP" as one durable run. `state` is that of the run
 * which this one carries on, where its history has become long.
 */
export function connectOktaToKiro(given: OnboardingInput, state?: OnboardingState): Promise<Report> {
  return runToItsEnd(ONBOARDING_AT_WORK, given, state);
}
