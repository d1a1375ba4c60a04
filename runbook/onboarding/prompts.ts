import type { Prompt } from '../model/prompt.js';
import { look, trouble } from '../words/prompts.js';
import { dnsRecord, dnsRecordUnseen } from './dns-prompts.js';
import * as kiro from './kiro-prompts.js';
import * as okta from './okta-prompts.js';
import type { OnboardingScene, PromptMaker } from './state.js';
import type { PersonStepId, StepId } from './steps.js';

const OF_STEP: Partial<Record<string, PromptMaker>> = {
  'token-check': okta.signInTest,
  'kiro-profile': kiro.kiroProfile,
  domain: kiro.domain,
  'dns-record': dnsRecord,
  'domain-verified': kiro.domainVerified,
  'scim-access': kiro.scimAccess,
  'provisioning-connection': okta.provisioning,
  'provisioning-features': okta.switches,
  'subscribe-team': kiro.subscribeTeam,
  'subscription-review': kiro.subscriptionReview,
  'pilot-sign-in': kiro.pilotSignIn,
} satisfies Record<PersonStepId, PromptMaker> & Partial<Record<StepId, PromptMaker>>;

/** What the runbook looks at by itself, and why that takes a while. */
const LOOKS: Partial<Record<string, string>> = {
  'dns-propagation':
    'Every authoritative name server must give the record before Kiro is asked to look; `npm run status` shows what the newest look saw.',
  'sync-window':
    'Kiro allows up to 24 hours until group members have their subscription. The wait ends early only when everybody is proven to have arrived.',
} satisfies Partial<Record<StepId, string>>;

/** A step that writes to Okta waits until the run has its turn. */
const isBehind = ({ state, runbook, ask }: OnboardingScene): boolean =>
  state.turn !== 'held' && runbook.steps.of(ask.step).writesTo === 'okta';
const BEHIND = 'Another run is changing the same objects; this one goes on after that.';

/** The text for what is asked at this moment; terminal, page, chat and status all show this one. */
export function promptFor(scene: OnboardingScene): Prompt {
  const { message, step, role } = scene.ask;
  if (step === 'dns-propagation' && role === 'dns-admin' && message === 'checkNow') return dnsRecordUnseen(scene);
  if (message === 'checkNow') return look(scene, isBehind(scene) ? BEHIND : LOOKS[step]);
  if (message === 'decisionMade') return kiro.findingsDecision(scene);
  const isOfTrouble = message === 'stepDone' || message === 'objectChosen';
  if (isOfTrouble && scene.state.troubles[step] !== undefined) return trouble(scene);
  return (OF_STEP[step] ?? trouble)(scene);
}
