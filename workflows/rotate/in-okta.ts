import { sleep } from '@temporalio/workflow';
import { attest, contradict } from '../../runbook/model/consequences.js';
import { changesAfter, type Consequence } from '../../runbook/model/proof.js';
import { recordOf } from '../../runbook/model/state.js';
import type { FailedPushes, PushSeen } from '../../runbook/outside.js';
import { NEW_TOKEN_IN_USE } from '../../runbook/rotate/rotation-steps.js';
import { counted } from '../../runbook/words/phrases.js';
import { nameOf } from '../engine/inbox.js';
import { okta, rotationInOkta } from '../outside.js';
import { newAccess, putInAt, type RotationRun, type RotationStepBody, scimAppOf } from './rotation-run.js';

/** Step 4, Configure SCIM provisioning, the API Token alone: by the API where it serves, else by the Okta admin. */
export const intoOkta: RotationStepBody = async (run) => {
  const { value, at: givenAt } = newAccess(run);
  const appId = scimAppOf(run);
  const { endpoint, token = null } = value;
  const tried = await rotationInOkta.putNewToken.executeWithOptions({ summary: 'Does the API take the new token' }, [
    { ...run.task, appId, endpoint, sealedToken: token, givenAt },
  ]);
  const { evidence, warnings, changes } = tried;
  if (tried.token === 'set')
    return { evidence, warnings, changes, confirmed: 'proven', summary: 'Put into Okta by its API' };
  let reason: string | undefined;
  for (;;) {
    const { value: _said, ...sender } = await run.answer('into-okta', 'provisioningConfigured', reason);
    const summary = `Okta holds the new token, as ${nameOf(sender)} said`;
    const found = await okta.readProvisioning.executeWithOptions({ summary: 'What the org says of the connection' }, [
      { ...run.task, appId },
    ]);
    const proof = { evidence: found.evidence, warnings, changes: changesAfter(changes, found.changes) };
    if (found.connection !== 'not-connected' && found.createUsers !== 'off')
      return { ...proof, confirmed: 'attested', summary, sender };
    const what = found.connection === 'not-connected' ? 'the connection' : 'Create Users';
    reason = `Okta says that ${what} is off: tab Provisioning, switch it on, and save.`;
    attest(recordOf(run.state, 'into-okta'), sender, summary);
    contradict(recordOf(run.state, 'into-okta'), run.now(), reason);
    run.retract('into-okta', 'provisioningConfigured', reason);
  }
};

const awaitPush = (run: RotationRun, since: string, isPatient: boolean): Promise<PushSeen> =>
  rotationInOkta.awaitPush.executeWithOptions({ summary: `Has Okta pushed since ${since}` }, [
    { ...run.task, appId: scimAppOf(run), since, isPatient },
  ]);

/** Okta must push after the new token was put in; where nothing changes by itself, the Okta admin chooses Push now. */
export const pushAfter: RotationStepBody = async (run) => {
  const since = putInAt(run);
  let seen = await awaitPush(run, since, false);
  if (seen.pushedAt === null) seen = await run.look('push-after', 'okta-admin', () => awaitPush(run, since, true));
  const { pushedAt, ...proof } = seen;
  const shows = inUse(run, pushedAt);
  const which = shows.length > 0 ? ', with the new token' : '; until the old token is dead, either may have been used';
  return { ...proof, confirmed: 'proven', summary: `Okta pushed at ${pushedAt}${which}`, shows };
};

/** A push after the old token was seen to be dead was made with the new one. */
function inUse({ state }: RotationRun, pushedAt: string | null): Consequence[] {
  const { state: now, confirmed, since } = recordOf(state, 'old-is-dead');
  if (pushedAt === null || now !== 'done' || confirmed !== 'proven' || since === null || pushedAt <= since) return [];
  const text = `Okta pushed at ${pushedAt}, when Kiro refused the old token: it uses the new one.`;
  return [{ name: NEW_TOKEN_IN_USE, at: pushedAt, text, evidence: [] }];
}

/** What is retried takes Okta a moment. */
const LOOKS = 4;
const BETWEEN_LOOKS = '10s';

/** "Dashboard, Tasks": what failed for want of a token that works. Asked for always, since people who left stand there alone. */
export const failedTasks: RotationStepBody = async (run) => {
  const appId = scimAppOf(run);
  showFailed(run, await readFailed(run, appId));
  let reason: string | undefined;
  for (;;) {
    const isSaid = (): boolean => run.state.attested['failed-tasks'] !== undefined;
    await run.ask('failed-tasks', 'stepDone', isSaid, reason === undefined ? {} : { reason });
    const { note, ...sender } = run.state.attested['failed-tasks']!;
    const left = await untilRetried(run, appId);
    const { named, total, others = { named: [], total: 0 }, ...proof } = left;
    showFailed(run, left);
    if (total === 0) {
      const summary = note ?? `Nothing is left on the Tasks page, as ${nameOf(sender)} said`;
      const warnings = [...proof.warnings, ...notOfRotation(others)];
      return { ...proof, warnings, confirmed: 'attested', summary, sender, shows: await pushedSinceDeath(run) };
    }
    reason = `Okta still shows ${counted(total, 'person or group', 'people and groups')} in error: ${named.slice(0, 5).join('; ')}`;
    delete run.state.attested['failed-tasks'];
    contradict(recordOf(run.state, 'failed-tasks'), run.now(), reason);
  }
};

const readFailed = (run: RotationRun, appId: string): Promise<FailedPushes> =>
  rotationInOkta.readFailedPushes.executeWithOptions({ summary: 'What could Okta not push' }, [
    { ...run.task, appId, since: run.state.startedAt },
  ]);

/** For the question: what is to be retried, and what only stands beside it. */
function showFailed({ state }: RotationRun, { named, others }: FailedPushes): void {
  state.failed = named;
  state.failedOtherwise = others?.named ?? [];
}

/** What no new token puts right is named once, and waited for by nobody here. */
function notOfRotation({ named, total }: NonNullable<FailedPushes['others']>): string[] {
  if (total === 0) return [];
  const more = total > named.length ? `; and ${total - named.length} more` : '';
  return [
    `Okta cannot push ${counted(total, 'person or group', 'people and groups')} for another reason than the token, which this rotation does not put right: ${named.join('; ')}${more}. \`npm run verify\` says what to do.`,
  ];
}

async function untilRetried(run: RotationRun, appId: string): Promise<FailedPushes> {
  for (let looks = 1; ; looks += 1) {
    const left = await readFailed(run, appId);
    if (left.total === 0 || looks === LOOKS) return left;
    await sleep(BETWEEN_LOOKS);
  }
}

/** A push that somebody has just asked for takes Okta a moment, too. */
const PUSH_LOOKS = 3;
const BETWEEN_PUSH_LOOKS = '3s';

/** The proof that Okta uses the new token, where something was pushed since the old one died. Waits for seconds alone. */
async function pushedSinceDeath(run: RotationRun): Promise<Consequence[]> {
  const { state: now, confirmed, since } = recordOf(run.state, 'old-is-dead');
  if (now !== 'done' || confirmed !== 'proven' || since === null) return [];
  if (recordOf(run.state, 'into-okta').state !== 'done') return [];
  for (let looks = 1; ; looks += 1) {
    const shown = inUse(run, (await awaitPush(run, later(since, putInAt(run)), false)).pushedAt);
    if (shown.length > 0 || looks === PUSH_LOOKS) return shown;
    await sleep(BETWEEN_PUSH_LOOKS);
  }
}

const later = (one: string, other: string): string => (one > other ? one : other);
