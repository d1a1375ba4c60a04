import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { completedInput } from '../../runbook/model/resumed.js';
import type { RunState } from '../../runbook/model/state.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { StepId } from '../../runbook/onboarding/step.js';
import { type Report, reportOf } from '../../runbook/words/report.js';
import { beside } from '../engine/beside.js';
import { endOf, report, writeReport } from '../engine/end.js';
import { carryOut, type StepBody } from '../engine/engine.js';
import { listen } from '../engine/handlers.js';
import { announce, announceEnd } from '../engine/announce.js';
import { remind } from '../engine/remind.js';
import { Run } from '../engine/run.js';
import { show, showPage } from '../engine/show.js';
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
import { subscriptionReview } from './steps/subscription-review.js';
import { syncWindow } from './steps/sync-window.js';

/**
 * The guide, from top to bottom. What waits for what stands in `runbook/onboarding/steps.ts`: steps that do not need each
 * other run side by side.
 */
const GUIDE: Record<StepId, StepBody> = {
  preflight,

  // Step 1: Create OIDC application
  'oidc-application': oidcApplication,
  'sign-in-assignments': signInAssignments,

  // Step 2: Set up custom scopes
  'authorization-server': authorizationServer,
  scopes,
  'access-policy': accessPolicy,
  'token-check': tokenCheck,

  // Step 3: Set up Kiro Profile
  'kiro-profile': kiroProfile,
  domain,
  'dns-record': dnsRecord,
  'dns-propagation': dnsPropagation,
  'domain-verified': domainVerified,
  'scim-access': scimAccess,

  // Step 4: Create SCIM provisioning application
  'scim-application': scimApplication,
  'provisioning-connection': provisioningConnection,
  'provisioning-features': provisioningFeatures,
  'attribute-mappings': attributeMappings,
  'provisioning-assignments': provisioningAssignments,
  'push-groups': pushGroups,

  // Subscribe your team to Kiro
  'subscribe-team': subscribeTeam,
  'sync-window': syncWindow,
  'subscription-review': subscriptionReview,
  'pilot-sign-in': pilotSignIn,

  report,
};

/**
 * Connect an Okta organisation to Kiro: the page "Connect your Okta IdP" as one durable run. `state` is that of the run
 * which this one carries on, where its history has become long.
 */
export async function connectOktaToKiro(given: OnboardingInput, state?: RunState): Promise<Report> {
  const input = completedInput(given);
  if (input === null)
    throw ApplicationFailure.nonRetryable(
      'The input names no domain or no okta.orgUrl: start the run with `npm run start-onboarding`, which checks it.',
      'InvalidInput',
    );
  const run = new Run(input, workflowInfo().workflowId, state);
  listen(run);
  const watchers = beside([() => show(run), () => remind(run), () => announce(run)]);
  try {
    await carryOut(run, GUIDE);
    if (run.isCarriedOn) {
      await watchers.end();
      // A run that was cancelled while its work came to rest does not go on as a new one.
      if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('Cancelled');
      return await continueAsNew<typeof connectOktaToKiro>(input, run.state);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => writeReport(run, 'cancelled'));
    await tellEnd(run, watchers);
    throw error;
  }
  const { stopped } = run.state;
  if (stopped === null) run.state.outcome = endOf(run);
  else await writeReport(run, 'failed');
  await tellEnd(run, watchers);
  if (stopped !== null)
    throw ApplicationFailure.nonRetryable(`Stopped by ${stopped.by ?? 'a person'}: ${stopped.reason}`, 'RunStopped');
  return reportOf(run.state, run.input);
}

async function tellEnd(run: Run, watchers: ReturnType<typeof beside>): Promise<void> {
  await watchers.end();
  await announceEnd(run);
  showPage(run);
}
