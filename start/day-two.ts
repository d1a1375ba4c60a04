import type { DayTwoInput } from '../runbook/day-two/day-two-input.js';
import { connectionIdFor } from '../runbook/model/names.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import { carryOut } from './carry-out.js';
import { joinRunbook, type RunToJoin } from './join-run.js';
import type { RunOptions } from './options.js';

/** A run of day two that a command starts. */
export interface DayTwoStart<About> extends Pick<RunToJoin, 'type' | 'firstStep' | 'details'> {
  /** Below the id of the connection's record (`dayTwoIds`). */
  workflowId: (connectionId: string) => string;
  about: About;
  completed: (given: unknown) => DayTwoInput<About> | null;
  summary: (input: OnboardingInput) => string;
}

/**
 * Start or join a run of day two, with all that it needs: Temporal, a worker and the sandbox, as the onboarding opens them;
 * follow it, and ask at the terminal. Returns the exit code. @throws CommandError
 */
export const runDayTwo = <About>(
  options: RunOptions,
  leaving: AbortController,
  start: DayTwoStart<About>,
): Promise<number> =>
  carryOut({ ...options, planOnly: false, fresh: false }, leaving, ({ client, input, taskQueue }) => {
    const whole: DayTwoInput<About> = { ...input, about: start.about };
    return joinRunbook(client, taskQueue, {
      ...start,
      workflowId: start.workflowId(connectionIdFor(input.okta.orgUrl, input.domain)),
      input: whole,
      summary: start.summary(input),
    });
  });
