import { isCancel, select } from '@clack/prompts';
import type { Client } from '@temporalio/client';
import { askAgain, askForm } from '../cli/lib/form/ask.js';
import { FormLeft, type Draft, type Fields } from '../cli/lib/form/draft.js';
import { terminalWidth, waitingLines, wrapped } from '../cli/lib/text.js';
import { whoAmI } from '../cli/lib/who-am-i.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import type { Waiting } from '../runbook/words/status.js';
import { answeredElsewhere } from './answered-elsewhere.js';
import { sendPatiently } from './send-patiently.js';

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

async function ask(one: Waiting, dialogue: Dialogue, signal: AbortSignal): Promise<Asked> {
  const { write } = dialogue;
  write(['', ...waitingLines(one, terminalWidth())].join('\n'));
  if (one.message === 'signInTested') {
    write('Run it in another terminal: it tells the run by itself.');
    return 'declined';
  }
  const given: Fields = { by: whoAmI(), via: 'terminal' };
  if (one.fields.some((field) => field.name === 'step')) given['step'] = one.step;
  const draft: Draft = { given, candidates: one.candidates, mayWait: true, signal };
  let filled = await askForm(one.message, draft);
  while (filled !== null) {
    const sent = await sendPatiently(one.message, filled, dialogue);
    const said = sent.accepted ? ['Taken.', ...sent.notes].join(' ') : `Refused: ${sent.why.reason}`;
    write(wrapped(terminalText(said), terminalWidth()));
    if (sent.accepted) return 'sent';
    if (sent.why.code !== 'invalid') return 'refused';
    filled = await askAgain(one.message, draft, filled, sent.why.field);
  }
  return 'declined';
}
