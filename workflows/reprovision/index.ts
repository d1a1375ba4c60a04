import type { ConnectionNews } from '../../runbook/connection/record.js';
import { REPROVISION } from '../../runbook/reprovision/reprovision.js';
import type { ReprovisionInput, ReprovisionState } from '../../runbook/reprovision/reprovision-state.js';
import { REPROVISION_STEPS, type ReprovisionStepId } from '../../runbook/reprovision/reprovision-steps.js';
import type { Report } from '../../runbook/words/report.js';
import { dayTwoAtWork } from '../day-two/day-two-at-work.js';
import { runToItsEnd } from '../engine/workflow.js';
import { connectionNews } from '../onboarding/connection-news.js';
import { ONBOARDING_EFFECTS } from '../onboarding/effects.js';
import { afterTokenTrouble } from '../onboarding/scim-token.js';
import { provisioningConnection, provisioningFeatures } from '../onboarding/steps/connection.js';
import { dnsPropagation, dnsRecord } from '../onboarding/steps/dns.js';
import {
  domain,
  domainVerified,
  kiroProfile,
  pilotSignIn,
  scimAccess,
  subscribeTeam,
} from '../onboarding/steps/kiro.js';
import { pushGroups } from '../onboarding/steps/scim-provisioning.js';
import { LIST_QUERIES, subscriptionReview } from '../onboarding/steps/subscription-review.js';
import { syncWindow } from '../onboarding/steps/sync-window.js';
import { find } from './find-connection.js';
import { oldPushes } from './old-pushes-step.js';
import { oldSeats } from './old-seats-step.js';
import { assignAgain, putBackBeforeTheEnd, reportAgain } from './put-back-step.js';
import type { ReprovisionRun, ReprovisionStepBody } from './reprovision-run.js';

/** What the onboarding does as well is done by its own steps. */
const BODIES: Record<ReprovisionStepId, ReprovisionStepBody> = {
  find,

  // The new profile
  'kiro-profile': kiroProfile,
  domain,
  'dns-record': dnsRecord,
  'dns-propagation': dnsPropagation,
  'domain-verified': domainVerified,
  'scim-access': scimAccess,

  // From the old one to the new one
  'old-pushes': oldPushes,
  'provisioning-connection': provisioningConnection,
  'provisioning-features': provisioningFeatures,
  'provisioning-assignments': assignAgain,
  'push-groups': pushGroups,

  // The team
  'old-seats': oldSeats,
  'subscribe-team': subscribeTeam,
  'sync-window': syncWindow,
  'subscription-review': subscriptionReview,
  'pilot-sign-in': pilotSignIn,

  report: reportAgain,
};

/** Until Okta is connected to the new endpoint, the record keeps the one that Okta still uses, and the date of its token. */
function newsOf(run: ReprovisionRun): Partial<ConnectionNews> {
  const { endpoint, token, ...said }: Partial<ConnectionNews> = connectionNews(run) ?? {};
  // An onboarding has steps that this one does not have: what was kept of them still holds.
  const news = said.kept === undefined ? said : { ...said, keptOf: [...REPROVISION_STEPS.ids] };
  const isConnected = run.state.steps['provisioning-connection'].state === 'done';
  return isConnected && endpoint !== undefined && token !== undefined ? { ...news, endpoint, token } : news;
}

const AT_WORK = dayTwoAtWork<ReprovisionState, ReprovisionInput['about']>({
  runbook: REPROVISION,
  bodies: BODIES,
  effects: ONBOARDING_EFFECTS,
  queries: LIST_QUERIES,
  news: newsOf,
  // Who was taken off is not given back yet.
  isBusy: ({ state }) => !state.isPutBack,
  afterTrouble: afterTokenTrouble,
  beforeBreakingOff: (run) => putBackBeforeTheEnd(run),
});

/** After a Kiro profile was deleted and made anew: connect Okta to the new one, and provision everybody there. */
export function reprovisionKiro(given: ReprovisionInput, state?: ReprovisionState): Promise<Report> {
  return runToItsEnd(AT_WORK, given, state);
}
