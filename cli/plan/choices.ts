import type { Choices } from '../../activities/okta/okta-plan.js';
import type { Choice } from '../../runbook/outside.js';
import type { StepId } from '../../runbook/onboarding/step.js';
import { STEPS } from '../../runbook/onboarding/steps.js';
import { usageError } from '../lib/exit-codes.js';

/** The steps whose object may have namesakes. */
const CHOICES: readonly StepId[] = STEPS.filter(({ hasNamesakes }) => hasNamesakes).map(({ id }) => id);

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
