import type { z } from 'zod';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { RunState, Sender } from '../../runbook/model/state.js';
import type { Run } from './run.js';

/**
 * An Update that another program of ours sends, or a command: no message for people, and never asked for. It is refused as a
 * message is, and what it gives back is the answer to its sender.
 */
export interface ProgramUpdate<R extends Run = Run> {
  description: string;
  /** Whether its sender has to be proven where the run asks for that: it comes from a person, by a command. Asked of anything. */
  isSensitive: (raw: unknown) => boolean;
  /** Why this is not taken, in a sentence; null where it is. */
  refusal: (raw: unknown) => string | null;
  /** Takes what `refusal` lets through. */
  take: (run: R, raw: unknown, sender: Sender) => unknown;
}

/** An Update of that form. `take` is synchronous, as every handler is. */
export function programUpdate<Schema extends z.ZodType, State extends RunState, Input extends RunInput>(
  description: string,
  schema: Schema,
  take: (run: Run<State, Input>, value: z.output<Schema>, sender: Sender) => unknown,
  isSensitive: ProgramUpdate['isSensitive'] = () => false,
): ProgramUpdate<Run<State, Input>> {
  return {
    description,
    isSensitive,
    refusal(raw) {
      const issue = schema.safeParse(raw).error?.issues[0];
      if (issue === undefined) return null;
      const where = issue.path.join('.').slice(0, 80);
      return `${where === '' ? 'The message' : `\`${where}\``} is not right: ${issue.message}`;
    },
    take(run, raw, sender) {
      // The validator has let it through, maybe in an earlier release with a wider form: on a replay it stays taken.
      const { data, success } = schema.safeParse(raw);
      return success ? take(run, data, sender) : { accepted: true };
    },
  };
}
