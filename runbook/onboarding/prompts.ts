import { decision, look, type Prompt, type PromptMaker, type Scene, trouble } from '../words/prompts.js';
import { dnsRecord, dnsRecordUnseen } from './dns-prompts.js';
import * as kiro from './kiro-prompts.js';
import * as okta from './okta-prompts.js';
import type { StepId } from './step.js';

const OF_STEP: Partial<Record<StepId, PromptMaker>> = {
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
};

/** The text for whatever is asked at this moment; terminal, page, chat and status all show this one. */
export function promptFor(scene: Scene): Prompt {
  const { message, step, role } = scene.ask;
  if (step === 'dns-propagation' && role === 'dns-admin' && message === 'checkNow') return dnsRecordUnseen(scene);
  if (message === 'checkNow') return look(scene);
  if (message === 'decisionMade') return decision(scene);
  const isOfTrouble = message === 'stepDone' || message === 'objectChosen';
  if (isOfTrouble && scene.state.troubles[step] !== undefined) return trouble(scene);
  return (OF_STEP[step] ?? trouble)(scene);
}
