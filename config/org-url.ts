import { isSafeToSend } from '../runbook/loopback.js';
import { refuse, type Checked } from './refusal.js';

/** The Admin Console has a host of its own, which serves no API. */
const ADMIN_HOST = /^(.+)-admin(\.(?:okta|oktapreview|okta-emea|okta-gov|trexcloud)\.com|\.okta\.mil)$/;
const EXAMPLE = 'Write the org\'s address, such as "https://example.okta.com".';

/** The org's address without a trailing slash: https (http on loopback only), no path, not the Admin Console's. */
export function checkOrgUrl(text: string): Checked<string> {
  const given = text.trim();
  const url = urlOf(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const guess = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?\/?$/i.test(given) ? urlOf(`https://${given}`) : null;
    return refuse('The org URL must start with "https://".', guess ? `Write "${guess.origin}".` : EXAMPLE);
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('The org URL holds a user name or a password.', `Write "${url.origin}".`);
  }
  const [, org, rest] = ADMIN_HOST.exec(url.hostname) ?? [];
  if (org !== undefined && rest !== undefined) {
    return refuse(`${url.hostname} is the Admin Console; its API is elsewhere.`, `Write "https://${org}${rest}".`);
  }
  if (!isSafeToSend(url)) {
    return refuse('The org URL is not encrypted (http).', `Write "https://${url.host}".`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return refuse('The org URL has a path; the runbook adds paths itself.', `Write "${url.origin}".`);
  }
  return { value: url.origin };
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
