import { domainToASCII } from 'node:url';
import { parse } from 'tldts';
import { isRecordName } from '../runbook/onboarding/verification-record.js';
import { checkOrgUrl, type Checked, refuse } from '../runbook/model/field-forms.js';
import { mixedLabel, nameMeant, oddCharacter } from './host-characters.js';
import { plainly } from './marks.js';
import { isUrl } from '../runbook/model/url-of.js';

/** Mail providers: people with such an address do not belong to one company. */
const PUBLIC_MAIL = new Set(
  `aol.com fastmail.com gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com icloud.com
  laposte.net live.com mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com pm.me proton.me
  protonmail.com qq.com t-online.de tutanota.com tuta.com web.de yahoo.com yandex.com yandex.ru ymail.com zohomail.com
  126.com 163.com`.split(/\s+/),
);
/** Providers with a domain in every country, such as yahoo.co.jp. */
const PUBLIC_MAIL_BRANDS = new Set(['gmail', 'googlemail', 'hotmail', 'yahoo']);
/** RFC 2606 and 6761: names for tests, which no list of public suffixes knows. */
const RESERVED = new Set(['example', 'invalid', 'localhost', 'test']);
const YOURS = "Write the domain of your people's e-mail addresses, such as example.com.";

/** The company's e-mail domain: lower case, ASCII, without a trailing dot. */
export function checkDomain(text: string): Checked<string> {
  const given = text.trim().replace(/\.$/, '');
  const at = given.lastIndexOf('@');
  if (at >= 0)
    return refuse(`"${text}" is an e-mail address, not a domain.`, `Write ${plainly(given.slice(at + 1))} alone.`);
  if (given.includes('/')) {
    const host = parse(given).hostname;
    return refuse(`"${text}" is a URL, not a domain.`, host ? `Write ${host} alone.` : YOURS);
  }
  const odd = given === '' ? null : oddCharacter(given);
  if (odd !== null) {
    const meant = nameMeant(given);
    return refuse(`"${text}" is not a domain name: it holds ${odd}.`, meant === null ? YOURS : `Write ${meant}.`);
  }
  const domain = domainToASCII(given);
  const known = parse(domain);
  if (known.isIp) return refuse(`"${text}" is an IP address, not a domain.`, YOURS);
  if (domain === '' || !isHostName(domain)) return refuse(`"${text}" is not a domain name.`, YOURS);
  if (known.domain === null) return refuse(`"${text}" is a public suffix, not a company's domain.`, YOURS);
  if (PUBLIC_MAIL.has(known.domain) || PUBLIC_MAIL_BRANDS.has(known.domainWithoutSuffix ?? '')) {
    return refuse(`"${text}" belongs to a public mail provider, so it cannot be verified as yours.`, YOURS);
  }
  return { value: domain };
}

/** What is allowed but looks like a slip: a top-level domain that does not exist, a name that others share. */
export function domainWarnings(domain: string): string[] {
  const known = parse(domain, { allowPrivateDomains: true });
  if (known.domain === null) return [`domain: ${domain} hands out names to others (public suffix list, private part).`];
  return [
    ...nameWarnings(domain, known.domain),
    ...topWarnings(domain, known.isIcann === true || known.isPrivate === true),
  ];
}

function nameWarnings(domain: string, registered: string): string[] {
  const mixed = mixedLabel(domain);
  const without = domain.replace(/^www\./, '');
  return [
    ...(mixed === null
      ? []
      : [
          `domain: "${mixed.label}" mixes letters of ${mixed.scripts}, which look alike; type it anew if that is a slip.`,
        ]),
    ...(without === domain || domain === registered
      ? []
      : [`domain: ${domain} is rather a web site; write ${without} if people's e-mail addresses end in @${without}.`]),
  ];
}

function topWarnings(domain: string, isKnown: boolean): string[] {
  const top = domain.slice(domain.lastIndexOf('.') + 1);
  if (isKnown || RESERVED.has(top)) return [];
  return [`domain: "${top}" is no known top-level domain; Kiro looks the name up in public DNS.`];
}

const ORG = 'Write the org\'s address, such as "https://example.okta.com".';
/** Hosts of Okta's own, which are nobody's org. */
const OKTAS = /^((www|login|developer|help|support|status|trust|accounts)\.)?okta\.com$/;
/** What Okta's documentation writes in the place of an org. */
const SAMPLE =
  /^(your[-_]?(okta)?[-_]?(org|domain|sub-?domain|company|tenant)?(name|url)?|sub-?domain|company-?name)\./;

/** The org's address as `checkOrgUrl` takes it, without what only a slip of the pen puts there. A run checks less. */
export function checkOrgAddress(text: string): Checked<string> {
  const given = text.trim();
  if (given !== '' && isMarred(given)) {
    const meant = checkOrgUrl(plainly(given).replace(/^(https?:\/*)+(?=https?:)/i, ''));
    // The value is not repeated: a password may be in it.
    const fix = 'value' in meant && isNamed(meant.value) ? `Write "${meant.value}".` : ORG;
    return refuse('The org URL holds something that is no part of an address.', fix);
  }
  const read = checkOrgUrl(given);
  if (!('value' in read)) return read;
  const { hostname } = new URL(read.value);
  if (OKTAS.test(hostname)) return refuse(`${hostname} is a site of Okta itself, not your org.`, ORG);
  return SAMPLE.test(hostname) ? refuse(`${hostname} is only an example for the name of an org.`, ORG) : read;
}

/** Whether an address begins twice, or holds what no address holds, such as quotes, braces or a comma. */
function isMarred(given: string): boolean {
  const [, host] = /^https?:\/\/([^/?#]*)/i.exec(given) ?? [];
  if (/^(https?:\/*)+https?:/i.test(given) || /^[^\p{L}\p{N}]/u.test(given)) return true;
  return host !== undefined && (/[^\p{L}\p{M}\p{N}.:@%[\]-]/u.test(host) || !isUrl(given));
}

/** Whether a host has a name that an org can have. */
function isNamed(address: string): boolean {
  const { hostname } = new URL(address);
  return oddCharacter(hostname) === null && !SAMPLE.test(hostname) && !OKTAS.test(hostname);
}

function isHostName(text: string): boolean {
  return isRecordName(text) && !text.includes('_');
}
