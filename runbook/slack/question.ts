import { MESSAGE_NAMES, type MessageName } from '../messages/schemas.js';
import { STEP_IDS, type StepId } from '../steps.js';
import type { Status, Waiting } from '../status.js';

/**
 * Which question a button or a form stands for, and the message that answers it. Travels in the button's value and in
 * the form's metadata (Slack: 2,000 and 3,000 characters).
 */
export interface Question {
  workflowId: string;
  step: StepId;
  message: MessageName;
  /** When the question was asked: an old button must not answer a newer question. */
  since: string;
}

/** As the value of a button. */
export const questionValue = ({ workflowId, step, message, since }: Question): string =>
  JSON.stringify([workflowId, step, message, since]);

/** What a button stands for; null where the text is not one of ours. */
export function questionFrom(text: string | undefined): Question | null {
  const parts = parsed(text);
  if (!Array.isArray(parts) || parts.length !== 4 || !parts.every((part) => typeof part === 'string')) return null;
  const [workflowId, step, message, since] = parts as [string, string, string, string];
  const isKnown = STEP_IDS.some((id) => id === step) && MESSAGE_NAMES.some((name) => name === message);
  return isKnown ? { workflowId, step: step as StepId, message: message as MessageName, since } : null;
}

/** The question as it is still asked; null when it was answered, or is asked anew. */
export function openQuestion(status: Status, { step, since }: Question): Waiting | null {
  return (status.waitingFor ?? []).find((one) => one.step === step && one.since === since) ?? null;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
