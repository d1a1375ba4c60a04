import { sleep } from '@temporalio/workflow';
import { accessText, assigningOf, pushedOf } from '../../runbook/offboard/access.js';
import { accessEndsAt } from '../../runbook/offboard/certificate.js';
import { isShortened, type OffboardInput } from '../../runbook/offboard/offboard-input.js';
import type { OffboardState } from '../../runbook/offboard/offboard-state.js';
import type { OffboardStepId } from '../../runbook/offboard/offboard-steps.js';
import { OFFBOARDING } from '../../runbook/offboard/offboarding.js';
import { changesAfter } from '../../runbook/model/proof.js';
import { isOver, recordOf } from '../../runbook/model/state.js';
import { counted, durationText } from '../../runbook/words/phrases.js';
import type { Report } from '../../runbook/words/report.js';
import { dayTwoAtWork } from '../day-two/day-two-at-work.js';
import { enter } from '../day-two/enter.js';
import { COMMON_EFFECTS, keep, redo } from '../engine/inbox.js';
import type { StepResult } from '../engine/work.js';
import { runToItsEnd } from '../engine/workflow.js';
import { afterTokenTrouble, withHeldToken } from '../onboarding/scim-token.js';
import { offboarding } from '../outside.js';
import {
  endAccess,
  leaverTask,
  lookAfterReprovisioning,
  type OffboardRun,
  type OffboardStepBody,
  readAccess,
} from './end-access.js';
import { OFFBOARD_UPDATES } from './raised.js';

/** A program saw it; of a deleted account it saw nothing, and all rests on the word of the person who said so. */
function seen(run: OffboardRun, summary: string): Pick<StepResult, 'confirmed' | 'sender' | 'summary'> {
  if (run.need('leaver', 'find').userId !== null) return { confirmed: 'proven', summary };
  const { by = null, via = null, sender = null, at = run.now() } = run.state.decisions.find ?? {};
  return {
    confirmed: 'attested',
    sender: { by, via, sender, at },
    summary: `${summary}: the account was deleted, as a person said`,
  };
}

/** The person, and the connection that they leave. */
const find: OffboardStepBody = async (run) => {
  const { login, reason, ticket } = run.input.about;
  const entered = await enter(run, 'find');
  const isDeleted = run.state.decisions.find?.decision === 'repair';
  const { leaver, ...proof } = await offboarding.findLeaver.executeWithOptions({ summary: `Who is ${login}` }, [
    { ...run.task, login, isDeleted },
  ]);
  run.state.facts.leaver = leaver;
  const said = (label: string, value: string | null) => (value === null ? [] : [{ label, value, url: null }]);
  return {
    ...proof,
    evidence: [...said('Reason', reason), ...said('Ticket', ticket), ...entered, ...proof.evidence],
    ...seen(run, `${leaver.login}, ${leaver.status}`),
  };
};

const accessBefore: OffboardStepBody = async (run) => {
  const { access, ...proof } = await readAccess(run);
  run.state.facts.access = access;
  return { ...proof, ...seen(run, `Access before: ${accessText(access)}`) };
};

/** Push Groups first: Okta pushes no change of somebody who is not assigned any more. */
const pushGroup: OffboardStepBody = async (run) => {
  const before = pushedOf(run.need('access', 'access-before'));
  const found = await endAccess(run, 'push-group', { groups: pushedOf, apps: false });
  const names = before.map(({ name }) => `"${name}"`).join(', ');
  return { ...found, ...seen(run, names === '' ? 'They are in no pushed group' : `Out of ${names}`) };
};

const assignments: OffboardStepBody = async (run) => {
  const found = await endAccess(run, 'assignments', { groups: assigningOf, apps: true });
  run.state.facts.ended = { at: run.now() };
  const { signInAppId, scimAppId } = run.need('connection', 'find');
  const unknown = [
    ...(signInAppId === null ? ['sign-in application'] : []),
    ...(scimAppId === null ? ['SCIM application'] : []),
  ].join(' and no ');
  if (unknown !== '')
    return { ...found, confirmed: null, summary: `Not all was looked at: no ${unknown} is known (\`npm run adopt\`)` };
  return { ...found, ...seen(run, 'Neither application is assigned to them') };
};

/** Session management: at once where that is wanted, else the next refresh fails. */
const refreshTokens: OffboardStepBody = async (run) => {
  const { tokens } = run.need('access', 'access-before');
  if (!run.input.about.now) {
    const left =
      tokens === null ? 'refresh tokens, if there are any' : counted(tokens, 'refresh token', 'refresh tokens');
    const fails =
      tokens === 0
        ? 'Okta listed no refresh token of theirs'
        : `Not revoked (no --now): ${left}; the next refresh fails`;
    return { confirmed: null, summary: fails };
  }
  const { revoked, findings, ...proof } = await offboarding.revokeTokens.executeWithOptions(
    { summary: 'Revoke their refresh tokens' },
    [leaverTask(run)],
  );
  run.state.revoked = revoked;
  if (findings.length > 0) return { ...proof, findings, confirmed: null, summary: findings[0]!.problem };
  return { ...proof, ...seen(run, `${counted(revoked, 'token', 'tokens')} revoked, none is left`) };
};

