import { whoAmI } from '../cli/lib/flag-values.js';
import { updateAuditSchedule } from '../client/audit-schedule.js';
import { note } from '../cli/lib/output-and-exit.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import type { Begin } from './carry-out.js';
import { joinRun } from './join-run.js';

/** Start the onboarding, or join it; from then on the Schedule of audits, where there is one, goes by its configuration. */
export const joinOnboarding: Begin = async ({ client, input, taskQueue }) => {
  const joined = await joinRun(client, input, taskQueue);
  await updateAuditSchedule(client, input, { taskQueue, by: whoAmI() }).catch((error: Error) =>
    note(
      terminalText(
        `The Schedule of audits keeps its configuration (${error.message}): npm run audit -- --schedule sets it.`,
      ),
    ),
  );
  return joined;
};
