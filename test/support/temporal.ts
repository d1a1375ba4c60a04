import { TestWorkflowEnvironment } from '@temporalio/testing';
import { defineSearchAttributeKey } from '@temporalio/common';

/** A real dev server on ports of its own; its program comes from the global set-up. */
export function startDevServer(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: programOf('TEMPORAL_CLI_PATH') },
      searchAttributes: [
        defineSearchAttributeKey('KiroStep', 'KEYWORD_LIST'),
        defineSearchAttributeKey('KiroWaitingFor', 'KEYWORD_LIST'),
        defineSearchAttributeKey('KiroDomain', 'KEYWORD'),
        defineSearchAttributeKey('OktaOrg', 'KEYWORD'),
      ],
    },
  });
}

/** A server that skips time; it has no list of workflows. */
export function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: programOf('KIRO_TEST_SERVER_PATH') } },
  });
}

function programOf(variable: string): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set: the global set-up of the tests sets it.`);
  return path;
}
