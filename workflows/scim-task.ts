import type { ScimTask } from '../runbook/outside.js';
import type { Run } from './run.js';

/** What every activity that asks Kiro's SCIM endpoint is told; without access it has nothing to ask with. */
export function scimTask(run: Run): ScimTask {
  const access = run.state.answers.scimAccessIssued?.value;
  return { ...run.task, endpoint: access?.endpoint ?? '', sealedToken: access?.token ?? null };
}
