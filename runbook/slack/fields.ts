import { z } from 'zod';
import { MESSAGE_INFO, type Field } from '../messages/fields.js';
import { MESSAGES, type MessageName } from '../messages/schemas.js';

/** Filled in by the question itself, or not made for typing. */
const LEFT_OUT = new Set(['step', 'rows', 'part', 'parts']);

/** What a person fills in for that message in Slack. Never a field that is sealed: no secret goes through Slack. */
export const fieldsInSlack = (message: MessageName): Field[] =>
  MESSAGE_INFO[message].fields.filter((field) => !field.sealed && !LEFT_OUT.has(field.name));

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
