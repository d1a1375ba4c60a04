import { z } from 'zod';
import { isSafeToSend } from './loopback.js';
import { urlOf } from './url-of.js';

// What a single value of a configuration may be. `config/` reads a file with it, and a run checks its input by the same.

/** A value that is taken, in its normal form, or why it is not. */
export type Checked<T> = { value: T } | { message: string; fix: string };

/** A refusal: what is wrong, and what to do. */
export function refuse(message: string, fix: string): { message: string; fix: string } {
  return { message, fix };
}

/** A text that a check turns into its normal form, or refuses with a message and a fix. */
export function checked<T>(check: (text: string) => Checked<T>) {
  return z.string().transform((text, context): T => {
    const result = check(text);
    if ('value' in result) return result.value;
    context.issues.push({ code: 'custom', message: result.message, params: { fix: result.fix }, input: text });
    return z.NEVER;
  });
}

/** A text with something in it; spaces around it are dropped. */
export const text = checked<string>((given) =>
  given.trim() === ''
    ? { message: 'The value is empty.', fix: 'Write a name, or leave the key out.' }
    : { value: given.trim() },
);

/** An e-mail address. */
export const email = checked<string>((given) =>
  /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/.test(given.trim())
    ? { value: given.trim() }
    : { message: `"${given}" is not an e-mail address.`, fix: 'Write an address such as ana@example.com.' },
);

/** A list of distinct texts. Okta ignores case in logins and in the search for groups, so this does too. */
export const names = z.array(text).superRefine((list, context) => {
  const seen = new Set<string>();
  list.forEach((name, index) => {
    if (seen.has(name.toLowerCase())) {
      const params = { fix: 'Write it once.' };
      context.addIssue({ code: 'custom', message: `"${name}" is there twice.`, path: [index], params });
    }
    seen.add(name.toLowerCase());
  });
});

/** Okta logins: no spaces. */
export const logins = names.superRefine((list, context) => {
  list.forEach((login, index) => {
    if (!/\s/.test(login)) return;
    const params = { fix: 'Write the Okta username, such as ana@example.com; groups go under groups.' };
    context.addIssue({ code: 'custom', message: `"${login}" is not a login.`, path: [index], params });
  });
});

/** A name server as "host:port". */
export const hostAndPort = checked<string>((given) => {
  const [, port] = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i.exec(given.trim()) ?? [];
  if (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return { value: given.trim() };
  const alone = given.trim().replace(/:$/, '');
  const host = /^[a-z0-9._-]+$/i.test(alone) ? alone : /^[0-9a-f:]+$/i.test(alone) ? `[${alone}]` : '9.9.9.9';
  return { message: `"${given}" is not "host:port".`, fix: `Write the port too, such as "${host}:53".` };
});

/** An https address, or http on loopback. */
export const httpsUrl = checked<string>(checkHttps);

function checkHttps(given: string): Checked<string> {
  if (!isHttpsUrl(given))
    return { message: 'The value is not an https address.', fix: 'Write an address that starts with "https://".' };
  const { username, password } = new URL(given);
  return username === '' && password === ''
    ? { value: given }
    : {
        message: 'The address holds a user or a password, which anybody who can see the run could read.',
        fix: 'Leave them out.',
      };
}

/** Addresses by which a chat takes messages from anybody who knows them: each is a credential, and wants its own form. */
const OF_CHATS: [RegExp, string][] = [
  [/(^|\.)slack(-gov)?\.com$/, 'Slack'],
  [/(^|\.)(discord|discordapp)\.com$/, 'Discord'],
  [/(^|\.)(webhook\.office|office365|logic\.azure|powerplatform)\.com$/, 'Teams'],
  [/^chat\.googleapis\.com$/, 'Google Chat'],
];

/** Where notices are posted to: an https address that is no secret itself. */
export const webhookUrl = checked<string>((given) => {
  const read = checkHttps(given);
  if (!('value' in read)) return read;
  const host = new URL(given).hostname.toLowerCase();
  const chat = OF_CHATS.find(([form]) => form.test(host))?.[1];
  if (chat === undefined) return { value: given };
  return {
    message: `The address is an incoming webhook of ${chat}: anybody who sees it can post there, and it does not take notices of this form.`,
    fix:
      chat === 'Slack'
        ? 'Use notify.slack with a channel instead (docs/slack.md).'
        : 'Write the address of a receiver of your own (docs/notifications.md).',
  };
});

/** Whether a text is an https address, or http on loopback. */
export function isHttpsUrl(text: string): boolean {
  const url = urlOf(text);
  return url !== null && isSafeToSend(url);
}

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
  if (url.hostname.startsWith('admin.')) {
    return refuse(`${url.hostname} looks like an Admin Console; its API is elsewhere.`, EXAMPLE);
  }
  if (!isSafeToSend(url)) {
    return refuse('The org URL is not encrypted (http).', `Write "https://${url.host}".`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return refuse('The org URL has a path; the runbook adds paths itself.', `Write "${url.origin}".`);
  }
  return { value: url.origin };
}

/** A value that such a form leaves as it is: what a run takes of what the form has made of a file. */
export const asIs = <T>(form: z.ZodType<T>) =>
  z.custom<T>((given) => {
    const read = form.safeParse(given);
    return read.success && JSON.stringify(read.data) === JSON.stringify(given);
  }, 'is not in the form in which the configuration gives it');
