import { createHash } from 'node:crypto';
import type { App, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { pause } from '../client/pause.js';
import type { RunLine } from '../client/run-line.js';
import type { Sent } from '../client/send-answer.js';
import { type Question, questionFrom } from '../runbook/words/slack-question.js';
import { errorsAt, FORM_ID, noticeInstead, valuesOf } from './form.js';
import { refused, send } from './questions.js';
import type { Once } from './once.js';
import { textOf } from './trouble.js';

/** Slack wants to hear of a submitted form within three seconds. Milliseconds. */
const PATIENCE_MS = 2_200;

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & { client: WebClient };

/** Submitted forms: taken, or refused below the field. */
export function listenForForms(app: App, line: RunLine, once: Once): void {
  app.view<ViewSubmitAction>(FORM_ID, async (submission) => {
    const question = questionFrom(submission.view.private_metadata);
    if (question === null) return submission.ack();
    const answering = settled(answer(line, once, question, submission));
    const first = await Promise.race([answering, pause(PATIENCE_MS)]);
    if (first === undefined) return tellLater(submission, answering);
    if (!first.accepted) {
      const { field, reason } = first.why;
      return submission.ack({ response_action: 'errors', errors: errorsAt(question.message, field, reason) });
    }
    await submission.ack(first.notes.length === 0 ? undefined : instead(['Taken.', ...first.notes].join(' ')));
  });
}

function answer(line: RunLine, once: Once, question: Question, { view, body }: Submission): Promise<Sent> {
  const fields = valuesOf(question.message, view.state.values);
  // The same form sent twice is one answer; a corrected one is another.
  const id = ['slack', view.id, createHash('sha256').update(JSON.stringify(fields)).digest('hex')].join('/');
  return send(line, once, { question, slackUser: body.user.id, fields, id });
}

/** A worker that is away for a while: the form says so at once, and what became of it afterwards. */
async function tellLater({ ack, client, view }: Submission, answering: Promise<Sent>): Promise<void> {
  await ack(instead('Your answer is on its way; the runbook has not answered yet.'));
  const sent = await answering;
  const text = sent.accepted ? ['Taken.', ...sent.notes].join(' ') : `Not taken: ${sent.why.reason}`;
  const tell = () => client.views.update({ view_id: view.id, view: noticeInstead(text) });
  await tell().catch(async (error: unknown) => {
    if (!(error instanceof WebAPIRateLimitedError)) throw error;
    await pause(error.retryAfter * 1_000);
    await tell();
  });
}

const settled = (answering: Promise<Sent>): Promise<Sent> =>
  answering.catch((error: unknown) => refused(textOf(error)));
const instead = (text: string) => ({ response_action: 'update' as const, view: noticeInstead(text) });
