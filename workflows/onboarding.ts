import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import { completedInput } from '../runbook/model/resumed.js';
import { type Report, reportOf } from '../runbook/words/report.js';
import type { RunState } from '../runbook/model/state.js';
import type { StepId } from '../runbook/onboarding/step.js';
import { beside } from './beside.js';
import { carryOut, type StepBody } from './engine.js';
import { listen } from './handlers.js';
import { announce, announceEnd } from './notices.js';
import { remind } from './people.js';
import { Run } from './run.js';
import { show, showPage } from './show.js';
import { accessPolicy } from './steps/access-policy.js';
import { attributeMappings } from './steps/attribute-mappings.js';
import { authorizationServer } from './steps/authorization-server.js';
import { dnsPropagation } from './steps/dns-propagation.js';
import { dnsRecord } from './steps/dns-record.js';
import { domainVerified } from './steps/domain-verified.js';
import { domain } from './steps/domain.js';
import { kiroProfile } from './steps/kiro-profile.js';
import { oidcApplication } from './steps/oidc-application.js';
import { pilotSignIn } from './steps/pilot-sign-in.js';
import { preflight } from './steps/preflight.js';
import { provisioningAssignments } from './steps/provisioning-assignments.js';
import { provisioningConnection } from './steps/provisioning-connection.js';
import { provisioningFeatures } from './steps/provisioning-features.js';
import { pushGroups } from './steps/push-groups.js';
import { endOf, report, writeReport } from './steps/report.js';
import { scimAccess } from './steps/scim-access.js';
import { scimApplication } from './steps/scim-application.js';
import { scopes } from './steps/scopes.js';
import { signInAssignments } from './steps/sign-in-assignments.js';
import { subscribeTeam } from './steps/subscribe-team.js';
import { subscriptionReview } from './steps/subscription-review.js';
import { syncWindow } from './steps/sync-window.js';
import { tokenCheck } from './steps/token-check.js';

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
