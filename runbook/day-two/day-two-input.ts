import type { z } from 'zod';
import { isJson } from '../model/resumed.js';
import { completedInput, type OnboardingInput } from '../onboarding/input.js';

/** What a runbook of day two is started with: the configuration of the connection, and what this run is about. */
export interface DayTwoInput<About = unknown> extends OnboardingInput {
  about: About;
}

/** The input, complete; null where it names no domain or org, or does not say what it is about. */
export function completedDayTwo<About>(given: unknown, about: z.ZodType<About>): DayTwoInput<About> | null {
  const input = completedInput(given);
  if (input === null || !isJson(given)) return null;
  const read = about.safeParse(given['about']);
  return read.success ? { ...input, about: read.data } : null;
}
