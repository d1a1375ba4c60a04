import { domainToASCII } from 'node:url';
import { checked, type Checked, email as plainEmail, names, refuse } from '../runbook/model/field-forms.js';
import { oddCharacter } from './host-characters.js';
import { plainly } from './marks.js';

// Stricter than what a run checks: a run that was started with such a value goes on.

const EXAMPLE = 'Write an address such as ana@example.com.';
/** What no address holds before its @, but for addresses that nobody has. */
const NOT_IN_A_MAILBOX = /[\s,;:()<>[\]\\"\p{Cc}“”„‟«»‹›‘’‚‛]/u;
/** What no login holds: the marks of a list, of a mail program or of an editor. */
const NOT_IN_A_LOGIN = /[\s,;<>"\p{Cc}“”„‟«»‹›]|^mailto:|^[‘’‚‛]|[‘’‚‛]$/iu;

/** An e-mail address, and nothing around it. */
export const email = checked<string>(checkAddress);

function checkAddress(given: string): Checked<string> {
  const address = given.trim();
  if (isAddress(address)) return { value: address };
  const [first, ...others] = addressesIn(address);
  if (first === undefined) return refuse(`"${given}" is not an e-mail address.`, EXAMPLE);
  return others.length > 0
    ? refuse(`"${given}" holds several addresses; one belongs here.`, `Write one of them, such as ${first}.`)
    : refuse(`"${given}" is more than an e-mail address.`, `Write ${first}.`);
}

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const host = text.slice(at + 1);
  if (!plainEmail.safeParse(text).success || NOT_IN_A_MAILBOX.test(text.slice(0, at))) return false;
  return !/^\.|\.$|\.\./.test(host) && oddCharacter(host) === null && domainToASCII(host) !== '';
}

/** The addresses of a text, without what is around them: `mailto:`, names, quotes, list punctuation. */
function addressesIn(text: string): string[] {
  return text
    .replace(/\([^)]*\)/g, ' ')
    .split(/[\s,;<>]+/)
    .map((part) => plainly(part.replace(/^["'“”‘’„]*mailto:/i, '')))
    .filter(isAddress);
}

/** Okta logins: no spaces, and nothing around them. */
export const logins = names.superRefine((list, context) => {
  list.forEach((login, index) => {
    if (!NOT_IN_A_LOGIN.test(login)) return;
    const found = addressesIn(login);
    const each =
      found.length > 1 ? `Write each as an entry of its own: ${found.join(' and ')}.` : `Write ${found.join('')}.`;
    const fix = found.length > 0 ? each : 'Write the Okta username, such as ana@example.com; groups go under groups.';
    const message = `"${login}" is not a login.`;
    context.addIssue({ code: 'custom', message, path: [index], params: { fix } });
  });
});
