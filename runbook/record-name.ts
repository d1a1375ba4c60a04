import type { OnboardingInput } from './input.js';

/** The one form in which the name of a DNS record is kept: lower case, without a dot at the end. */
export const recordNameOf = (text: string): string => text.trim().replace(/\.$/, '').toLowerCase();

/** Whether a text can be the name of a DNS record: lower case, labels of at most 63, underscores allowed. */
export function isRecordName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
}

/** Whether a record's name is the domain or below it. */
export const isNameIn = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

/** Where the TXT record belongs: the name that Kiro showed, else the configuration's, else the domain itself. */
export const txtRecordName = (
  { dns, domain }: Pick<OnboardingInput, 'dns' | 'domain'>,
  answer?: { recordName?: string | undefined },
): string => answer?.recordName ?? dns.recordName ?? domain;
