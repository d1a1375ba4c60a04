import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import protocol, { type coresdk, type temporal } from '@temporalio/proto';
import { fromPayload, toPayload } from './simulated-protocol.js';

type Job = coresdk.workflow_activation.IWorkflowActivationJob;
type Command = coresdk.workflow_commands.IWorkflowCommand;

const ALREADY_THERE =
  protocol.coresdk.child_workflow.StartChildWorkflowExecutionFailedCause
    .START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS;

/** A child that the workflow has started and still waits for. */
export interface OpenChild {
  seq: number;
  workflowId: string;
  workflowType: string;
  args: unknown[];
}

/** The children of a simulated run: started at once, and ended when the test says so. One that is let go lives on. */
export class SimulatedChildren {
  readonly open = new Map<string, OpenChild>();
  /** Every id that was started, as often as it was. */
  readonly started: string[] = [];
  /** Ids under which somebody else runs such a workflow already. */
  readonly taken = new Set<string>();

  /** What the workflow hears of a command about a child; false where the command is about none. */
  carryOut(command: Command, next: Job[]): boolean {
    const start = command.startChildWorkflowExecution;
    if (start != null) {
      const child = { seq: start.seq!, workflowId: start.workflowId!, workflowType: start.workflowType! };
      const isTaken = this.taken.has(child.workflowId);
      if (!isTaken) {
        this.started.push(child.workflowId);
        this.taken.add(child.workflowId);
        this.open.set(child.workflowId, {
          ...child,
          args: (start.input ?? []).map((_, at) => fromPayload(start.input, at)),
        });
      }
      const { workflowId, workflowType } = child;
      const outcome = isTaken
        ? { failed: { workflowId, workflowType, cause: ALREADY_THERE } }
        : { succeeded: { runId: `run-of-${workflowId}` } };
      next.push({ resolveChildWorkflowExecutionStart: { seq: child.seq, ...outcome } });
      return true;
    }
    const cancel = command.cancelChildWorkflowExecution;
    if (cancel == null) return false;
    const [child] = [...this.open.values()].filter(({ seq }) => seq === cancel.childWorkflowSeq);
    if (child === undefined) return true;
    this.open.delete(child.workflowId);
    next.push(
      this.over(child, { cancelled: { failure: failureOf(child, { message: 'Cancelled', canceledFailureInfo: {} }) } }),
    );
    return true;
  }

  /** End a child; null where the run does not wait for it any more. */
  end(workflowId: string, outcome: { value: unknown } | { error: Error } | 'cancelled'): Job | null {
    this.taken.delete(workflowId);
    const child = this.open.get(workflowId);
    this.open.delete(workflowId);
    if (child === undefined) return null;
    if (outcome === 'cancelled')
      return this.over(child, {
        cancelled: { failure: failureOf(child, { message: 'Cancelled', canceledFailureInfo: {} }) },
      });
    if ('value' in outcome) return this.over(child, { completed: { result: toPayload(outcome.value) } });
    const cause = defaultFailureConverter.errorToFailure(outcome.error, defaultPayloadConverter);
    return this.over(child, { failed: { failure: failureOf(child, cause) } });
  }

  private over({ seq }: OpenChild, result: coresdk.child_workflow.IChildWorkflowResult): Job {
    return { resolveChildWorkflowExecution: { seq, result } };
  }
}

const failureOf = (
  { workflowId, workflowType }: OpenChild,
  cause: temporal.api.failure.v1.IFailure,
): temporal.api.failure.v1.IFailure => ({
  message: 'Child Workflow execution failed',
  childWorkflowExecutionFailureInfo: {
    namespace: 'default',
    workflowExecution: { workflowId, runId: `run-of-${workflowId}` },
    workflowType: { name: workflowType },
  },
  cause,
});
