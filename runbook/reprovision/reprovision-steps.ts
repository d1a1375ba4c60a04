import { PLAIN_STEP, StepTable } from '../model/step.js';
import { stepAfter } from '../onboarding/steps.js';

/** Okta knows nothing of the new profile, and the runbook clears away what it knows of the old one. */
const OWN = { ...PLAIN_STEP, helper: 'okta-admin', place: 'Okta Admin Console' } as const;

const ROWS = [
  {
    ...OWN,
    id: 'find',
    title: 'Find the connection',
    by: 'program',
    skips: [
      'kiro-profile',
      'old-pushes',
      'provisioning-connection',
      'provisioning-features',
      'provisioning-assignments',
      'push-groups',
    ],
    gives: 'connection',
  },
  stepAfter('kiro-profile', 'find'),
  stepAfter('domain', 'kiro-profile'),
  stepAfter('dns-record', 'domain'),
  stepAfter('dns-propagation', 'domain'),
  stepAfter('domain-verified', 'dns-record', 'dns-propagation'),
  // Nobody is taken off anything before the new endpoint is known to answer.
  {
    ...stepAfter('scim-access', 'kiro-profile'),
    skips: ['old-pushes', 'provisioning-connection', 'provisioning-features'],
  },
  {
    ...OWN,
    id: 'old-pushes',
    title: 'Clear away what Okta pushed to the old profile',
    guide: 'Security considerations, Profile deletion warning',
    by: 'okta-admin',
    after: ['scim-access'],
    opensToken: true,
    writesTo: 'okta',
  },
  stepAfter('provisioning-connection', 'old-pushes'),
  stepAfter('provisioning-features', 'provisioning-connection'),
  stepAfter('provisioning-assignments', 'provisioning-features'),
  stepAfter('push-groups', 'provisioning-assignments'),
  // Before anybody has a seat of the new profile: every seat in a list is then one that the old profile has left.
  {
    ...OWN,
    id: 'old-seats',
    title: 'Find the seats that the old profile has left',
    guide: 'Security considerations, Removing a user and deprovisioning behavior',
    by: 'kiro-admin',
    after: ['kiro-profile'],
    helper: 'kiro-admin',
    place: 'Kiro console',
  },
  stepAfter('subscribe-team', 'push-groups', 'domain-verified', 'old-seats'),
  stepAfter('sync-window', 'subscribe-team'),
  stepAfter('subscription-review', 'sync-window'),
  stepAfter('pilot-sign-in', 'subscription-review'),
  stepAfter('report'),
] as const;

export type ReprovisionStepId = (typeof ROWS)[number]['id'];

/** From a Kiro profile that was made anew to the last person who has arrived in it. */
export const REPROVISION_STEPS = new StepTable<ReprovisionStepId>(ROWS);
