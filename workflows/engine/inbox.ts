import type { MessageName, MessageOf } from '../../runbook/messages/schemas.js';
import { forgetConsequences } from '../../runbook/model/consequences.js';
import { isOver, recordOf, type Answers, resetStep, type RunState, type Sender } from '../../runbook/model/state.js';
import { REPORT_STEP } from '../../runbook/model/step.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { Choice } from '../../runbook/model/trouble.js';
import { senderText } from '../../runbook/words/phrases.js';
import type { Run } from './run.js';
import { dependentsInOrder } from './start-order.js';
import type { Effects } from './work.js';

/** What the messages do that every runbook takes. */
export const COMMON_EFFECTS: Effects = {
  stepDone(run, { step, note: done }, sender) {
    if (run.state.troubles[step] === undefined) run.state.attested[step] = { ...sender, note: done ?? null };
    else note(run, step, `Corrected by ${nameOf(sender)}`, done ?? 'no note');
    delete run.state.troubles[step];
  },
  objectChosen(run, { step, use, id, name }, sender) {
    run.state.choices[step] = use === 'adopt' ? adoption(run, step, id!) : { use, name: name! };
    note(run, step, `Chosen by ${nameOf(sender)}`, use === 'adopt' ? `adopt ${id}` : `create "${name}"`);
    delete run.state.troubles[step];
  },
  decisionMade(run, { step, decision, reason }, sender) {
    const isTrouble = run.state.troubles[step] !== undefined;
    if (decision === 'stop') {
      recordOf(run.state, step).state = 'failed';
      run.state.stopped = { ...sender, reason };
    } else if (isTrouble && decision === 'accept') {
      run.breakOff(step, { kind: 'skip', reason, sender });
    } else if (isTrouble) {
      // The step is tried again, and may now repair what it only may with consent.
      run.state.decisions[step] = { ...sender, decision, reason };
      note(run, step, `Repair agreed to by ${nameOf(sender)}`, reason);
      delete run.state.troubles[step];
    } else {
      run.state.decisions[step] = { ...sender, decision, reason };
    }
  },
  skipStep(run, { step, reason }, sender) {
    run.breakOff(step, { kind: 'skip', reason, sender });
  },
  redoStep(run, { step, reason }, sender) {
    const { runbook } = run;
    const again = [step, ...runbook.steps.of(step).redoes].flatMap((id) => dependentsInOrder(runbook, id));
    for (const id of new Set(again)) redo(run, id, reason, sender);
  },
  checkNow(run, { step }) {
    run.nudge(step);
  },
};

/** The object that was chosen, with what the person was shown that adopting it changes. */
function adoption(run: Run, step: string, id: string): Choice {
  const shown = run.state.troubles[step]?.candidates.find((candidate) => candidate.id === id)?.changes;
  return { use: 'adopt', id, ...(shown === undefined ? {} : { shown }) };
}

export const nameOf = (sender: Sender): string => senderText(sender, 'a person');

/** What a person did for a step, for the audit trail; kept beside what is read when the step is done. */
export function note(run: Run, step: string, label: string, value: string): void {
  recordOf(run.state, step).evidence.push({ label, value, url: null });
}

/** Take a message that has been judged right. */
export function take<N extends MessageName, State extends RunState, Input extends RunInput>(
  run: Run<State, Input>,
  effects: Effects<Run<State, Input>>,
  message: { name: N; value: MessageOf<N>; sender: Sender; notes: string[] },
): void {
  const { name, value, sender, notes } = message;
  const own: Effects<Run<State, Input>>[N] = effects[name];
  const effect = own ?? COMMON_EFFECTS[name];
  if (effect === undefined) keep(run, name, value, sender);
  else effect(run, value, sender);
  const { steps, messages } = run.runbook;
  const step = 'step' in value && value.step !== undefined ? value.step : (messages[name]?.step ?? null);
  const about = step === null ? name : `${name}, ${steps.of(step).title}`;
  const { by, via, sender: mark = null } = sender;
  run.tell({
    kind: 'answered',
    step,
    message: name,
    by,
    via,
    sender: mark,
    text: `${senderText(sender, 'Somebody')} has sent ${about}.`,
  });
  notes.forEach((text) => run.warn(text));
  run.changed();
}

/** Keep it as the answer to its step. */
export function keep<N extends MessageName>(run: Run, name: N, value: MessageOf<N>, sender: Sender): void {
  run.state.answers[name] = { value, ...sender } as Answers[N];
}

/** Do that step again, with nothing of what was learned in it. */
export function redo(run: Run, id: string, reason: string, sender: Sender): void {
  const { state, runbook } = run;
  const record = recordOf(state, id);
  if (!isOver(record) && record.state !== 'todo') run.breakOff(id, { kind: 'redo' });
  resetStep(state, id, reason, sender);
  for (const [name, use] of Object.entries(runbook.messages))
    if (use?.step === id) delete state.answers[name as MessageName];
  const { gives } = runbook.steps.of(id);
  if (gives !== null) delete (state.facts as Record<string, unknown>)[gives];
  forgetConsequences(state, runbook.steps, id);
  delete state.troubles[id];
  delete state.attested[id];
  delete state.decisions[id];
  // A wrong adoption can be taken back so.
  delete state.choices[id];
  runbook.forget(state, id);
  if (id === REPORT_STEP) state.finishedAt = null;
}
