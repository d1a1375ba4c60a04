import type { MessageName, MessageOf } from '../../runbook/messages/schemas.js';
import type { Change, Consequence, Evidence, Finding } from '../../runbook/model/proof.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { Runbook } from '../../runbook/model/runbook.js';
import type { Confirmed, RunState, Sender } from '../../runbook/model/state.js';
import type { ProgramUpdate } from './program-update.js';
import type { Run } from './run.js';

/** What a step gives back when it holds. */
export interface StepResult {
  /** Null where there was nothing to do: the step is then skipped. */
  confirmed: Confirmed | null;
  summary: string;
  evidence?: Evidence[];
  changes?: Change[];
  findings?: Finding[];
  warnings?: string[];
  sender?: Sender;
  /** What it saw that proves steps which people have attested (`Step.provenBy`). */
  shows?: Consequence[];
}

/** What a step does, by a program or by asking a person. */
export type StepBody<R extends Run = Run> = (run: R) => Promise<StepResult>;

/** What a taken message does; one without an effect is kept as the answer to its step. */
export type Effects<R extends Run = Run> = {
  [N in MessageName]?: (run: R, value: MessageOf<N>, sender: Sender) => void;
};

/** A runbook with all that its steps and messages do. */
export interface RunbookAtWork<State extends RunState, Input extends RunInput> {
  runbook: Runbook<State, Input>;
  /** By id. Every runbook ends with `report`, which the engine brings (`end.ts`). */
  bodies: Record<string, StepBody<Run<State, Input>>>;
  /** Besides those of the messages that every runbook takes, or instead of them. */
  effects: Effects<Run<State, Input>>;
  /** Queries besides those of every runbook. */
  queries: Record<string, { description: string; answer: (run: Run<State, Input>, options: unknown) => unknown }>;
  /** Updates that programs send, by name. */
  updates: Record<string, ProgramUpdate<Run<State, Input>>>;
  /** Works that go on beside the steps until the run is over; each ends when it is cancelled. */
  beside: ((run: Run<State, Input>) => Promise<void>)[];
  /** What is to be done once the run is over and its report is written, however it has ended. */
  atEnd: (run: Run<State, Input>) => Promise<void>;
  /** What is to be done before the report of a run that a person has stopped or cancelled. Absent: nothing. */
  beforeBreakingOff?: (run: Run<State, Input>) => Promise<void>;
  /** What is to be done when a step has failed, before a person is asked for help. */
  afterTrouble: (run: Run<State, Input>, error: unknown) => Promise<void>;
}
