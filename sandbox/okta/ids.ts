import { randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** First characters of each kind of id, as Okta's own. */
export const PREFIX = {
  app: '0oa',
  group: '00g',
  user: '00u',
  server: 'aus',
  scope: 'scp',
  claim: 'ocl',
  policy: '00p',
  rule: '0pr',
  mapping: 'prm',
  userType: 'oty',
  pushMapping: 'gPm',
  refreshToken: 'oar',
  accessPolicy: 'rst',
  error: 'oae',
  org: '00o',
} as const;

/** `length` letters and digits from the system's random source. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** An id of 20 characters. */
export function newId(kind: keyof typeof PREFIX): string {
  return PREFIX[kind] + randomText(17);
}

/** Now, as Okta writes it: ISO 8601 in UTC with milliseconds. */
export function now(): string {
  return new Date().toISOString();
}
