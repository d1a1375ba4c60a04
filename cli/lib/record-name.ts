import { isNameIn, isRecordName, recordNameOf } from '../../runbook/onboarding/verification-record.js';
import { usageError } from './exit-codes.js';

/** The value of `--record-name`, in normal form; the domain where it is not given. @throws CommandError (2) */
export function readRecordName(given: string | undefined, domain: string): string {
  if (given === undefined) return domain;
  const name = recordNameOf(given);
  if (!isRecordName(name)) throw usageError(`"${given}" is no name of a DNS record; write one such as ${domain}.`);
  if (isNameIn(name, domain)) return name;
  throw usageError(`--record-name ${given} is not in ${domain}: write the whole name, such as ${name}.${domain}.`);
}
