import type { MessageName, MessageOf } from '../messages/schemas.js';
import { CONTENT_CHECKS } from './checks.js';
import type { Check, Setting } from './verdict.js';
import { checkForm, checkSecrets } from './form.js';
import { checkTiming } from './timing.js';

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
