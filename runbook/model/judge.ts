import { CONTENT_CHECKS, TIDYING } from '../onboarding/answer-checks.js';
import type { MessageName, MessageOf } from '../onboarding/message-schemas.js';
import { checkForm, checkSecrets } from './form.js';
import { checkTiming } from './timing.js';
import type { Check, Setting, Tidied } from './verdict.js';

/**
 * Whether the run takes this message now. Pure and synchronous: the validator of the Update, the handler of the
 * Signal, and a front end before it sends all ask the same question.
 */
export function judge<N extends MessageName>(name: N, raw: unknown, setting: Setting): Check<MessageOf<N>> {
  const form = checkForm(name, raw);
  if (!form.ok) return form;
  const late = checkTiming(name, form.value, setting.state);
  if (late !== null) return late;
  const content = CONTENT_CHECKS[name];
  if (content === undefined) return form;
  const checked = content(form.value, setting);
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
  const checked = CONTENT_CHECKS[name]?.(form.value, setting) ?? form;
  const { value, notes } = checked.ok ? checked : (TIDYING[name]?.(form.value, setting) ?? { ...form, notes: [] });
  return { value, notes };
}
