import { z } from 'zod';
import { type Field, MESSAGE_INFO } from '../messages/fields.js';
import { MESSAGE_NAMES, type MessageName, MESSAGES } from '../messages/schemas.js';
import type { Status, Waiting } from './status.js';

/** Filled in by the question itself, or not made for typing; decisions are typed a line a person. */
const NOT_TYPED = new Set(['step', 'part', 'parts']);
const isNotTyped = (message: MessageName, field: string): boolean =>
  NOT_TYPED.has(field) || (field === 'rows' && message !== 'accessReviewed');

/** What a person fills in for that message in Slack. Never a field that is sealed: no secret goes through Slack. */
export const fieldsInSlack = (message: MessageName): Field[] =>
  MESSAGE_INFO[message].fields.filter((field) => !field.sealed && !isNotTyped(message, field.name));

/** Only a command can answer it: what it says is not typed by hand. */
export const isForSlack = (message: MessageName): boolean => message !== 'signInTested';

/** The values of a field that takes only some; null for any other. */
export function choicesOf(message: MessageName, field: string): string[] | null {
  const shape: Record<string, unknown> = MESSAGES[message].shape;
  const schema = shape[field];
  return schema instanceof z.ZodEnum ? schema.options.map(String) : null;
}

/** `verificationToken` is "Verification token". */
export function labelOf(field: string): string {
  const words = field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\b(id|csv)\b/g, upper);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const upper = (word: string): string => word.toUpperCase();

/**
 * Which question a button or a form stands for, and the message that answers it. Travels in the button's value and in
 * the form's metadata (Slack: 2,000 and 3,000 characters).
 */
export interface Question {
  workflowId: string;
  step: string;
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
  const isKnown = MESSAGE_NAMES.some((name) => name === message);
  return isKnown ? { workflowId, step, message: message as MessageName, since } : null;
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
