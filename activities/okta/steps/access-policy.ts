import type { Task } from '../../../runbook/outside.js';
import { ensure } from '../ensure.js';
import { accessPolicy } from '../objects/access-policy.js';
import { idOf } from '../objects/app-parts.js';
import { policyRule } from '../objects/policy-rule.js';
import type { Session } from '../session.js';

/** Guide, Step 2: Add access policies. One write after the other: Okta fails parallel ones (provider issue 1248). */
export async function ensureAccessPolicy(session: Session, task: Task & { serverId: string; clientId: string }) {
  const { serverId, clientId } = task;
  const policy = await ensure(accessPolicy, { serverId, clientId, owner: session.owner }, session);
  const wanted = { serverId, policyId: idOf(policy), scopes: session.input.scopes };
  const rule = await ensure(policyRule, wanted, session);
  const url = session.pages.authorizationServer(serverId);
  session.evidence.push(
    { label: 'Access policy', value: idOf(policy), url },
    { label: 'Access policy rule', value: idOf(rule), url },
  );
  session.warnings.push(
    'The rule allows the authorization code grant alone, fewer than the console ticks by itself: Kiro uses no other.',
  );
  return {};
}
