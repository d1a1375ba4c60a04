import type { Task } from '../../../runbook/outside.js';
import { requireAudience } from '../audience.js';
import { PLANNED_ID, type Session } from '../session.js';
import { assign, warnOfOthers } from './assign.js';

/** Guide, Step 1: Add users and groups. */
export async function ensureSignInAssignments(session: Session, { appId }: Task & { appId: string }) {
  const audience = await requireAudience(session.okta, session.input.signIn);
  const app = { appId, appLabel: session.input.okta.oidcApplication };
  await assign(session, app, audience);
  if (appId !== PLANNED_ID) await warnOfOthers(session, app, audience);
  return {};
}
