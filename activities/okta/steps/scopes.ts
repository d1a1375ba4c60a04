import type { Task } from '../../../runbook/outside.js';
import { KIRO_SCOPES, SCOPE_MEANING } from '../../../runbook/onboarding/guide.js';
import { ensure } from '../ensure.js';
import { idOf } from '../objects/app-parts.js';
import { scope } from '../objects/scope.js';
import type { Session } from '../session.js';

/** Guide, Step 2: Scope authorization; only the scopes that the organisation asked for. */
export async function ensureScopes(session: Session, { serverId }: Task & { serverId: string }) {
  const url = session.pages.authorizationServer(serverId);
  for (const name of session.input.scopes) {
    const made = await ensure(scope, { serverId, name }, session);
    session.evidence.push({ label: `Scope ${name}`, value: idOf(made), url });
  }
  for (const name of KIRO_SCOPES.filter((other) => !session.input.scopes.includes(other)))
    session.warnings.push(`The scope ${name} (${SCOPE_MEANING[name]}) is left out, as configured.`);
  return {};
}
