import { domainToASCII } from 'node:url';
import { parse } from 'tldts';
import { isRecordName } from '../runbook/onboarding/verification-record.js';
import { type Checked, refuse } from '../runbook/model/field-forms.js';

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
  if (at >= 0) return refuse(`"${text}" is an e-mail address, not a domain.`, `Write ${given.slice(at + 1)} alone.`);
  if (given.includes('/')) {
    const host = parse(given).hostname;
    return refuse(`"${text}" is a URL, not a domain.`, host ? `Write ${host} alone.` : YOURS);
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
  const top = domain.slice(domain.lastIndexOf('.') + 1);
  if (known.isIcann || known.isPrivate || RESERVED.has(top)) return [];
  return [`domain: "${top}" is no known top-level domain; Kiro looks the name up in public DNS.`];
}

function isHostName(text: string): boolean {
  return isRecordName(text) && !text.includes('_');
}
