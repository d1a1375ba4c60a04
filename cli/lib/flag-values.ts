import { userInfo } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { LINK_HOURS } from '../../runbook/model/run-input.js';
import { isNameIn, isRecordName, recordNameOf } from '../../runbook/onboarding/verification-record.js';
import { usageError } from './output-and-exit.js';

/** The argument of a flag that names a port. */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return number;
}

/** The argument of a flag that says for how many hours a link counts. */
export function linkHours(text: string): number {
  const number = Number(text);
  const { min, max } = LINK_HOURS;
  if (!Number.isInteger(number) || number < min || number > max)
    throw new InvalidArgumentError(`Write a whole number of hours, from ${min} to ${max}.`);
  return number;
}

/** The value of `--record-name`, in normal form; the domain where it is not given. @throws CommandError (2) */
export function readRecordName(given: string | undefined, domain: string): string {
  if (given === undefined) return domain;
  const name = recordNameOf(given);
  if (!isRecordName(name)) throw usageError(`"${given}" is no name of a DNS record; write one such as ${domain}.`);
  if (isNameIn(name, domain)) return name;
  throw usageError(`--record-name ${given} is not in ${domain}: write the whole name, such as ${name}.${domain}.`);
}

/** Who answers at this machine: the account's name, or its number where it has none (as in some containers). */
export function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** `verificationToken` is `--verification-token`. */
export const flagOf = (field: string): string => `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
