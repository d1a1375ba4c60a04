import { VERIFICATION_TOKEN_FORM } from './guide.js';
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

/** A TXT record that a run would have in DNS, and what its configuration says of it. */
export interface RecordInQuestion {
  /** The domain that is verified. */
  domain: string;
  dns: Pick<OnboardingInput['dns'], 'recordName'>;
  /** Where the record goes: lower case, no dot at the end. */
  recordName: string;
  value: string;
}

/** What the DNS admin does with such a record. */
export const UNUSUAL_FIX =
  'Publish it by hand only if the Domains list of the Kiro console shows exactly this name and value. If it does not, ' +
  'send redoStep for domain, and the Kiro admin is asked for them again.';

/**
 * Why the runbook does not publish this TXT record by itself: a TXT record can also prove a domain to a certificate
 * authority or hold a mail key, and name and value come in a message. Null for a value of Kiro's form at the domain itself,
 * or at the name that the configuration gives. One sentence, without the value.
 */
export function unusualRecord({ domain, dns, recordName, value }: RecordInQuestion): string | null {
  if (!VERIFICATION_TOKEN_FORM.test(value))
    return `The value to publish at ${recordName} does not look like Kiro's (kiro-site-verification=<uuid>), so the runbook does not publish it by itself.`;
  if (recordName !== domain && recordName !== dns.recordName)
    return `The name ${recordName} came with an answer and is not in the configuration (dns.recordName), so the runbook does not publish there by itself.`;
  return null;
}
