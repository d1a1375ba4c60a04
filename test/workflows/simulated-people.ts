import { ApplicationFailure } from '@temporalio/common';
import type { Report } from '../../runbook/words/report.js';
import type { Status } from '../../runbook/words/status.js';
import { CLIENT_ID, ENDPOINT, ISSUER, needsPerson, TOKEN, type World } from './fake-world.js';
import type { OpenActivity } from './simulated-protocol.js';
import type { SimulatedRun } from './simulated-run.js';

/** A right answer to each message. */
export const ANSWERS: Record<string, (step: string) => object> = {
  kiroProfileEnabled: () => ({ issuer: ISSUER, clientId: CLIENT_ID }),
  domainAdded: () => ({ verificationToken: TOKEN }),
  dnsRecordPublished: () => ({}),
  domainVerified: () => ({}),
  scimAccessIssued: () => ({ endpoint: ENDPOINT }),
  provisioningConfigured: () => ({}),
  teamSubscribed: () => ({}),
  subscriptionsListed: () => ({ csv: 'User,Status\nana@example.com,Active' }),
  stepDone: (step) => ({ step }),
  objectChosen: (step) => ({ step, use: 'create', name: 'Kiro 2' }),
  decisionMade: (step) => ({ step, decision: 'accept', reason: 'agreed' }),
};

/** How an activity ends: rightly, for a person to fix, with a namesake, with provisioning off, or broken off. */
export type Ending = 'well' | 'trouble' | 'namesake' | 'off' | 'cancelled';

const OFF = { connection: 'not-connected', createUsers: 'off', updateUserAttributes: 'off' };
const CANDIDATES = [{ id: '0oa9', name: 'Kiro-OIDC', url: null, note: 'not ours' }];

/** What the activity gives back in that case. */
export async function endingOf(
  world: World,
  open: OpenActivity,
  how: Ending,
): Promise<Parameters<SimulatedRun['resolve']>[1]> {
  if (open.isCancelled && how === 'cancelled') return 'cancelled';
  if (how === 'trouble') return { error: needsPerson('Somebody must help.') };
  if (how === 'namesake' && open.name.startsWith('ensure'))
    return { error: needsPerson('There is a namesake.', { candidates: CANDIDATES as never }) };
  const works = world as unknown as Record<string, (...args: unknown[]) => Promise<object>>;
  let value: object | null = null;
  try {
    if (open.name !== 'watchTxtRecord') value = await works[open.name]!(...open.args);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable === true) return { error };
    throw error;
  }
  return { value: how === 'off' && open.name.endsWith('Provisioning') ? { ...value, ...OFF } : value };
}

/** A round in which everything works, and everybody who is asked answers rightly, once; but for the `unanswered`. */
export async function help(run: SimulatedRun, world: World, unanswered: string[] = []): Promise<void> {
  for (const open of [...run.activities.values()])
    // A record that stays has no end of its watch.
    if (open.name !== 'watchTxtRecord' || open.isCancelled)
      run.resolve(open, await endingOf(world, open, open.isCancelled ? 'cancelled' : 'well'));
  await run.task();
  if (run.end !== null) return;
  for (const { message, step } of (await run.status()).waitingFor) {
    const answer = ANSWERS[message];
    if (answer !== undefined && !unanswered.includes(message))
      run.update(message, { ...answer(step), by: 'ana@example.com' });
  }
  await run.task();
}

/** Help until the status says so; fails where it never does. */
export async function helpUntil(
  run: SimulatedRun,
  world: World,
  isSo: (status: Status) => boolean,
  unanswered: string[] = [],
): Promise<Status> {
  for (let round = 0; round < 60; round += 1) {
    const status = await run.status();
    if (isSo(status)) return status;
    await help(run, world, unanswered);
  }
  throw new Error('It never came to that.');
}

/** Help until the run is over, and give its report; fails where it never ends. */
export async function helpToTheEnd(run: SimulatedRun, world: World, rounds = 120): Promise<Report> {
  for (let round = 0; round < rounds && run.end === null; round += 1) await help(run, world);
  if (run.end?.kind === 'completed') return run.end.result as Report;
  const waits = run.end === null ? (await run.status()).waitingFor : run.end;
  throw new Error(`It does not come to its end: ${JSON.stringify(waits)}`);
}
