import { completedOffboardInput, OFFBOARD_ABOUT, type OffboardAbout } from '../runbook/offboard/offboard-input.js';
import { CommandError, EXIT, note, usageError } from '../cli/lib/output-and-exit.js';
import { dayTwoIds, OFFBOARD_TYPE, oktaHost } from '../runbook/model/names.js';
import { type Begin, carryOut, type Follow } from './carry-out.js';
import { type DayTwoStart, hourOfLife, runDayTwo, runToJoin } from './day-two.js';
import { isOverAlready, joiningOffboarding } from './going-offboarding.js';
import { type JoinedRun, joinRunbook, type RunToJoin } from './join-run.js';
import { followLeavers, type NotBegun, unlessRefused } from './many-leavers.js';
import type { RunOptions } from './options.js';

/** What a command says of somebody who leaves. */
type Leaving = Pick<OffboardAbout, 'login' | 'reason' | 'ticket' | 'now'>;

/** Start or join the offboarding of one person, and follow it. Returns the exit code. @throws CommandError */
export const offboardOne = (options: RunOptions, leaving: AbortController, of: Leaving): Promise<number> =>
  runDayTwo(options, leaving, startOf(options, of), joiningOne);

const joiningOne = (run: RunToJoin): RunToJoin => ({ ...run, adjusted: joiningOffboarding(run, false) });

/** As `offboardOne` for many people, a few at a time. A person who is offboarded already is named, and not done again. */
export function offboardMany(options: RunOptions, leaving: AbortController, all: Leaving[]): Promise<number> {
  const starts = all.map((of) => startOf(options, of));
  let startNth: ((index: number) => Promise<JoinedRun | NotBegun>) | null = null;
  const before = { over: 0, refused: 0 };
  const begin: Begin = async ({ client, input, taskQueue }) => {
    const startAt = async (index: number): Promise<JoinedRun | NotBegun> => {
      const run = runToJoin(starts[index]!, input);
      const { login, now } = all[index]!;
      if (await isOverAlready(client, run.workflowId, { login, now, json: options.json })) return 'over';
      const asked = { ...run, adjusted: joiningOffboarding(run, true) };
      return (await unlessRefused(login, () => joinRunbook(client, taskQueue, asked))) ?? 'refused';
    };
    startNth = startAt;
    for (const index of all.keys()) {
      const first = await startAt(index);
      if (typeof first !== 'string') return first;
      before[first] += 1;
    }
    if (before.refused > 0) throw new CommandError('No offboarding of the file could be begun or joined.', EXIT.failed);
    note(`All ${all.length} are over already: nothing was begun.`);
    return EXIT.done;
  };
  const follow: Follow = (followed) =>
    followLeavers({
      ...followed,
      logins: all.map(({ login }) => login),
      before,
      start: async (index) => {
        const begun = await startNth!(index);
        return typeof begun === 'string' ? begun : { workflowId: begun.workflowId };
      },
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
