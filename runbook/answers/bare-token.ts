import { sealedHeader } from '../secrets.js';
import { pasted } from './pasted.js';

const SCHEME = /^(authorization:\s*)?bearer\s+/i;
const AGAIN = 'Copy the access token alone, as Kiro showed it.';

/** The SCIM token alone of what a person gave to be sealed, or why it is none. Never says what was given. */
export function bareToken(text: string): { token: string } | { problem: string } {
  const token = pasted(text, [], 'token').replace(SCHEME, '');
  if (token === '') return { problem: `The token is empty. ${AGAIN}` };
  if (/^https?:\/\//i.test(token)) return { problem: `That is an address, not the token. ${AGAIN}` };
  if (/\s/.test(token)) return { problem: `The token holds a space or a line break. ${AGAIN}` };
  if (sealedHeader(token) !== null) return { problem: `That is a sealed token, not the token itself. ${AGAIN}` };
  return { token };
}
