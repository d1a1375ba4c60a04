import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { denyConsequence } from '../../../runbook/model/consequences.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { isTakenOver } from '../../../runbook/onboarding/kept-steps.js';
import { contraryWarning, provenByPilot, refreshTokenText } from '../../../runbook/onboarding/pilot-marks.js';
import { PILOT_TOKEN } from '../../../runbook/onboarding/step-row.js';
import type { SignInMarks } from '../../../runbook/outside.js';
import { has } from '../../engine/changes.js';
import { troubleOf } from '../../engine/failures.js';
import { oktaBriefly, scim } from '../../outside.js';
import { afterTokenTrouble, whyTokenIsMissing } from '../scim-token.js';
import { learnSealingKey } from '../../engine/sealing-key.js';
import { whyAccessIsAsked, whyAsked } from '../taken-over.js';
import { txtQuery, watchRecord } from '../txt-record.js';
import type { OnboardingRun, OnboardingStepBody } from '../onboarding-run.js';

/** Step 3, Create Kiro Profile. The values were compared when the answer came. */
export const kiroProfile: OnboardingStepBody = async (run) => {
  const { issuer } = run.need('authorizationServer', 'authorization-server');
  run.need('oidcApplication', 'oidc-application');
  const { value, ...sender } = await run.answer('kiro-profile', 'kiroProfileEnabled', whyAsked(run, 'kiro-profile'));
  const evidence = [
    { label: 'Issuer URI in Kiro', value: value.issuer, url: null },
    { label: 'Client ID in Kiro', value: value.clientId, url: null },
  ];
  return { confirmed: 'attested', summary: `Kiro uses ${issuer}`, evidence, sender };
};

/** Step 3, Add and verify domain: the token that Kiro shows. */
export const domain: OnboardingStepBody = async (run) => {
  const { value, ...sender } = await run.answer('domain', 'domainAdded');
  const evidence = [{ label: 'Verification token', value: value.verificationToken, url: null }];
  return { confirmed: 'attested', summary: `${run.input.domain} is added in Kiro`, evidence, sender };
};

/** Step 3, Add SCIM access token; an endpoint or token that does not work is asked for again. */
export const scimAccess: OnboardingStepBody = async (run) => {
  let reason = whyAccessIsAsked(run);
  // A person who has skipped the first step wants to seal a token all the same.
  if (run.state.facts.sealingKey === undefined) await learnSealingKey(run);
  for (;;) {
    const answer = await run.answer('scim-access', 'scimAccessIssued', reason);
    const { value, ...sender } = answer;
    reason = whyTokenIsMissing(run, value);
    if (reason !== undefined) {
      run.retract('scim-access', 'scimAccessIssued', reason);
      continue;
    }
    try {
      const proof = await scim.checkScimAccess.executeWithOptions({ summary: 'Does the SCIM endpoint answer' }, [
        { ...run.task, endpoint: value.endpoint, sealedToken: value.token ?? null },
      ]);
      return { ...proof, confirmed: 'proven', summary: value.endpoint, sender };
    } catch (error) {
      if (isCancellation(error)) {
        // Skipped or broken off: what nobody has checked is not gone on with, and is no refusal. A newer answer stays.
        if (run.state.answers.scimAccessIssued === answer) delete run.state.answers.scimAccessIssued;
        throw error;
      }
      const trouble = troubleOf(error);
      if (trouble === null) throw error;
      reason = trouble.message;
      // A newer answer, given meanwhile, is not the one that failed.
      if (run.state.answers.scimAccessIssued === answer) run.retract('scim-access', 'scimAccessIssued', reason);
      await afterTokenTrouble(run, error);
    }
  }
};

/** The status in the Kiro console, with the DNS verdict beside it; until then the record is watched. */
export const domainVerified: OnboardingStepBody = async (run) => {
  const query = txtQuery(run);
  const watch = new CancellationScope();
  if (!run.wasAsked('domain-verified', 'domainVerified')) run.state.recordGoneSince = null;
  // Without the watch nothing is missing: whatever becomes of it, the answer is waited for.
  if (run.state.steps['dns-propagation'].state === 'done')
    watch.run(() => watchRecord(run, query)).catch(() => undefined);
  const sender = await run.answer('domain-verified', 'domainVerified').finally(() => watch.cancel());
  const { evidence } = run.state.steps['dns-propagation'];
  return { confirmed: 'attested', summary: `Kiro shows ${run.input.domain} as Verified`, evidence, sender };
};

/** Subscribe your team to Kiro. */
export const subscribeTeam: OnboardingStepBody = async (run) => {
  const { value, ...sender } = await run.answer('subscribe-team', 'teamSubscribed', whyAsked(run, 'subscribe-team'));
  const who = [...(value.groups ?? run.input.subscribe.groups), ...(value.users ?? run.input.subscribe.users)];
  return { confirmed: 'attested', summary: `${who.join(', ')}: ${value.tier ?? run.input.subscribe.tier}`, sender };
};

/**
 * Subscribe your team to Kiro: one real sign-in, where a pilot is configured. What it left in Okta proves this and earlier
 * steps; where there is nothing to be seen, they stay as people attested them.
 */
export const pilotSignIn: OnboardingStepBody = async (run) => {
  await run.ask('pilot-sign-in', 'stepDone', () => run.state.attested['pilot-sign-in'] !== undefined);
  const { note, ...sender } = run.state.attested['pilot-sign-in']!;
  const summary = note ?? `${run.input.pilot} signed in and got an answer`;
  const found = await marksOfPilot(run);
  if (found === null) return { confirmed: 'attested', summary, sender };
  const { evidence, warnings, changes, ...marks } = found;
  run.state.facts.pilotMarks = marks;
  const { contrary } = marks;
  if (contrary !== undefined) denyConsequence(run, PILOT_TOKEN, run.now(), contrary);
  return {
    confirmed: 'attested',
    summary,
    sender,
    evidence: [
      { label: 'Said after the sign-in', value: summary, url: null },
      ...evidence,
      { label: 'Refresh token in Kiro', value: refreshTokenText(marks), url: null },
    ],
    changes,
    warnings: contrary === undefined ? warnings : [...warnings, contraryWarning(contrary)],
    shows: provenByPilot(run.input, found),
  };
};

/** Null where there is nothing to look for. That Okta does not answer holds nothing up. */
async function marksOfPilot(run: OnboardingRun): Promise<(Proof & SignInMarks) | null> {
  // Runs that were past this point before there was such a look go on without it.
  if (!has(run, 'look-after-pilot')) return null;
  const { oidcApplication, authorizationServer } = run.state.facts;
  const { pilot: login } = run.input;
  if (oidcApplication === undefined || authorizationServer === undefined || login === null) return null;
  const { appId, clientId } = oidcApplication;
  const { serverId, issuer } = authorizationServer;
  const kept = isTakenOver(run, 'pilot-sign-in') ? run.state.facts.kept?.steps['pilot-sign-in'] : undefined;
  const since = kept?.value['since'] ?? run.state.steps['pilot-sign-in'].startedAt ?? run.now();
  try {
    return await oktaBriefly.readSignIn.executeWithOptions({ summary: 'What the sign-in left in Okta' }, [
      { ...run.task, login, clientId, appId, serverId, issuer, since },
    ]);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    const marks = { seen: 'unreadable', at: null, refreshToken: 'unknown', text: trouble.message } as const;
    return { ...marks, evidence: [], warnings: [], changes: [] };
  }
}
