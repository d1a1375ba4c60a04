import { createHash } from 'node:crypto';
import type { App, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { pause } from '../client/pause.js';
import type { Runs } from '../client/runs.js';
import type { Sent } from '../client/send-answer.js';
import { clipped, mrkdwn, slackPlain, slackProse, slackText } from '../runbook/escape/slack-text.js';
import { valueFromText } from '../runbook/messages/value-from-text.js';
import { type Field, MESSAGE_INFO } from '../runbook/messages/fields.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import {
  choicesOf,
  fieldsInSlack,
  labelOf,
  type Question,
  questionFrom,
  questionValue,
} from '../runbook/words/slack-question.js';
import type { Waiting } from '../runbook/words/status.js';
import { type Once, refused, send } from './answering.js';
import { errorText } from './slack-errors.js';

const FORM_ID = 'answer';
const INPUT = 'value';
/** Slack's limits, in characters. */
const MAX_TITLE = 24;
const MAX_PLACEHOLDER = 150;
const MAX_INPUT = 3_000;

/** The form of a message: its fields, with example and rule. A refusal appears below the field it is about. */
export function formFor(question: Question, waiting: Waiting): ModalView {
  const { message } = question;
  const isMain = message === waiting.message;
  const skipping = message === 'skipStep' ? ` ${waiting.skipping}` : '';
  const text = isMain ? waiting.why : `${MESSAGE_INFO[message].description}${skipping}`;
  return {
    type: 'modal',
    callback_id: FORM_ID,
    private_metadata: questionValue(question),
    title: plain(clipped(slackPlain(waiting.title), MAX_TITLE)),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
      section(`*${slackText(waiting.title)}*\n${slackProse(text)}`),
      ...fieldsInSlack(message).map((field) => input(message, field)),
      ...notesFor(message),
    ],
  };
}

/** The state of a submitted form, as Slack sends it. */
type FormState = Record<string, Record<string, { value?: string | null; selected_option?: { value: string } | null }>>;

/** What was filled in, without the fields that are empty. */
function valuesOf(message: MessageName, state: FormState): Record<string, unknown> {
  const entries = fieldsInSlack(message).map(({ name }) => {
    const given = state[name]?.[INPUT];
    return [name, given?.selected_option?.value ?? given?.value ?? ''] as const;
  });
  const filled = entries.filter(([, text]) => text.trim() !== '');
  return Object.fromEntries(filled.map(([name, text]) => [name, valueFromText(text, name)]));
}

/** Below which field a refusal is shown: its own, or the first where it is about none of the form's. */
export function errorsAt(message: MessageName, field: string | null, reason: string): Record<string, string> {
  const names = fieldsInSlack(message).map(({ name }) => name);
  const at = names.find((name) => name === field) ?? names[0] ?? '';
  return { [at]: clipped(slackPlain(reason), MAX_INPUT) };
}

/** In place of the form, while or after the answer is on its way. */
export const noticeInstead = (text: string): ModalView => ({
  type: 'modal',
  title: plain('Your answer'),
  close: plain('Close'),
  blocks: [section(slackProse(text))],
});

function input(message: MessageName, field: Field): InputBlock {
  const choices = choicesOf(message, field.name);
  const example = field.example.replaceAll('\n', ' / ');
  return {
    type: 'input',
    block_id: field.name,
    label: plain(labelOf(field.name)),
    hint: plain(isList(field) ? `${field.rule} ${longList(message)}` : field.rule),
    optional: field.optional && field.name !== 'csv',
    element:
      choices === null
        ? {
            type: 'plain_text_input',
            action_id: INPUT,
            multiline: isList(field),
            max_length: MAX_INPUT,
            placeholder: plain(clipped(example, MAX_PLACEHOLDER)),
          }
        : {
            type: 'static_select',
            action_id: INPUT,
            options: choices.map((choice) => ({ text: plain(choice), value: choice })),
          },
  };
}

const isList = ({ name }: Field): boolean => name === 'csv' || name === 'rows';
const longList = (message: MessageName): string =>
  `A list of more than 3,000 characters: npm run answer -- ${message} --csv-file FILE`;

/** What a form does not ask for, because no secret goes through Slack. */
const notesFor = (message: MessageName): KnownBlock[] =>
  MESSAGE_INFO[message].fields.some((field) => field.sealed) ? [section(SEALED)] : [];

const SEALED =
  '*Never type the token here.* So that the runbook can prove more with it, run `npm run answer -- scimAccessIssued` ' +
  'instead of sending this form: it asks for endpoint and token without echo, and seals the token first.';

const plain = (text: string): { type: 'plain_text'; text: string } => ({ type: 'plain_text', text });
const section = (text: string): KnownBlock => ({ type: 'section', text: mrkdwn(text) });

/** Slack wants to hear of a submitted form within three seconds. Milliseconds. */
const PATIENCE_MS = 2_200;

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & { client: WebClient };

/** Submitted forms: taken, or refused below the field. */
export function listenForForms(app: App, runs: Runs, once: Once): void {
  app.view<ViewSubmitAction>(FORM_ID, async (submission) => {
    const question = questionFrom(submission.view.private_metadata);
    if (question === null) return submission.ack();
    const answering = settled(answer(runs, once, question, submission));
    const first = await Promise.race([answering, pause(PATIENCE_MS)]);
    if (first === undefined) return tellLater(submission, answering);
    if (!first.accepted) {
      const { field, reason } = first.why;
      return submission.ack({ response_action: 'errors', errors: errorsAt(question.message, field, reason) });
    }
    await submission.ack(first.notes.length === 0 ? undefined : instead(['Taken.', ...first.notes].join(' ')));
  });
}

function answer(runs: Runs, once: Once, question: Question, { view, body }: Submission): Promise<Sent> {
  const fields = valuesOf(question.message, view.state.values);
  // The same form sent twice is one answer; a corrected one is another.
  const id = ['slack', view.id, createHash('sha256').update(JSON.stringify(fields)).digest('hex')].join('/');
  return send(runs, once, { question, slackUser: body.user.id, fields, id });
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
  answering.catch((error: unknown) => refused(errorText(error)));
const instead = (text: string) => ({ response_action: 'update' as const, view: noticeInstead(text) });
