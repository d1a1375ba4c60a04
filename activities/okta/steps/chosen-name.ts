import type { Choice } from '../../../runbook/outside.js';

/** The name to look for and create: the admin's other name where one was chosen, else the configured one. */
export function chosenName(choice: Choice | null, configured: string): string {
  return choice?.use === 'create' ? choice.name : configured;
}
