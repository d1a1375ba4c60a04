import { whoAmI } from '../cli/lib/flag-values.js';
import { auditSummary, scheduleIdOf, updateAuditSchedule } from '../client/audit-schedule.js';
import { AUDIT_TYPE } from '../runbook/model/names.js';
import { completedInput } from '../runbook/onboarding/input.js';
import type { Begin } from './carry-out.js';
import { joinRunbook } from './join-run.js';

/** Start an audit of the configuration's connection, or join the one that goes on; its Schedule audits by the same from now on. */
export const joinAudit: Begin = async ({ client, input, taskQueue }) => {
  await updateAuditSchedule(client, input, { taskQueue, by: whoAmI() });
  return joinRunbook(client, taskQueue, {
    type: AUDIT_TYPE,
    workflowId: scheduleIdOf(input),
    input,
    completed: completedInput,
    firstStep: 'record',
    summary: auditSummary(input),
    details: ['A look at the whole connection, compared with the one before. It writes nothing to Okta or Kiro.'],
  });
};