const kiroGroups: OffboardStepBody = async (run) => {
  run.need('ended', 'assignments');
  const again = await lookAfterReprovisioning(run);
  const since = again === null ? run.need('ended', 'assignments').at : run.now();
  const { verdict, text, ...looked } = await run.look('kiro-groups', 'time', () => {
    // Another one may be given while it looks.
    const given = run.state.heldToken;
    const endpoint = given?.endpoint ?? run.need('connection', 'find').endpoint;
    const access = run.need('access', 'access-before');
    const sealedToken = given?.token ?? null;
    return offboarding.lookForLeaver.executeWithOptions({ summary: 'Are they gone from the groups in Kiro' }, [
      { ...leaverTask(run), access, endpoint, sealedToken, since },
    ]);
  });
  run.state.inKiro = verdict;
  const proof = {
    evidence: [...(again?.evidence ?? []), ...looked.evidence],
    changes: changesAfter(again?.changes ?? [], looked.changes),
    warnings: [...(again?.warnings ?? []), ...looked.warnings],
  };
  return verdict === 'gone' ? { ...proof, ...seen(run, text) } : { ...proof, confirmed: null, summary: text };
};

const seat: OffboardStepBody = async (run) => {
  run.need('ended', 'assignments');
  const { value, ...sender } = await run.answer('seat', 'seatDeleted');
  const note = value.note === undefined ? [] : [{ label: 'Note', value: value.note, url: null }];
  return {
    confirmed: 'attested',
    summary: 'Deleted in the Kiro console, as the Kiro admin said',
    evidence: note,
    sender,
  };
};

/** From the moment when both applications were gone, for the life of an access token. */
const accessEnds: OffboardStepBody = async (run) => {
  const { at } = run.need('ended', 'assignments');
  const { accessMinutes, isLifeRead } = run.need('access', 'access-before');
  const ends = accessEndsAt(run.state);
  if (ends === null) return { confirmed: null, summary: 'Not known: no sign-in application is known' };
  const until = Date.parse(at) + (accessMinutes * run.input.about.hourMs) / 60;
  recordOf(run.state, 'access-ends').summary = `at ${ends} at the latest`;
  await run.look('access-ends', 'time', async () => {
    if (until > Date.now()) await sleep(until - Date.now());
  });
  const life = { label: 'Life of an access token', value: durationText(accessMinutes * 60_000), url: null };
  const summary = isShortened(run.input)
    ? `The last access token ends at ${ends} at the latest; the sandbox did not wait for it`
    : `The last access token ended at ${ends} at the latest`;
  if (!isLifeRead)
    return { confirmed: null, summary: `${summary}, by the configured life: no policy was read`, evidence: [life] };
  return { ...seen(run, summary), evidence: [life] };
};

const BODIES: Record<Exclude<OffboardStepId, 'report'>, OffboardStepBody> = {
  find,
  'access-before': accessBefore,
  'push-group': pushGroup,
  assignments,
  'refresh-tokens': refreshTokens,
  'kiro-groups': kiroGroups,
  seat,
  'access-ends': accessEnds,
};

const OFFBOARDING_AT_WORK = dayTwoAtWork<OffboardState, OffboardInput['about']>({
  runbook: OFFBOARDING,
  bodies: BODIES,
  effects: {
    decisionMade(run, value, sender) {
      const { step, decision } = value;
      const isOffered = run.state.troubles[step]?.repair !== undefined;
      COMMON_EFFECTS.decisionMade!(run, value, sender);
      // Only an answer to a missing account says that it was deleted.
      if (step === 'find' && decision === 'repair' && !isOffered) delete run.state.decisions.find;
    },
    scimAccessIssued(run, value, sender) {
      const access = withHeldToken(run, value);
      delete run.state.troubles['kiro-groups'];
      if (isOver(recordOf(run.state, 'kiro-groups'))) redo(run, 'kiro-groups', 'a SCIM access was given', sender);
      else run.nudge('kiro-groups');
      keep(run, 'scimAccessIssued', access, sender);
    },
  },
  queries: {
    leaving: {
      description: 'Who leaves, why, and whether with --now, as it counts now.',
      answer: ({ input }) => input.about,
    },
  },
  updates: OFFBOARD_UPDATES,
  afterTrouble: afterTokenTrouble,
});

/**
 * Somebody leaves: their access to Kiro is taken away in the guide's order, checked and proven, and a certificate says so.
 * Nobody else is touched. `state` is that of the run which this one carries on, where its history has become long.
 */
export function offboardUser(given: OffboardInput, state?: OffboardState): Promise<Report> {
  return runToItsEnd(OFFBOARDING_AT_WORK, given, state);
}
