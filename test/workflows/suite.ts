import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '../../temporal/workflow-bundle.js';
import { sharedDevServer, startDevServer, startTimeSkipping } from '../support/temporal.js';
import { bundled, quiet } from './harness.js';

/** A server, and the workflow code for its workers. */
export interface There {
  env: TestWorkflowEnvironment;
  bundle: WorkflowBundle;
}

/**
 * A dev server for all tests of the file: the one of all files, or one of its own where it takes other arguments. `use`
 * gets it before the first one.
 */
export function onDevServer(use: (there: There) => void, extraArgs?: string[]): void {
  let env: TestWorkflowEnvironment | undefined;
  beforeAll(async () => {
    quiet();
    const starting = extraArgs === undefined ? sharedDevServer() : startDevServer(extraArgs);
    const [started, bundle] = await Promise.all([starting, bundled()]);
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
