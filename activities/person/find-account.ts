import type { Account, AccountFound } from '../../runbook/person/facts.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { idOf, type JsonObject, textAt } from '../okta/json-fields.js';
import { isStatus } from '../okta/okta-error.js';
import type { LimitedReads } from './limited-reads.js';

/**
 * The person of a login, whatever characters it has and however its case was typed. Okta takes logins in the path, but none
 * with `/` or `?`, however they are escaped (Okta's Users API, "Retrieve a user"); those are found by `filter`. Where nobody
 * has it, `search`, which ignores the case, gives who may be meant. One read, two where nobody is found at first.
 */
export async function findAccount(
  reads: LimitedReads,
  asked: string,
  pageOf: (id: string) => string,
): Promise<AccountFound> {
  const direct = /[/?]/.test(asked) ? await filtered(reads, asked) : await byPath(reads, asked);
  const found = direct.find((user) => isSame(loginOf(user), asked) || idOf(user) === asked);
  if (found !== undefined) return { kind: 'one', account: accountOf(found, pageOf) };
  // A second read is always made: of nobody there is nothing else to read.
  reads.maySpare();
  const others = await searched(reads, asked);
  const named = others.filter((user) => isSame(loginOf(user), asked));
  const [only] = named;
  if (only !== undefined && named.length === 1) return { kind: 'one', account: accountOf(only, pageOf) };
  const logins = [...new Set((named.length > 1 ? named : [...direct, ...others]).map((user) => said(loginOf(user))))];
  if (named.length > 1) return { kind: 'several', logins };
  // A name without its domain is no login of its own: with several of it, the person has to say which.
  const short = asked.includes('@') ? [] : logins.filter((login) => isSame(login.split('@')[0] ?? '', asked));
  if (short.length > 1) return { kind: 'several', logins: short };
  return { kind: 'nobody', alike: logins.slice(0, MOST_ALIKE) };
}

const MOST_ALIKE = 3;

async function byPath(reads: LimitedReads, asked: string): Promise<JsonObject[]> {
  const found = await reads.find(`/api/v1/users/${encodeURIComponent(asked)}`).catch((error: unknown) => {
    // What Okta cannot read as a login is nobody's.
    if (isStatus(error, 400)) return null;
    throw error;
  });
  return found === null ? [] : [found];
}

const filtered = (reads: LimitedReads, asked: string): Promise<JsonObject[]> =>
  reads.page(`/api/v1/users?${new URLSearchParams({ filter: `profile.login eq ${quoted(asked)}` }).toString()}`);

/** The same login in another case or another form of Unicode, a short name, or somebody's e-mail address. */
async function searched(reads: LimitedReads, asked: string): Promise<JsonObject[]> {
  const forms = [...new Set([asked, asked.normalize('NFC'), asked.normalize('NFD')])];
  const search = [
    ...forms.flatMap((form) => [`profile.login eq ${quoted(form)}`, `profile.email eq ${quoted(form)}`]),
    ...(asked.includes('@') ? [] : [`profile.login sw ${quoted(`${asked}@`)}`]),
  ].join(' or ');
  return reads.page(`/api/v1/users?${new URLSearchParams({ search }).toString()}`).catch((error: unknown) => {
    // An org that cannot search so only has nobody to suggest.
    if (isStatus(error, 400)) return [];
    throw error;
  });
}

/** A text in Okta's filter language. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const loginOf = (user: JsonObject): string => textAt(user, 'profile.login') ?? '';

/** Okta takes a login in any case, and macOS may type an accent as a character of its own. */
const isSame = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (text: string): string => text.normalize('NFC').toLowerCase();

const said = (text: string): string => NO_SECRETS.text(text, 200);

function accountOf(user: JsonObject, pageOf: (id: string) => string): Account {
  const profile = (name: string): string => said(textAt(user, `profile.${name}`) ?? '');
  const id = idOf(user);
  return {
    id,
    login: profile('login'),
    email: profile('email'),
    displayName: profile('displayName') || `${profile('firstName')} ${profile('lastName')}`.trim(),
    status: said(textAt(user, 'status') ?? ''),
    statusChanged: textAt(user, 'statusChanged'),
    lastLogin: textAt(user, 'lastLogin'),
    url: pageOf(id),
  };
}
