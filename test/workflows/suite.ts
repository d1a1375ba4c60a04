import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '../../temporal/workflow-bundle.js';
import { startDevServer, startTimeSkipping } from '../support/temporal.js';
import { bundled, quiet } from './harness.js';

/** A server, and the workflow code for its workers. */
export interface There {
  env: TestWorkflowEnvironment;
  bundle: WorkflowBundle;
}

/** A dev server for all tests of the file; `use` is told of it before the first one. */
export function onDevServer(use: (there: There) => void, extraArgs: string[] = []): void {
  let env: TestWorkflowEnvironment | undefined;
  beforeAll(async () => {
    quiet();
    const [started, bundle] = await Promise.all([startDevServer(extraArgs), bundled()]);
    env = started;
    use({ env, bundle });
  });
  afterAll(() => env?.teardown());
}

/** A server that skips time for each test: what one leaves behind would hold up the time of the next. */
export function onSkippedTime(use: (there: There) => void): void {
  let env: TestWorkflowEnvironment | undefined;
  let bundle: WorkflowBundle;
  beforeAll(async () => {
    quiet();
    bundle = await bundled();
  });
  beforeEach(async () => {
    env = await startTimeSkipping();
    use({ env, bundle });
  });
  afterEach(() => env?.teardown());
}
