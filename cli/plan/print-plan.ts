import type { Choices } from '../../activities/okta/okta-plan.js';
import { jsonText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
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
  /** The admin's answers to namesakes. */
  choices?: Choices;
  write: (line: string) => void;
  note: (line: string) => void;
}): Promise<number> {
  const { input, env, json, choices = {}, write, note } = options;
  const client = await openOkta(input, env, note);
  const made = await plan(client, input, { note, choices, record: await planDnsRecord(input, env) });
  write(json ? jsonText(made) : planMarkdown(made, input));
  if (made.steps.length === 0) return EXIT.failed;
  return made.changes === 0 ? EXIT.done : EXIT.notClean;
}
