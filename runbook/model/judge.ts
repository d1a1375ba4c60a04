import { checkForm, checkSecrets } from '../messages/form.js';
import type { MessageName, MessageOf } from '../messages/schemas.js';
import { type Check, invalid, type Tidied } from '../messages/verdict.js';
import type { MessageUse, Setting } from './runbook.js';
import { checkTiming } from './timing.js';

/**
 * Whether the run takes this message now. Pure and synchronous: the validator of the Update and the handler of the Signal
 * ask the same question.
 */
export function judge<N extends MessageName>(name: N, raw: unknown, setting: Setting): Check<MessageOf<N>> {
  const form = checkForm(name, raw);
  if (!form.ok) return form;
  const { step } = form.value as { step?: string };
  if (step !== undefined && !setting.runbook.steps.has(step))
    return invalid('step', '`step` is not a step of this runbook; `npm run status` lists them.');
  const late = checkTiming(name, form.value, setting);
  if (late !== null) return late;
  const checked = useOf(name, setting)?.check?.(form.value, setting);
  if (checked === undefined) return form;
  // What stood around a value, such as a Markdown link, may have hidden what it is.
  return (checked.ok ? checkSecrets(checked.value) : null) ?? checked;
}

/**
 * What a message that the run has taken says: its value and the notes on it, as `judge` gives them. Refuses nothing. The
 * validator of the Update has judged already, maybe in an earlier release with other rules, and what it took stays taken
 * when the history is replayed. A value that today's rules would refuse is tidied all the same; one whose form is not
 * today's is left as it is.
 */
export function readTaken<N extends MessageName>(name: N, raw: unknown, setting: Setting): Tidied<MessageOf<N>> {
  const form = checkForm(name, raw);
  if (!form.ok) return { value: (raw ?? {}) as MessageOf<N>, notes: [] };
  const use = useOf(name, setting);
  const checked = use?.check?.(form.value, setting) ?? form;
  const { value, notes } = checked.ok ? checked : (use?.tidy?.(form.value, setting) ?? { ...form, notes: [] });
  return { value, notes };
}

function useOf<N extends MessageName>(name: N, { runbook }: Setting): MessageUse<MessageOf<N>> | undefined {
  return runbook.messages[name];
}
