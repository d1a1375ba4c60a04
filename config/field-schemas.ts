import { z } from 'zod';
import { isSafeToSend } from '../runbook/model/loopback.js';

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

/** A duration with its unit, in milliseconds. */
export const duration = checked<number>((given) => {
  const milliseconds = parseDuration(given);
  const fix = 'Write a whole number and s, m, h or d, such as 24h, 4h, 3d, 30s or 90m; at most 366d.';
  return milliseconds === null ? { message: `"${given}" is not a duration.`, fix } : { value: milliseconds };
}).meta({ pattern: '^[0-9]+ ?[smhd]$' });

/** A duration of at least a second. */
export const positiveDuration = duration.refine((milliseconds) => milliseconds > 0, {
  message: 'The duration is zero.',
  params: { fix: 'Write a longer one, such as 4h.' },
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
export const httpsUrl = checked<string>((given) => {
  if (!isHttpsUrl(given))
    return { message: 'The value is not an https address.', fix: 'Write an address that starts with "https://".' };
  const { username, password } = new URL(given);
  return username === '' && password === ''
    ? { value: given }
    : {
        message: 'The address holds a user or a password, which whoever may see the run could read.',
        fix: 'Leave them out.',
      };
});

/** Whether a text is an https address, or http on loopback. */
export function isHttpsUrl(text: string): boolean {
  return URL.canParse(text) && isSafeToSend(new URL(text));
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const YEAR_MS = 366 * 86_400_000;

/** `24h`, `4h`, `3d`, `30s`, `90m` in milliseconds; null for anything else, and for more than a year. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d+) ?([smhd])$/.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const milliseconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return milliseconds <= YEAR_MS ? milliseconds : null;
}
