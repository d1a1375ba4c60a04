import {
  ApplicationFailure,
  defineQuery,
  defineSignal,
  defineUpdate,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { judge, readTaken } from '../../runbook/model/judge.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import { type AddedRule, type Setting, viewOf } from '../../runbook/model/runbook.js';
import type { RunState, Sender } from '../../runbook/model/state.js';
import { settingsOf } from '../../runbook/model/settings.js';
import { waitedFor } from '../../runbook/model/timing.js';
import { type Check, invalid, type Reason, refused } from '../../runbook/messages/verdict.js';
import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import { MESSAGE_NAMES, type MessageName, type MessageOf } from '../../runbook/messages/schemas.js';
import { saidText } from '../../runbook/model/said.js';
import { looksLikeSecret } from '../../runbook/secrets/secrets.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import { reportOf } from '../../runbook/words/report.js';
import { statusOf } from '../../runbook/words/status.js';
import { type Arrival, mustReadKeys, senderOf } from '../../runbook/model/sender.js';
import { take } from './inbox.js';
import type { ProgramUpdate } from './program-update.js';
import { has } from './changes.js';
import type { Run } from './run.js';
import {
  acceptedSender,
  acceptedUpdate,
  arrivalOf,
  checkedSender,
  checkedUpdate,
  isForLater,
  learnKeys,
  useUp,
} from './senders.js';
import { COMMON_UPDATES } from './settings-changed.js';
import type { RunbookAtWork } from './work.js';

/** Every message as Update and as Signal, and the queries. All handlers are synchronous and none throws a plain error. */
export function listen<State extends RunState, Input extends RunInput>(
  run: Run<State, Input>,
  { effects, queries, updates }: RunbookAtWork<State, Input>,
): void {
  const takeIt: Take = (name, value, sender, notes) => take(run, effects, { name, value, sender, notes });
  for (const name of MESSAGE_NAMES) {
    if (run.runbook.messages[name] === undefined) continue;
    listenForUpdate(run, name, takeIt);
    listenForSignal(run, name, takeIt);
  }
  setDefaultSignalHandler((name) => {
    const shown = looksLikeSecret(name) ? 'a message of unknown name' : name.slice(0, 80);
    run.refuse(
      shown,
      `The runbook has no such message. ${waitedFor(run.state)}`,
      senderOf(run, arrivalOf(run, name, null, 'signal')),
      null,
    );
  });
  for (const [name, update] of Object.entries({ ...COMMON_UPDATES, ...updates }))
    listenForProgram(run, name, update as ProgramUpdate);
  setHandler(defineQuery('status'), () => statusOf(run), { description: 'What is done, and who is waited for.' });
  setHandler(
    defineQuery<unknown, [({ format?: string } | undefined)?]>('report'),
    (options) => {
      const report = reportOf(run);
      return options?.format === 'markdown' ? reportMarkdown(report) : report;
    },
    { description: 'The report so far; {"format": "markdown"} for text.' },
  );
  for (const [name, { description, answer }] of Object.entries(queries))
    setHandler(defineQuery<unknown, [unknown]>(name), (options) => answer(run, options), { description });
  setHandler(defineQuery('settings'), () => settingsOf(run.input), {
    description: 'Who is asked, where people get news, and when: as the configuration says now.',
  });
  setHandler(defineQuery('sealingKey'), () => run.state.facts.sealingKey ?? null, {
    description: 'The public key (JWK) to seal a SCIM token with.',
  });
}

type Take = <N extends MessageName>(name: N, value: MessageOf<N>, sender: Sender, notes: string[]) => void;

function listenForUpdate(run: Run, name: MessageName, takeIt: Take): void {
  const take = (raw: unknown): object => {
    // Judged just before, and not again: a replay must take what was taken then.
    const { value, notes } = readTaken(name, raw, viewOf(run));
    takeIt(name, value, acceptedSender(run, name, value, arrivalOf(run, name, raw, 'update')), notes);
    return { accepted: true, message: name, notes, waitingFor: statusOf(run).waitingFor };
  };
  const isLater = (raw: unknown): boolean =>
    isForLater(run, name, () => readTaken(name, raw, viewOf(run)).value, arrivalOf(run, name, raw, 'update'));
  const judged = (raw: unknown): void => {
    const check = weigh(name, raw, viewOf(run));
    if (!check.ok) throw answerRefused(check.why);
    const sent = checkedSender(run, name, check.value, arrivalOf(run, name, raw, 'update'));
    if (!sent.ok) throw answerRefused(sent.why);
  };
  setHandler(
    defineUpdate<unknown, [unknown]>(name),
    (raw) => (isLater(raw) ? withKeys(run, () => (judged(raw), take(raw))) : take(raw)),
    {
      description: MESSAGE_INFO[name].description,
      validator: (raw) => {
        const check = weigh(name, raw, viewOf(run));
        if (!check.ok) throw answerRefused(check.why);
        if (!isLater(raw)) judged(raw);
      },
    },
  );
}

function listenForProgram(run: Run, name: string, { description, isSensitive, refusal, take }: ProgramUpdate): void {
  const arrival = (raw: unknown): Arrival => arrivalOf(run, name, raw, 'update');
  const isLater = (raw: unknown): boolean => isSensitive(raw) && mustReadKeys(run, arrival(raw), () => true);
  const judged = (raw: unknown): void => {
    const sent = isSensitive(raw) ? checkedUpdate(run, arrival(raw)) : null;
    if (sent?.ok === false) throw answerRefused(sent.why);
  };
  const taken = (raw: unknown): unknown =>
    // A proof that nobody has checked shows nothing.
    take(run, raw, isSensitive(raw) ? acceptedUpdate(run, arrival(raw)) : senderOf(run, arrival(raw)));
  setHandler(
    defineUpdate<unknown, [unknown]>(name),
    (raw) => (isLater(raw) ? withKeys(run, () => (judged(raw), taken(raw))) : taken(raw)),
    {
      description,
      validator(raw) {
        const reason = refusal(raw);
        if (reason !== null) throw answerRefused({ code: 'invalid', field: null, reason });
        if (!isLater(raw)) judged(raw);
      },
    },
  );
}

/** What can be judged only once the worker's keys were read. */
async function withKeys<T>(run: Run, work: () => T): Promise<T> {
  try {
    await learnKeys(run);
  } catch {
    throw answerRefused(refused('wrong-step', 'The run is over.').why);
  }
  return work();
}

function listenForSignal(run: Run, name: MessageName, takeIt: Take): void {
  const take = (raw: unknown): void => {
    const check = weigh(name, raw, { ...viewOf(run), holds: heldIn(run) });
    const arrival = arrivalOf(run, name, raw, 'signal');
    if (!check.ok) return run.refuse(name, check.why.reason, senderOf(run, arrival), saidText(name, raw));
    const sent = checkedSender(run, name, check.value, arrival);
    // It counts once, also where the message is refused: somebody who has seen it must not send it again.
    useUp(run, sent.counted, arrival);
    if (sent.ok) takeIt(name, check.value, sent.sender, check.notes);
    else run.refuse(name, sent.why.reason, senderOf(run, arrival), saidText(name, raw));
  };
  setHandler(
    defineSignal<[unknown]>(name),
    (raw) => {
      const value = (): object => readTaken(name, raw, viewOf(run)).value;
      if (!isForLater(run, name, value, arrivalOf(run, name, raw, 'signal'))) return take(raw);
      return learnKeys(run).then(
        () => take(raw),
        () => undefined,
      );
    },
    { description: MESSAGE_INFO[name].description },
  );
}

/**
 * A Signal is judged again when its history is replayed: a rule that was added later leaves a marker where it refuses one,
 * and what an earlier release took stays taken. A validator must not ask this: it leaves no trace, and is not replayed.
 */
const heldIn =
  (run: Run) =>
  (rule: AddedRule): boolean =>
    has(run, rule);

/** The judgement, whatever comes: an object that is nested thousands deep breaks even the search for secrets. */
function weigh<N extends MessageName>(name: N, raw: unknown, setting: Setting): Check<MessageOf<N>> {
  try {
    return judge(name, raw, setting);
  } catch {
    return invalid(null, 'The message could not be read.');
  }
}

function answerRefused(why: Reason): ApplicationFailure {
  const failure = ApplicationFailure.create({
    type: 'AnswerRefused',
    message: why.reason,
    nonRetryable: true,
    details: [why],
  });
  // A stack would tell the sender nothing, and shows the worker's files.
  failure.stack = '';
  return failure;
}
