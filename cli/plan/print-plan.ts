import type { OnboardingInput } from '../../runbook/input.js';
import { EXIT } from '../lib/exit-codes.js';
import { planDnsRecord } from './dns-record.js';
import { planMarkdown } from './markdown.js';
import { plan } from './plan.js';
import { openOkta } from './surroundings.js';

/** Prints what a run would do; gives the exit code: 0 nothing to change, 3 changes planned, 1 blocked. */
export async function printPlan(options: {
  input: OnboardingInput;
  env: NodeJS.ProcessEnv;
  json: boolean;
  write: (line: string) => void;
  note: (line: string) => void;
}): Promise<number> {
  const { input, env, json, write, note } = options;
  const made = await plan(await openOkta(input, env), input, note, await planDnsRecord(input, env));
  write(json ? JSON.stringify(made) : planMarkdown(made, input));
  if (made.steps.length === 0) return EXIT.failed;
  return made.changes === 0 ? EXIT.done : EXIT.notClean;
}
