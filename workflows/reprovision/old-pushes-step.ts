import { changesAfter } from '../../runbook/model/proof.js';
import type { OldPushes, TakenOff } from '../../runbook/outside.js';
import { clearingText, isCleared } from '../../runbook/reprovision/old-push-plan.js';
import { SkippedToo } from '../engine/failures.js';
import { givenAccess } from '../onboarding/onboarding-run.js';
import { oldPush } from '../outside.js';
import type { ReprovisionRun, ReprovisionStepBody } from './reprovision-run.js';

/**
 * Security considerations, Profile deletion warning: what Okta pushed to the old profile is taken off, by the runbook where
 * the Okta admin consents, else by hand. All assignments are in the state of the run before anybody takes one off.
 */
export const oldPushes: ReprovisionStepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'find');
  if (run.state.answers.scimAccessIssued === undefined)
    throw new SkippedToo(
      'There is no SCIM access of the new profile, so nothing is taken off: Okta could not go on there.',
    );
  const record = run.state.steps['old-pushes'];
  for (let isAgain = false; ; isAgain = true) {
    await clearWithConsent(run, appId);
    const found = await oldPush.findOldPushes.executeWithOptions({ summary: 'What Okta knows of the old profile' }, [
      { ...run.task, appId, ...givenAccess(run) },
    ]);
    const { evidence, changes, warnings, ...old } = found;
    remember(run, old);
    if (isCleared(old)) {
      run.state.oldPushes = null;
      const isClean = !isAgain && run.state.unpushed.length === 0 && record.changes.length === 0;
      const summary = isClean
        ? `Nothing is left of another profile. ${old.seen}`
        : 'Okta knows nothing of the old profile any more';
      return { evidence, changes, warnings, confirmed: 'proven', summary };
    }
    await askToClear(run, old, isAgain);
  }
};

/** What the admin was shown, and no more. A consent is for that alone. */
async function clearWithConsent(run: ReprovisionRun, appId: string): Promise<void> {
  const { oldPushes: old, decisions } = run.state;
  if (old === null || decisions['old-pushes']?.decision !== 'repair') return;
  const { evidence, changes, warnings } = await oldPush.clearOldPushes.executeWithOptions(
    { summary: 'Take off what was pushed to the old profile' },
    [{ ...run.task, appId, old }],
  );
  delete decisions['old-pushes'];
  const record = run.state.steps['old-pushes'];
  record.evidence.push(...evidence);
  record.changes = changesAfter(record.changes, changes);
  for (const text of warnings) run.warn(text);
}

/** Keep all of it, before anything is taken off. */
function remember({ state }: ReprovisionRun, found: OldPushes): void {
  const left = new Set(found.pushes.map(({ id }) => id));
  const gone = (state.oldPushes?.pushes ?? []).filter(({ id }) => !left.has(id)).map(({ group }) => group);
  state.unpushed = [...new Set([...state.unpushed, ...gone])];
  state.oldPushes = found;
  if (found.taken.groups.length + found.taken.users.length === 0) return;
  state.takenOff = both(state.takenOff, found.taken);
  state.isPutBack = false;
}

/** Who is in both is as it was seen last. */
function both(before: TakenOff, now: TakenOff): TakenOff {
  const joined = <One extends { id: string }>(ones: One[], others: One[]): One[] => [
    ...ones.filter(({ id }) => !others.some((other) => other.id === id)),
    ...others,
  ];
  return { groups: joined(before.groups, now.groups), users: joined(before.users, now.users) };
}

async function askToClear(run: ReprovisionRun, old: OldPushes, isAgain: boolean): Promise<void> {
  const { troubles } = run.state;
  const message = isAgain ? `Not all of it is gone yet. ${old.seen}` : old.seen;
  troubles['old-pushes'] = { findings: [], candidates: [], requestIds: [], repair: clearingText(old), message };
  run.changed();
  await run.ask('old-pushes', 'decisionMade', () => troubles['old-pushes'] === undefined, { reason: message });
}
