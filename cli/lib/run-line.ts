import type { Client } from '@temporalio/client';
import type { OnboardingInput } from '../../runbook/input.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { workflowUrl } from '../../temporal/connect.js';
import { lookAt, withNewestLook } from './look.js';
import { sendAnswer, statusOfRun } from './ask-run.js';
import { runningRuns } from './reach.js';
import { inputOf } from './run-input.js';

/** How a front end that is no command reaches the runs of a cluster. */
export const runLine = (client: Client, uiUrl: string | null) => ({
  running: () => runningRuns(client),
  status: async (workflowId: string) => {
    const [status, { verdicts }] = await Promise.all([statusOfRun(client, workflowId), lookAt(client, workflowId)]);
    return withNewestLook(status, verdicts).status;
  },
  people: async (workflowId: string) => ((await inputOf(client, workflowId)) as OnboardingInput).people,
  link: (workflowId: string) => (uiUrl === null ? null : workflowUrl(uiUrl, client.options.namespace, workflowId)),
  answer: (workflowId: string, message: MessageName, value: object, updateId: string) =>
    sendAnswer(client, workflowId, message, value, updateId),
});
