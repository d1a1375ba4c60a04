import type { Choices } from '../../activities/okta/okta-plan.js';
import { createScimClient, type ScimAccess } from '../../activities/scim/scim-api.js';
import { jsonText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import type { Choice } from '../../runbook/outside.js';
import { clusterSettings } from '../../temporal/cluster-settings.js';
import { EXIT, usageError } from '../lib/output-and-exit.js';
import { plan, planDnsRecord } from './make-plan.js';
import { openOkta } from './okta-access.js';
import { knownToday } from './taken-over.js';
import { planMarkdown } from './plan-markdown.js';

/** The steps whose object may have namesakes. */
const CHOICES: readonly StepId[] = ONBOARDING_STEPS.rows.filter(({ hasNamesakes }) => hasNamesakes).map(({ id }) => id);

/** The values of `--adopt STEP=ID` and `--rename STEP=NAME`: what `objectChosen` answers in a run. */
export function readChoices(adopted: readonly string[], renamed: readonly string[]): Choices {
  return Object.fromEntries([
    ...adopted.map((text) => readChoice('--adopt', text, (id) => ({ use: 'adopt', id }))),
    ...renamed.map((text) => readChoice('--rename', text, (name) => ({ use: 'create', name }))),
  ]);
}

function readChoice(flag: string, text: string, choice: (value: string) => Choice): [StepId, Choice] {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const step = CHOICES.find((candidate) => candidate === name.trim());
  if (step === undefined || value.trim() === '')
    throw usageError(`${flag} takes ${CHOICES.map((id) => `${id}=…`).join(', ')}, not "${text}".`);
  return [step, choice(value.trim())];
}

/** Who will be proven is for the worker to say: without a key that is known here, it may be nobody. */
function aboutSenders({ proof }: OnboardingInput, env: NodeJS.ProcessEnv): string[] {
  const isKnown = proof !== null || isEmbedded(env) || (env['KIRO_SENDERS_FILE']?.trim() ?? '') !== '';
  return isKnown ? [] : [NO_KEY_HERE];
}
/** The worker of the embedded Temporal trusts the front ends beside it. */
function isEmbedded(env: NodeJS.ProcessEnv): boolean {
  try {
    return clusterSettings(env) === null;
  } catch {
    // A plan needs no Temporal: what is wrong in its settings, the start says.
    return false;
  }
}

const NO_KEY_HERE =
  'KIRO_SENDERS_FILE is not set here. Where the worker has none either, nobody is proven: who has sent an answer is only what ' +
  'the sender says (docs/trust.md). Where this is meant, write people.proof: none.';

/** Prints what a run would do; gives the exit code: 0 nothing to change, 3 changes planned, 1 blocked. */
export async function printPlan(options: {
  input: OnboardingInput;
  env: NodeJS.ProcessEnv;
  json: boolean;
  /** The admin's answers to namesakes. */
  choices?: Choices;
  scim?: ScimAccess | null;
  /** Whatever earlier runs have left, everything is asked. */
  fromScratch?: boolean;
  write: (line: string) => void;
  note: (line: string) => void;
}): Promise<number> {
  const { env, json, choices = {}, scim = null, fromScratch = false, write, note } = options;
  const client = await openOkta(options.input, env, note);
  const kiro = scim === null ? null : { endpoint: scim.endpoint, client: createScimClient(scim) };
  const { input, kept: left } = await knownToday(options.input, { env, kiro, note });
  const kept = fromScratch ? null : left;
  const planned = await plan(client, input, { note, choices, kiro, kept, record: await planDnsRecord(input, env) });
  const made = { ...planned, warnings: [...planned.warnings, ...aboutSenders(input, env)] };
  write(json ? jsonText(made) : planMarkdown(made, input));
  if (made.steps.length === 0) return EXIT.failed;
  return made.changes === 0 ? EXIT.done : EXIT.notClean;
}
