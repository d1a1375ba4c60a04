import { configFile } from '../cli/lib/config-file.js';
import type { DayTwoInput } from '../runbook/day-two/day-two-input.js';
import { connectionIdFor } from '../runbook/model/names.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import { carryOut } from './carry-out.js';
import { joinRunbook, type RunToJoin } from './join-run.js';
import type { RunOptions } from './options.js';

/** A run of day two that a command starts. */
export interface DayTwoStart<About> extends Pick<RunToJoin, 'type' | 'firstStep' | 'details' | 'refusal'> {
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
  adjusting: (run: RunToJoin) => RunToJoin = (run) => run,
): Promise<number> =>
  carryOut(options, leaving, ({ client, input, taskQueue }) =>
    joinRunbook(client, taskQueue, adjusting(runToJoin(start, input))),
  );

/** That run of the connection of a configuration. */
export const runToJoin = <About>(
  { about, workflowId, summary, ...start }: DayTwoStart<About>,
  input: OnboardingInput,
): RunToJoin => {
  const whole: DayTwoInput<About> = { ...input, about };
  return {
    ...start,
    workflowId: workflowId(connectionIdFor(input)),
    input: whole,
    summary: summary(input),
  };
};

/** An hour in the sandbox, where nobody waits that long. Milliseconds. */
const SANDBOX_HOUR_MS = 3_000;

/** How long an hour of an access token's life is waited for: absent where it is waited for as long as it is. */
export const hourOfLife = ({ config }: Pick<RunOptions, 'config'>): { hourMs?: number } =>
  configFile(config) === null ? { hourMs: SANDBOX_HOUR_MS } : {};
