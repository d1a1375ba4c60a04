import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { OnboardingInput } from '../runbook/input.js';
import { oktaHost, WORKFLOW_TYPE, workflowIdFor } from '../runbook/names.js';
import { usageError } from '../cli/lib/exit-codes.js';
import { inputOf } from '../cli/lib/run-input.js';
import { differences } from './differences.js';

/** Started anew, or joined. */
export interface JoinedRun {
  workflowId: string;
  runId: string;
  joined: boolean;
}

/**
 * Start the run of that org and domain, or join it when it is going on.
 * @throws CommandError (exit code 2) when the running one was started with another configuration.
 */
export async function joinRun(client: Client, input: OnboardingInput, taskQueue: string): Promise<JoinedRun> {
  const workflowId = workflowIdFor(input.okta.orgUrl, input.domain);
  try {
    const handle = await client.workflow.start(WORKFLOW_TYPE, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `Connect ${oktaHost(input.okta.orgUrl)} to Kiro for ${input.domain}`,
      staticDetails: STATIC_DETAILS,
      typedSearchAttributes: [
        { key: defineSearchAttributeKey('KiroDomain', 'KEYWORD'), value: input.domain },
        { key: defineSearchAttributeKey('OktaOrg', 'KEYWORD'), value: oktaHost(input.okta.orgUrl) },
      ],
    });
    return { workflowId, runId: handle.firstExecutionRunId, joined: false };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    const other = differences(await inputOf(client, workflowId, runId), input);
    if (other.length > 0) {
      throw usageError(
        `${workflowId} is going on with another configuration:\n${other.map((line) => `  ${line}`).join('\n')}\n` +
          `Join it with the configuration it was started with, or end it first: temporal workflow cancel -w '${workflowId}'.`,
      );
    }
    return { workflowId, runId, joined: true };
  }
}

const STATIC_DETAILS = [
  'The guide "Connect your Okta IdP" as one durable run.',
  '',
  'What to do now stands beside this, under Current Details. Answer with More Actions, Send an Update (every message',
  'takes one JSON object), with `npm run answer`, or with the `temporal` command shown there.',
].join('\n');
