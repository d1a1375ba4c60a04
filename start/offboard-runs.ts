import { completedOffboardInput, OFFBOARD_ABOUT, type OffboardAbout } from '../runbook/offboard/offboard-input.js';
import { CommandError, EXIT, usageError } from '../cli/lib/output-and-exit.js';
import { dayTwoIds, OFFBOARD_TYPE, oktaHost } from '../runbook/model/names.js';
import { type Begin, carryOut, type Follow } from './carry-out.js';
import { type DayTwoStart, hourOfLife, runDayTwo, runToJoin } from './day-two.js';
import { type JoinedRun, joinRunbook } from './join-run.js';
import { followLeavers, unlessRefused } from './many-leavers.js';
import type { RunOptions } from './options.js';

/** What a command says of somebody who leaves. */
type Leaving = Pick<OffboardAbout, 'login' | 'reason' | 'ticket' | 'now'>;

/** Start or join the offboarding of one person, and follow it. Returns the exit code. @throws CommandError */
export const offboardOne = (options: RunOptions, leaving: AbortController, of: Leaving): Promise<number> =>
  runDayTwo(options, leaving, startOf(options, of));

/** As `offboardOne` for many people, a few at a time. */
export function offboardMany(options: RunOptions, leaving: AbortController, all: Leaving[]): Promise<number> {
  const starts = all.map((of) => startOf(options, of));
  let startNth: ((index: number) => Promise<JoinedRun | null>) | null = null;
  let firstIndex = 0;
  const begin: Begin = async ({ client, input, taskQueue }) => {
    const startAt = (index: number): Promise<JoinedRun | null> =>
      unlessRefused(all[index]!.login, () => joinRunbook(client, taskQueue, runToJoin(starts[index]!, input)));
    startNth = startAt;
    for (firstIndex = 0; firstIndex < all.length; firstIndex += 1) {
      const first = await startAt(firstIndex);
      if (first !== null) return first;
    }
    throw new CommandError('No offboarding of the file could be begun or joined.', EXIT.failed);
  };
  const follow: Follow = (followed) =>
    followLeavers({
      ...followed,
      logins: all.map(({ login }) => login),
      firstIndex,
      start: async (index) => (await startNth!(index))?.workflowId ?? null,
      json: options.json,
      isImpatient: options.detach || !options.wait,
    });
  return carryOut(options, leaving, begin, { follow });
}

function startOf(options: RunOptions, { login, ...more }: Leaving): DayTwoStart<OffboardAbout> {
  const about = OFFBOARD_ABOUT.safeParse({ login, ...more, ...hourOfLife(options) });
  if (!about.success)
    throw usageError('A login has 1 to 300 characters, a reason at most 2,000 and a ticket at most 300.');
  return {
    type: OFFBOARD_TYPE,
    workflowId: (connectionId) => dayTwoIds.offboard(connectionId, about.data.login),
    about: about.data,
    completed: completedOffboardInput,
    firstStep: 'find',
    summary: (input) => `${about.data.login} leaves Kiro at ${oktaHost(input.okta.orgUrl)}`,
    details: ['The guide’s "Removing a user and deprovisioning behavior" as one durable run.'],
  };
}
