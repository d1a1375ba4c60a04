import { setTimeout as sleep } from 'node:timers/promises';
import { warning } from '../needs-person.js';
import { isObject, textAt } from './json-fields.js';
import { BUILD_SCOPES } from './okta-environment.js';
import { OktaApi } from './okta-api.js';
import type { CheckFinding } from './preflight-audiences.js';
import type { Session } from './session.js';
import { idOfObject } from './verified.js';

/** How long the preflight waits for the roles. Milliseconds. */
const PATIENCE_MS = 10_000;

/** Roles that open far more of the org than a run needs, as Okta's role assignments have them (`type`). */
const TOO_HIGH: Readonly<Record<string, string>> = {
  SUPER_ADMIN: 'Super Administrator',
  ORG_ADMIN: 'Organization Administrator',
};

const ENOUGH =
  'with Application Administrator and API Access Management Administrator, which are enough (docs/okta-permissions.md)';

/**
 * Warnings for credentials that open more of the org than a run needs: the role of the token's owner or of the service app,
 * and scopes that nothing here uses. At most two calls, each made once; where Okta does not show the roles, or fails, nothing is
 * said of them. Never throws.
 */
export async function highRights(session: Session, patienceMs = PATIENCE_MS): Promise<CheckFinding[]> {
  const ended = new AbortController();
  const late = sleep<CheckFinding[]>(patienceMs, [], { signal: ended.signal, ref: false });
  const asked = highRoles(session).catch((): CheckFinding[] => []);
  const roles = await Promise.race([asked, late.catch((): CheckFinding[] => [])]);
  ended.abort();
  return [...roles, ...unusedScopes(session.okta.client.scopes)];
}

async function highRoles({ okta: { client }, input }: Session): Promise<CheckFinding[]> {
  // Asked once: a run must not wait for a question of courtesy.
  const patience = { ...client.patience, reads: { ...client.patience.reads, tries: 1 }, rateLimitWait: 0 };
  const okta = new OktaApi({ ...client, patience }, input.okta.rateLimitReserve);
  const path = client.clientId === null ? await pathOfOwner(okta) : pathOfApp(client.clientId, client.scopes ?? []);
  if (path === null) return [];
  const { body } = await okta.get(path, Array.isArray);
  const held = (body as unknown[])
    .filter(isObject)
    .filter((role) => textAt(role, 'status') !== 'INACTIVE')
    .map((role) => TOO_HIGH[textAt(role, 'type') ?? '']);
  const [role] = Object.values(TOO_HIGH).filter((name) => held.includes(name));
  if (role === undefined) return [];
  const [problem, fix] =
    client.clientId === null
      ? [
          `OKTA_CLIENT_TOKEN is the token of an admin with the role ${role}: who gets hold of it has all the rights of that admin.`,
          `Use a service app, or the token of an admin, ${ENOUGH}.`,
        ]
      : [
          `The service app has the role ${role}: who gets hold of its key has far more rights than a run needs.`,
          `Take that role from it (tab Admin roles), and leave it ${ENOUGH}.`,
        ];
  return [{ ...warning(problem, fix), id: idOfObject('preflight', 'rights') }];
}

async function pathOfOwner(okta: OktaApi): Promise<string | null> {
  const { body } = await okta.get('/api/v1/users/me', isObject);
  const id = isObject(body) ? textAt(body, 'id') : null;
  return id === null ? null : `/api/v1/users/${encodeURIComponent(id)}/roles`;
}

/** Okta shows them to a client with a scope that no run asks for by itself. */
const pathOfApp = (clientId: string, scopes: readonly string[]): string | null =>
  scopes.includes('okta.roles.read') ? `/oauth2/v1/clients/${encodeURIComponent(clientId)}/roles` : null;

function unusedScopes(asked: readonly string[] | null): CheckFinding[] {
  const unused = (asked ?? []).filter((scope) => scope.endsWith('.manage') && !BUILD_SCOPES.includes(scope));
  if (unused.length === 0) return [];
  const problem = `OKTA_CLIENT_SCOPES asks for ${unused.join(', ')}, which nothing here uses.`;
  const fix = 'Leave it out there, and take the grant from the service app (tab Okta API Scopes).';
  return [{ ...warning(problem, fix), id: idOfObject('preflight', 'scopes') }];
}
