import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AccessToken, KiroState } from './kiro-state.js';

/** As in IAM Identity Center; Kiro documents neither. */
export const MOST_TOKENS = 2;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A new access token, valid for a year; the text is not kept. */
export function newAccessToken(now = Date.now()): { entry: AccessToken; token: string } {
  const token = randomBytes(96).toString('base64url');
  const createdAt = new Date(now).toISOString();
  const expiresAt = new Date(now + YEAR_MS).toISOString();
  return { entry: { id: randomUUID(), digest: digestOf(token), createdAt, expiresAt }, token };
}

/** Whether the token was given, not revoked, and is still valid. */
export function isValidToken(state: KiroState, token: string, now = Date.now()): boolean {
  const entry = state.accessTokens.find(({ digest }) => digest === digestOf(token));
  return entry !== undefined && Date.parse(entry.expiresAt) > now;
}
