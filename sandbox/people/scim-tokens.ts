import { MOST_TOKENS } from '../kiro/console/identity-management.js';
import { atKiro, type Desk } from './desk.js';

const VAULT_ENTRY = 'Sandbox vault: Kiro SCIM token';

/** What Kiro shows once, as it is kept in the vault. */
export interface ScimAccess {
  id: string;
  scimEndpoint: string;
  token: string;
  /** The run, or the question, that it was made for; absent: the onboarding's. */
  madeFor?: string;
}

/** The newest SCIM access that somebody has put into the vault. */
export function keptAccess({ vault }: Pick<Desk, 'vault'>): ScimAccess | null {
  const kept = vault.get(VAULT_ENTRY);
  return kept === null ? null : (JSON.parse(kept) as ScimAccess);
}

/** Ids of the tokens that Kiro lists, the oldest first. */
const listed = async (desk: Desk): Promise<string[]> =>
  (await atKiro<{ id: string }[]>(desk, 'GET', '/access-tokens')).map(({ id }) => id);

/** The access in the vault as long as Kiro knows its token, else a new one. */
export async function anyAccess(desk: Desk): Promise<ScimAccess> {
  const kept = keptAccess(desk);
  return kept !== null && (await listed(desk)).includes(kept.id) ? kept : generate(desk);
}

/** A new one, made once for this purpose. Where Kiro has its two tokens already, the one that Okta does not hold goes. */
export async function newAccess(desk: Desk, madeFor: string): Promise<ScimAccess> {
  const kept = keptAccess(desk);
  const ids = await listed(desk);
  if (kept?.madeFor === madeFor && ids.includes(kept.id)) return kept;
  if (ids.length >= MOST_TOKENS) await revokeAllBut(desk, kept?.id ?? ids.at(-1));
  return generate(desk, madeFor);
}

/** Revokes every token that is older than the one made for this purpose: all of them where there is none yet. */
export async function revokeOld(desk: Desk, madeFor: string): Promise<number> {
  const kept = keptAccess(desk);
  return revokeAllBut(desk, kept?.madeFor === madeFor ? kept.id : undefined);
}

async function revokeAllBut(desk: Desk, kept: string | undefined): Promise<number> {
  const old = (await listed(desk)).filter((id) => id !== kept);
  for (const id of old) await atKiro(desk, 'DELETE', `/access-tokens/${id}`);
  return old.length;
}

async function generate(desk: Desk, madeFor?: string): Promise<ScimAccess> {
  const made = await atKiro<ScimAccess>(desk, 'POST', '/access-tokens', {});
  const access = madeFor === undefined ? made : { ...made, madeFor };
  desk.vault.put(VAULT_ENTRY, JSON.stringify(access));
  desk.vault.share({ endpoint: access.scimEndpoint, token: access.token });
  return access;
}

/** The answer `scimAccessIssued`: the token itself goes sealed. */
export async function issued(desk: Desk, access: ScimAccess): Promise<Record<string, unknown>> {
  const { scimEndpoint: endpoint, token } = access;
  return { endpoint, token: await desk.line.seal(token, endpoint), storedAt: VAULT_ENTRY };
}
