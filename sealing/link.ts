import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fromBase64Url } from '../runbook/trust/base64url.js';
import { keysNamed } from '../runbook/trust/check-proof.js';
import { speaksFor, type TrustedKey } from '../runbook/trust/sender-keys.js';
import { compactJws, isSignedWith } from './jws.js';
import { parsedJson } from './key-file.js';
import type { SigningKey } from './signing.js';

// The link by which a person opens the page (design/page.md, "Who"), and the session that the page gives for it: a compact
// JWS with Ed25519, signed by a key that answers are signed with, too.

/** Who somebody is on the page. `operator`: who runs the runbook, and may see and answer every question. */
export const LINK_ROLES = ['kiro-admin', 'okta-admin', 'dns-admin', 'reviewer', 'operator'] as const;
export type LinkRole = (typeof LINK_ROLES)[number];

/** What a link says. */
export interface Link {
  workflowId: string;
  /** E-mail address; of an operator, the name of who runs it. */
  person: string;
  role: LinkRole;
  /** When it ends: seconds since the epoch. */
  exp: number;
  /** A link opens one session. */
  jti: string;
}

/** The two kinds of such tokens; one is never taken for the other. */
export type LinkType = 'kiro-link+jws' | 'kiro-session+jws';

const payload = z.strictObject({
  workflowId: z.string().min(1).max(2_000),
  person: z.string().min(1).max(200),
  role: z.enum(LINK_ROLES),
  exp: z.number().int().positive(),
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
});
const header = z.strictObject({ alg: z.literal('EdDSA'), kid: z.string().min(1).max(100), typ: z.string().max(40) });

/** Longer than any of ours. Characters. */
const MAX_TOKEN = 6_000;

/** Signs a link, or the session for one, that ends after so many hours. `now`: milliseconds since the epoch. */
export function linkToken(
  key: SigningKey,
  type: LinkType,
  { hours, ...who }: Pick<Link, 'workflowId' | 'person' | 'role'> & { hours: number },
  now = Date.now(),
): string {
  const link: Link = {
    ...who,
    exp: Math.floor(now / 1_000) + Math.round(hours * 3_600),
    jti: randomBytes(18).toString('base64url'),
  };
  return compactJws(key, type, link);
}

/** The address that a person opens. `base`: where the page is, without a slash at the end. */
export const linkUrl = (base: string, token: string): string => `${base}/link/${token}`;

/** What became of a link: good; `expired`, with whom it was for, so that they can have a new one; or not one of ours. */
export type ReadLink = { state: 'good' | 'expired'; link: Link } | { state: 'forged' };

/** Reads a link, or a session, that one of the trusted keys has signed for a person for whom it may speak. */
export function readLink(compact: string, type: LinkType, trusted: readonly TrustedKey[], now = Date.now()): ReadLink {
  const [head = '', body = '', tail = '', ...more] = compact.length > MAX_TOKEN ? [] : compact.split('.');
  const [read, link] = [header.safeParse(jsonOf(head)), payload.safeParse(jsonOf(body))];
  if (more.length > 0 || !read.success || !link.success || read.data.typ !== type) return { state: 'forged' };
  const { data } = link;
  const signers = keysNamed(trusted, read.data.kid).filter((one) =>
    // Who may see everything is said only by a key that speaks for everybody.
    data.role === 'operator' ? one.people.includes('*') : speaksFor(one, data.person),
  );
  const signature = fromBase64Url(tail) ?? new Uint8Array();
  if (!signers.some(({ key }) => isSignedWith(key, `${head}.${body}`, signature))) return { state: 'forged' };
  return { state: data.exp * 1_000 > now ? 'good' : 'expired', link: data };
}

function jsonOf(part: string): unknown {
  const bytes = fromBase64Url(part);
  return bytes === null ? null : parsedJson(Buffer.from(bytes).toString('utf8'));
}
