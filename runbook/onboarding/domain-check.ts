import { accepted, type Check, invalid, type Tidied } from '../messages/verdict.js';
import { VERIFICATION_TOKEN_FORM } from './guide.js';
import type { OnboardingInput } from './input.js';
import type { OnboardingSetting } from './state.js';
import type { MessageOf } from '../messages/schemas.js';
import { pasted } from '../messages/pasted.js';
import {
  isNameIn,
  isRecordName,
  type RecordInQuestion,
  recordNameOf,
  txtRecordName,
  unusualRecord,
} from './verification-record.js';

/** A token of the known form, wherever it stands: alone, in a line of a zone file, with spaces around the sign. */
const KNOWN_TOKEN = /kiro-site-verification\s*[=:]\s*[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/gi;

/** The token alone, and the whole name of the record in lower case. */
export function tidyDomainAdded(
  given: MessageOf<'domainAdded'>,
  { input }: OnboardingSetting,
): Tidied<MessageOf<'domainAdded'>> {
  const notes: string[] = [];
  const verificationToken = tokenIn(given.verificationToken, notes);
  if (given.recordName === undefined) return { value: { ...given, verificationToken }, notes };
  const pastedName = pasted(given.recordName, notes, 'recordName');
  // What a provider calls the name of the zone itself.
  const recordName = pastedName === '@' ? input.domain : recordNameOf(pastedName);
  return { value: { ...given, verificationToken, recordName }, notes };
}

/** Step 3, Add and verify domain: the token, and the record's name where Kiro shows one. */
export function checkDomainAdded(
  given: MessageOf<'domainAdded'>,
  setting: OnboardingSetting,
): Check<MessageOf<'domainAdded'>> {
  const { input } = setting;
  const { value, notes } = tidyDomainAdded(given, setting);
  const { verificationToken, recordName } = value;
  const wrong = tokenFault(verificationToken, input.domain);
  if (wrong !== null) return invalid('verificationToken', wrong);
  if (!VERIFICATION_TOKEN_FORM.test(verificationToken)) {
    const again = 'If that was a slip, send redoStep for domain and give it again.';
    notes.push(
      `The verification token has another form than kiro-site-verification=<uuid>; it is used as it is. ${again}`,
    );
  }
  if (recordName === undefined) {
    tellWhoPublishes({ recordName: txtRecordName(input), value: verificationToken }, input, notes);
    return accepted(value, notes);
  }
  // What is published, and looked for, stays in the domain that is verified.
  if (!isRecordName(recordName) || !isNameIn(recordName, input.domain)) {
    const whole = `Write the whole name, such as _kiro.${input.domain}, or leave it out for ${input.domain} itself.`;
    return invalid('recordName', `That is no name of a record in ${input.domain}. ${whole}`);
  }
  tellWhoPublishes({ recordName, value: verificationToken }, input, notes);
  return accepted(value, notes);
}

/** A worker that publishes does not publish this one: the sender hears so at once. */
function tellWhoPublishes(
  record: Pick<RecordInQuestion, 'recordName' | 'value'>,
  { domain, dns }: OnboardingInput,
  notes: string[],
): void {
  const unusual = dns.publish === 'person' ? null : unusualRecord({ domain, dns, ...record });
  if (unusual !== null) notes.push(`${unusual} The DNS admin is asked.`);
}

/** The one token of the known form in the text; where there is none, or two that differ, the text itself. */
function tokenIn(text: string, notes: string[]): string {
  // A long text of a zone file stands in several pairs of quotes.
  const joined = text.replace(/"\s+"/g, '');
  const found = new Set([...joined.matchAll(KNOWN_TOKEN)].map(([token]) => token.replace(/\s*[=:]\s*/, '=')));
  const [value] = found;
  if (value === undefined || found.size > 1) return pasted(text, notes, 'verificationToken');
  if (value !== text) notes.push(`verificationToken: taken as ${value}, without what stood around it.`);
  return value;
}

/** What the text is instead of a token; null where it may be one. */
function tokenFault(token: string, domain: string): string | null {
  if (token === '') return 'The token is empty: copy it from the Domains list of the Kiro console.';
  if (recordNameOf(token) === domain) return 'That is the domain, not the verification token that Kiro shows for it.';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(token)) return 'That is an address, not the verification token that Kiro shows.';
  if (/\s/.test(token)) return 'That is more than one value: send the verification token alone.';
  if (token === '@' || isNameIn(recordNameOf(token), domain))
    return 'That is the name of a record, not the verification token that Kiro shows as its value.';
  if (/^(pending|verified)$/i.test(token)) return 'That is the status of the domain, not its verification token.';
  if (/(…|\.\.\.)$/.test(token) || /[=:]$/.test(token))
    return 'The token is cut off at its end: copy the whole of it from the Kiro console.';
  return null;
}

/** A value that is not of Kiro's form, or a record at another name than the domain itself. */
export function isUnusualRecord(given: MessageOf<'domainAdded'>, setting: OnboardingSetting): boolean {
  const { verificationToken, recordName } = tidyDomainAdded(given, setting).value;
  return (
    !VERIFICATION_TOKEN_FORM.test(verificationToken) || (recordName ?? setting.input.domain) !== setting.input.domain
  );
}
