import { OIDC_APP_NAME } from '../../../runbook/onboarding/guide.js';
import type { Task } from '../../../runbook/outside.js';
import { readAppUsers } from '../app-users.js';
import { requireAudience } from '../audience.js';
import { PLANNED_ID } from '../okta-api.js';
import type { Session } from '../session.js';
import { unexpectedAccess } from '../unexpected-access.js';
import { assign } from './assign.js';

/** Guide, Step 1: Add users and groups. Whoever else has the application is a finding. */
export async function ensureSignInAssignments(session: Session, { appId }: Task & { appId: string }) {
  const audience = await requireAudience(session.okta, session.input.signIn);
  const appLabel = session.input.okta.oidcApplication;
  await assign(session, { appId, appLabel }, audience);
  if (appId !== PLANNED_ID) {
    const alone = (await readAppUsers(session, appId))
      .filter(({ scope }) => scope === 'USER')
      .map(({ login }) => login);
    const access = { key: OIDC_APP_NAME, appId, appLabel, audience: session.input.signIn, alone };
    session.findings.push(...(await unexpectedAccess(session, access)));
  }
  return { findings: session.findings };
}
