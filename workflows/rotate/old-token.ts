import { condition, isCancellation } from '@temporalio/workflow';
import { contradict } from '../../runbook/model/consequences.js';
import { recordOf, type Sender } from '../../runbook/model/state.js';
import type { HeldToken } from '../../runbook/outside.js';
import { OLD_TOKEN_DEAD } from '../../runbook/rotate/rotation-steps.js';
import { SkippedToo, troubleOf } from '../engine/failures.js';
import { nameOf } from '../engine/inbox.js';
import type { StepResult } from '../engine/work.js';
import { lastNews, rotation, rotationBriefly } from '../outside.js';
import { isSkipped, type RotationRun, type RotationStepBody } from './rotation-run.js';

/** Nobody has a copy of the old token. */
export const NO_COPY: HeldToken = { sealed: null, before: 'unknown' };

/** A copy of the old token, so that its end can be seen. Without one the run goes on all the same. */
export async function holdOldToken(run: RotationRun, endpoint: string | null): Promise<void> {
  if (endpoint === null) {
    run.state.oldToken = NO_COPY;
    return;
  }
  try {
    const summary = 'Keep a sealed copy of the old token';
    run.state.oldToken = await rotationBriefly.holdOldToken.executeWithOptions({ summary }, [
      { ...run.task, endpoint },
    ]);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    run.state.oldToken = NO_COPY;
    run.warn(`The end of the old token will not be seen: ${trouble.message}`);
  }
}

/** The longest that the question waits for the copy of the leaked token. */
const HEAD_START = '5s';

/** "SCIM token security": the old token is deleted. After a leak this is asked at once, also while another run has the turn. */
export const revokeOld: RotationStepBody = async (run) => {
  const { compromised } = run.input.about;
  if (!compromised && (isSkipped(run, 'new-token') || isSkipped(run, 'into-okta')))
    throw new SkippedToo('The new token is not in Okta, so the old one must stay.');
  const held = compromised ? holdAtOnce(run).catch(() => undefined) : null;
  // The admin may be quick, and what is dead by then proves nothing.
  if (held !== null) await condition(() => run.state.oldToken !== null, HEAD_START);
  else await tryBeforeAsking(run);
  const { value, ...sender } = await run.answer('revoke-old', 'tokenRevoked');
  await held;
  const evidence = value.note === undefined ? [] : [{ label: 'Said of it', value: value.note, url: null }];
  return { confirmed: 'attested', summary: `Deleted, as ${nameOf(sender)} said`, evidence, sender };
};

/** The copy was made when the run began, which may be days ago: only a token that works right before its end is seen to die. */
async function tryBeforeAsking(run: RotationRun): Promise<void> {
  const { oldToken, facts, answers } = run.state;
  const endpoint = facts.connection?.endpoint ?? null;
  if (answers.tokenRevoked !== undefined || oldToken === null || oldToken.sealed === null || endpoint === null) return;
  let before: HeldToken['before'] = 'unknown';
  try {
    const summary = 'Does the old token still work';
    const { verdict } = await rotationBriefly.tryOldToken.executeWithOptions({ summary }, [
      { ...run.task, endpoint, sealedToken: null, oldToken: oldToken.sealed, isPatient: false },
    ]);
    if (verdict === 'works' || verdict === 'refused') before = verdict;
  } catch (error) {
    if (troubleOf(error) === null || isCancellation(error)) throw error;
  }
  run.state.oldToken = { ...oldToken, before };
}

/** Beside the question: what the record knows, and the copy of the leaked token while it still works. */
async function holdAtOnce(run: RotationRun): Promise<void> {
  if (run.state.oldToken !== null) return;
  const task = { ...run.task, runbook: run.runbook.name, isPatient: false };
  const { known } = await lastNews.takeTurn.executeWithOptions({ summary: 'What is known of the connection' }, [task]);
  run.state.facts.connection ??= known;
  run.changed();
  await holdOldToken(run, known.endpoint);
}

/** Kiro must refuse the old token with 401, and must not refuse the new one; else it is asked for again. */
export const oldIsDead: RotationStepBody = async (run) => {
  if (isSkipped(run, 'revoke-old')) throw new SkippedToo('The old token was not deleted.');
  let reason: string | undefined;
  for (;;) {
    const { value: _said, ...sender } = await run.answer('old-is-dead', 'tokenRevoked', reason);
    const result = await lookAtOldToken(run, sender);
    if (result !== null) return result;
    reason =
      'Kiro still takes the old token that the worker had (KIRO_SCIM_ACCESS_FILE): delete that one, too. If it is another token, ' +
      'which is to stay, leave this step out (skipStep old-is-dead) with that as the reason.';
    contradict(recordOf(run.state, 'revoke-old'), run.now(), 'Kiro still takes the old token.');
    run.retract('old-is-dead', 'tokenRevoked', reason);
  }
};

/** What is known of the old token's end; null where it still works. */
async function lookAtOldToken(run: RotationRun, sender: Sender): Promise<StepResult | null> {
  const said = `Deleted, as ${nameOf(sender)} said`;
  const { oldToken, facts, answers } = run.state;
  const endpoint = facts.connection?.endpoint ?? null;
  const sealed = oldToken?.sealed ?? null;
  const newToken = answers.scimAccessIssued?.value.token ?? null;
  const noCopy = `${said}; the runbook has no copy of it to try`;
  if (endpoint === null || (sealed === null && newToken === null))
    return { confirmed: 'attested', summary: noCopy, sender };
  const { verdict, ...proof } = await rotation.tryOldToken.executeWithOptions({ summary: 'Is the old token dead' }, [
    { ...run.task, endpoint, sealedToken: newToken, oldToken: sealed, isPatient: true },
  ]);
  if (verdict === 'works') return null;
  const onTheirWord = (summary: string): StepResult => ({ ...proof, confirmed: 'attested', summary, sender });
  if (verdict === 'untried') return onTheirWord(noCopy);
  if (verdict === 'unclear') return onTheirWord(`${said}; Kiro's answer to it is neither yes nor no`);
  if (oldToken?.before === 'refused')
    return onTheirWord(
      `${said}; the worker's copy is refused (401), but was before as well, so it may be of another token`,
    );
  if (oldToken?.before !== 'works')
    return onTheirWord(`${said}; the worker's copy is refused (401), but nobody saw it work right before`);
  // Several tokens may have been listed, and Okta may have another one than the worker. In a planned rotation the profile's two
  // tokens are the new one and the copy that worked right before, so there it must be Okta's.
  if (run.input.about.compromised)
    return onTheirWord(
      `the token that the worker holds is refused (401); that the leaked one is gone, too, is what ${nameOf(sender)} said`,
    );
  const text = 'Kiro took the old token before, and refuses it now (401).';
  const shows = [{ name: OLD_TOKEN_DEAD, at: run.now(), text, evidence: [] }];
  return { ...proof, confirmed: 'proven', summary: text, shows };
}
