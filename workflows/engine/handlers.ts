import {
  ApplicationFailure,
  defineQuery,
  defineSignal,
  defineUpdate,
  patched,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { judge, readTaken } from '../../runbook/model/judge.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import { type AddedRule, type Setting, viewOf } from '../../runbook/model/runbook.js';
import type { RunState, Sender } from '../../runbook/model/state.js';
import { settingsOf } from '../../runbook/model/settings.js';
import { waitedFor } from '../../runbook/model/timing.js';
import { type Check, invalid, type Reason } from '../../runbook/messages/verdict.js';
import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import { MESSAGE_NAMES, type MessageName, type MessageOf } from '../../runbook/messages/schemas.js';
import { saidText } from '../../runbook/model/said.js';
import { looksLikeSecret } from '../../runbook/secrets/secrets.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import { reportOf } from '../../runbook/words/report.js';
import { statusOf } from '../../runbook/words/status.js';
import { take } from './inbox.js';
import type { Run } from './run.js';
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
    run.refuse(shown, `The runbook has no such message. ${waitedFor(run.state)}`, senderOf(run, null, 'signal'), null);
  });
  for (const [name, { description, refusal, take: takeUpdate }] of Object.entries({ ...COMMON_UPDATES, ...updates }))
    setHandler(defineUpdate<unknown, [unknown]>(name), (raw) => takeUpdate(run, raw), {
      description,
      validator(raw) {
        const reason = refusal(raw);
        if (reason !== null) throw answerRefused({ code: 'invalid', field: null, reason });
      },
    });
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
    description: 'Who is asked, where people are told, and when: as the configuration says now.',
  });
  setHandler(defineQuery('sealingKey'), () => run.state.facts.sealingKey ?? null, {
    description: 'The public key (JWK) to seal a SCIM token with.',
  });
}

type Take = <N extends MessageName>(name: N, value: MessageOf<N>, sender: Sender, notes: string[]) => void;

function listenForUpdate(run: Run, name: MessageName, takeIt: Take): void {
  setHandler(
    defineUpdate<unknown, [unknown]>(name),
    (raw) => {
      // Judged by the validator just before, and not again: a replay must take what was taken then.
      const { value, notes } = readTaken(name, raw, viewOf(run));
      takeIt(name, value, senderOf(run, value, 'update'), notes);
      return {
        accepted: true,
        message: name,
        notes,
        waitingFor: statusOf(run).waitingFor,
      };
    },
    {
      description: MESSAGE_INFO[name].description,
      validator: (raw) => {
        const check = weigh(name, raw, viewOf(run));
        if (!check.ok) throw answerRefused(check.why);
      },
    },
  );
}

function listenForSignal(run: Run, name: MessageName, takeIt: Take): void {
  setHandler(
    defineSignal<[unknown]>(name),
    (raw) => {
      const check = weigh(name, raw, { ...viewOf(run), holds });
      if (check.ok) takeIt(name, check.value, senderOf(run, check.value, 'signal'), check.notes);
      else run.refuse(name, check.why.reason, senderOf(run, raw, 'signal'), saidText(name, raw));
    },
    { description: MESSAGE_INFO[name].description },
  );
}

/**
 * A Signal is judged again when its history is replayed: a rule that was added later leaves a marker where it refuses one,
 * and what an earlier release took stays taken. A validator must not ask this: it leaves no trace, and is not replayed.
 */
const holds = (rule: AddedRule): boolean => patched(rule);

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

/** Who sent it, as far as a message that may be anything says so. */
function senderOf(run: Run, raw: unknown, via: string): Sender {
  const said = typeof raw === 'object' && raw !== null ? (raw as { by?: unknown; via?: unknown }) : {};
  const name = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' && !looksLikeSecret(value) ? value.slice(0, 200) : null;
  return { by: name(said.by), via: name(said.via) ?? via, at: run.now() };
}
