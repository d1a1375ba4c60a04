import { randomUUID } from 'node:crypto';
import { isCancel, select } from '@clack/prompts';
import type { Client } from '@temporalio/client';
import { type Draft, type Fields, FormLeft } from '../cli/lib/ask-fields.js';
import { askAgain, askForm } from '../cli/lib/ask-form.js';
import { whoAmI } from '../cli/lib/flag-values.js';
import { PROMPT_ROWS, questionOnScreen, terminalRows, terminalWidth, wrapped } from '../cli/lib/run-lines.js';
import { statusOfRun } from '../client/ask-run.js';
import { silenceOf } from '../client/follow-run.js';
import { pause } from '../client/pause.js';
import type { CheckKey } from '../client/known-keys.js';
import { signerFor } from '../client/signer.js';
import { type Filled, type Sent, submit } from '../client/send-answer.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import { namesItsStep } from '../runbook/messages/fields.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import { openQuestions } from '../runbook/words/progress.js';
import type { Waiting } from '../runbook/words/status.js';

/** What became of a question at the terminal. */
export type Asked =
  | 'sent'
  /** It is no longer, or not yet, what the run waits for. */
  | 'refused'
  /** Not now, says the person. */
  | 'declined'
  /** Somebody else has answered meanwhile. */
  | 'elsewhere'
  /** It is asked for another reason now. */
  | 'changed'
  /** The person leaves. */
  | 'left';

export interface Dialogue {
  client: Client;
  workflowId: string;
  /** At least one. */
  questions: Waiting[];
  /** The person has just said "not now": let them say which, and when. */
  letChoose: boolean;
  /** Aborted when the person leaves. */
  leaving: AbortSignal;
  write: (line: string) => void;
  checkKey: CheckKey;
}

/** Ask the person at the terminal one of the open questions, and send the answer. */
export async function askNext(dialogue: Dialogue): Promise<Asked> {
  const { questions, letChoose } = dialogue;
  const [first] = questions;
  const isPlain = questions.length === 1 && !letChoose;
  const one = isPlain ? first! : await besideOthers(dialogue, questions, (signal) => choose(questions, signal));
  return typeof one === 'string' ? one : besideOthers(dialogue, [one], (signal) => ask(one, dialogue, signal));
}

/** Do it until it is done, the person leaves, or the questions change. */
async function besideOthers<T>(
  { client, workflowId, leaving }: Dialogue,
  shown: Waiting[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'elsewhere' | 'changed' | 'left'> {
  const elsewhere = answeredElsewhere(client, workflowId, shown);
  try {
    return await work(AbortSignal.any([leaving, elsewhere.signal]));
  } catch (error) {
    if (!(error instanceof FormLeft)) throw error;
    return elsewhere.signal.aborted ? elsewhere.what() : 'left';
  } finally {
    await elsewhere.stop();
  }
}

async function choose(questions: Waiting[], signal: AbortSignal): Promise<Waiting | 'left'> {
  const options = [
    ...questions.map((one, index) => ({
      value: index,
      label: terminalText(one.title),
      hint: terminalText(one.person ?? one.role),
    })),
    { value: -1, label: 'Leave; the run is kept as it is' },
  ];
  const chosen = await select({ message: 'What is done?', options, signal });
  if (isCancel(chosen)) throw new FormLeft();
  return questions[chosen] ?? 'left';
}

/** What this person has answered, by run and question: where it is asked again, most of it is still right. Secrets are not kept. */
const sentBefore = new Map<string, Fields>();

async function ask(one: Waiting, dialogue: Dialogue, signal: AbortSignal): Promise<Asked> {
  const { write } = dialogue;
  const screen = { width: terminalWidth(), rows: terminalRows() - PROMPT_ROWS, showsAnswer: false };
  write(['', ...questionOnScreen(one, screen)].join('\n'));
  if (one.message === 'signInTested') {
    write('Run it in another terminal: it tells the run by itself.');
    return 'declined';
  }
  const given: Fields = { by: whoAmI(), via: 'terminal' };
  if (namesItsStep(one.message)) given['step'] = one.step;
  const key = JSON.stringify([dialogue.workflowId, one.step, one.message]);
  const before = one.reason === null ? undefined : sentBefore.get(key);
  const draft: Draft = { given, candidates: one.candidates, mayWait: true, signal, ...(before && { before }) };
  let filled = await askForm(one.message, draft);
  while (filled !== null) {
    const sent = await sendPatiently(one.message, filled, dialogue);
    const said = sent.accepted ? ['Taken.', ...sent.notes].join(' ') : `Refused: ${sent.why.reason}`;
    write(wrapped(terminalText(said), terminalWidth()));
    if (sent.accepted) sentBefore.set(key, filled.value);
    if (sent.accepted) return 'sent';
    if (sent.why.code !== 'invalid') return 'refused';
    filled = await askAgain(one.message, draft, filled, sent.why);
  }
  return 'declined';
}

/** How often the run is looked at while a question stands at the terminal. Milliseconds. */
const LOOK_MS = 500;

/** Watches for others who answer. */
interface Elsewhere {
  /** Aborted as soon as one of the shown questions is no longer open. */
  signal: AbortSignal;
  /** Whether it was answered, or is still asked and for another reason. */
  what(): 'elsewhere' | 'changed';
  stop(): Promise<void>;
}

/** Somebody else may answer what is being asked here: the prompt then goes away. */
function answeredElsewhere(client: Client, workflowId: string, shown: Waiting[]): Elsewhere {
  const changed = new AbortController();
  const stopped = new AbortController();
  let what: 'elsewhere' | 'changed' = 'elsewhere';
  const watching = (async () => {
    while (!stopped.signal.aborted && !changed.signal.aborted) {
      const status = await statusOfRun(client, workflowId).catch(() => null);
      const open = status === null ? shown : openQuestions(status);
      const gone = shown.find((one) => !open.some((now) => isSame(one, now)));
      if (gone !== undefined) {
        const isStillAsked = open.some(({ step, since }) => step === gone.step && since === gone.since);
        if (isStillAsked) what = 'changed';
        changed.abort();
      }
      await pause(LOOK_MS, stopped.signal);
    }
  })();
  return {
    signal: changed.signal,
    what: () => what,
    stop: () => {
      stopped.abort();
      return watching;
    },
  };
}

/** The same question, asked at the same time for the same reason. */
const isSame = (one: Waiting, other: Waiting): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ step, message, since, reason }: Waiting): string => JSON.stringify([step, message, since, reason]);

/** How long until an answer that nobody took is sent again. Milliseconds. */
const RETRY_MS = 1_000;

interface Sending {
  client: Client;
  workflowId: string;
  /** Aborted when the person leaves. */
  leaving: AbortSignal;
  write: (line: string) => void;
  checkKey: CheckKey;
}

/** What was typed is kept while Temporal or the worker is away, and sent when they are back. @throws FormLeft */
async function sendPatiently(
  message: MessageName,
  filled: Filled,
  { client, workflowId, leaving, write, checkKey }: Sending,
): Promise<Sent> {
  const sign = await signerFor('terminal', process.env);
  const reached = { client, workflowId, checkKey, updateId: randomUUID(), sign };
  let shown = '';
  for (;;) {
    try {
      return await submit(message, filled, reached);
    } catch (error) {
      const silence = silenceOf(error);
      if (silence === null) throw error;
      if (shown !== silence) write(terminalText(`Not sent yet: ${silence}`));
      shown = silence;
      await pause(RETRY_MS, leaving);
      if (leaving.aborted) throw new FormLeft();
    }
  }
}
