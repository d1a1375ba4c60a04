import { z } from 'zod';
import { fromBase64Url } from './base64url.js';

/** A key that answers are signed with, and for whom it may speak. */
export const SENDER_KEY = z.strictObject({
  /** 32 bytes as base64url: the `x` of its JWK. */
  key: z.string().refine((key) => fromBase64Url(key)?.length === 32, {
    message: 'is no Ed25519 public key: 32 bytes as base64url, the `x` of its JWK (`npm run sender-key`)',
  }),
  /** Through what it answers. */
  via: z.string().min(1).max(60),
  /** E-mail addresses, or `["*"]` for everybody. */
  people: z.array(z.string().min(1).max(200)).min(1).max(1_000),
});

export type SenderKey = z.output<typeof SENDER_KEY>;

/** Whether a proof shows who has sent something; null where nobody has, or nobody can be proven. */
export type SenderMark = 'proven' | 'unproven' | null;

/** A sender whom the worker trusts. */
export interface TrustedKey extends SenderKey {
  /** The person who runs the worker itself, at its own terminal: may answer for everybody. */
  isOperator?: boolean;
}

/** `KIRO_SENDERS_FILE`. */
export const SENDER_KEYS = z.array(SENDER_KEY).max(1_000);

/** Those whom the worker trusts, as far as the configuration lets them: `senders` there can only narrow them. */
export function narrowed(trusted: readonly TrustedKey[], configured: readonly SenderKey[]): TrustedKey[] {
  if (configured.length === 0) return [...trusted];
  return trusted.flatMap((one) => {
    const named = configured.filter(({ key, via }) => key === one.key && via === one.via);
    const people = [...new Set(named.flatMap(({ people }) => people.filter((person) => speaksFor(one, person))))];
    const all = named.some(({ people }) => people.includes('*'));
    if (named.length === 0) return [];
    return all ? [one] : people.length === 0 ? [] : [{ ...one, people }];
  });
}

/** Whether that sender may speak for that person; addresses are compared without capitals. */
export const speaksFor = ({ people }: Pick<SenderKey, 'people'>, person: string): boolean =>
  people.some((one) => one === '*' || one.toLowerCase() === person.toLowerCase());
