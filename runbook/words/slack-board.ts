import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import { ownLinksOf } from '../escape/own-links.js';
import {
  clipped,
  fenced,
  linesWithin,
  MAX_SECTION,
  moment,
  mrkdwn,
  slackCode,
  slackLink,
  slackPlain,
  slackProse,
  slackText,
} from '../escape/slack-text.js';
import { GUIDE_URL } from '../model/names.js';
import type { MessageName } from '../messages/schemas.js';
import { clip, senderText } from './phrases.js';
import { openQuestions, plannedLooks, STATE_MARKS, stepsBehind } from './progress.js';
import { reasonText, whoText } from './question-text.js';
import { fieldsInSlack, isForSlack, questionValue } from './slack-question.js';
import { headingOf } from './report.js';
import type { Status, Waiting } from './status.js';

/** The message of a run as Slack takes it; `text` is what notifications and screen readers say. */
export interface Board {
  text: string;
  blocks: KnownBlock[];
}

/** Slack takes 50 blocks a message; a question takes at most 10. */
const MAX_QUESTIONS = 3;
/**
 * Slack refuses a message whose blocks are too long together (`msg_blocks_too_long`). Its reference does not say from
 * where on; people have met the limit at 11,300 characters of text (slackapi/bolt-js issues 2509 and 2867). Should it be
 * lower still, `briefBoardOf` takes its place.
 */
const MAX_BLOCKS_TEXT = 10_000;
/** How much of each text is shown: all that Slack takes, or less where the whole would be too long. */
const ROOMS = [MAX_SECTION, 1_500, 700, 300];
const MAX_VALUES = 4;
/** Slack's limit for the text of a button. */
const MAX_LABEL = 75;

/**
 * The name of a run in the text of its message, by which the message is found again. Several runs may begin in the same
 * millisecond.
 */
export const boardKey = ({ startedAt, workflowId }: Pick<Status, 'startedAt' | 'workflowId'>): string =>
  `run ${Date.parse(startedAt).toString(36)}-${bytesToHex(sha256(utf8ToBytes(workflowId))).slice(0, 6)}`;

/**
 * The one message of a run: what is to be done now, with buttons, and how far it has come.
 * `link` is the run's page in Temporal's Web UI, null where none is known.
 */
export function boardOf(status: Status, link: string | null): Board {
  const people = openQuestions(status);
  const boards = ROOMS.map((room) => blocksOf({ status, link, people, room }));
  const blocks = boards.find((one) => JSON.stringify(one).length <= MAX_BLOCKS_TEXT) ?? boards.at(-1) ?? [];
  return {
    text: `${slackText(headingOf(status))}: ${slackText(status.domain)}, ${boardKey(status)}: ${headline(status, people)}`,
    blocks,
  };
}

/** What is left of it where Slack takes no more: who has what to do, and where the rest and the buttons are. */
export function briefBoardOf(status: Status, link: string | null): Board {
  const { text, blocks } = boardOf(status, link);
  return { text, blocks: [...blocks.slice(0, 2), section('The whole, with buttons: `/kiro-onboarding status`.')] };
}

interface View {
  status: Status;
  link: string | null;
  people: Waiting[];
  /** Longest text of a question. */
  room: number;
}

function blocksOf({ status, link, people, room }: View): KnownBlock[] {
  const looks = plannedLooks(status);
  return [
    {
      type: 'header',
      text: {
        type: 'plain_text',
        text: clipped(slackPlain(`${headingOf(status)}: ${status.domain}`), 150),
      },
    },
    section(`${headline(status, people)}\n${where(status, link)}`),
    ...people.slice(0, MAX_QUESTIONS).flatMap((one) => questionBlocks(one, status, room)),
    ...(people.length > MAX_QUESTIONS
      ? [context(`${people.length - MAX_QUESTIONS} more questions stand in \`npm run status\`.`)]
      : []),
    ...looks.slice(0, 2).flatMap((one) => lookBlocks(one, status, room)),
    { type: 'divider' },
    ...progressBlocks(status),
  ];
}

const section = (text: string): KnownBlock => ({ type: 'section', text: mrkdwn(text) });
const context = (text: string): KnownBlock => ({ type: 'context', elements: [mrkdwn(text)] });

function headline(status: Status, people: Waiting[]): string {
  if (status.outcome !== 'running') return `The run is over: *${slackText(status.outcome)}*.`;
  if (people.length === 0) return 'Nothing to do for you now. The runbook is at work.';
  const names = people.map((one) => `${one.title} (${one.person ?? one.role})`);
  return `To do now: ${clipped(slackText(names.join('; ')), 1_000)}`;
}

function where({ oktaOrg, startedAt, workflowId }: Status, link: string | null): string {
  const run = link === null ? `run ${slackCode(workflowId)}` : slackLink('the run in Temporal', link);
  return `Okta org ${slackCode(oktaOrg)}, since ${moment(startedAt)}, ${run}`;
}

/** Characters of a question that stand around its reason: title, person, dates and section of the guide. */
const ROOM_ABOVE = 500;

/** What to do, where to begin, the values to copy, how it is checked, and the buttons that answer. */
function questionBlocks(one: Waiting, status: Status, room: number): KnownBlock[] {
  const isOwn = ownLinksOf(status.oktaOrg);
  const prose = (text: string): string => slackProse(text, isOwn);
  const why = clipped(
    prose(reasonText(one) ?? one.why).replace(/^Asked again:/, '*$&*'),
    Math.max(room - ROOM_ABOVE, 50),
  );
  const reminder = one.remindAt === null ? '' : `, next reminder ${moment(one.remindAt)}`;
  const since = `since ${moment(one.since)}${one.overdue ? ', *overdue*' : ''}${reminder}`;
  const guide = one.guide === null ? '' : ` In the <${GUIDE_URL}|Kiro guide>: ${slackText(one.guide)}.`;
  const steps = one.instructions.map((text, index) => `${index + 1}. ${prose(text)}`);
  return [
    { type: 'divider' },
    section(`*${slackText(one.title)}*
For ${slackText(whoText(one))}, ${since}
${why}${guide}`),
    ...(one.newestLook === undefined
      ? []
      : [section(`Newest look: ${fenced(clip(one.newestLook.join('\n'), room / 2))}`)]),
    section(linesWithin([`Begin at: ${placeOf(one)}`, ...steps], room, elsewhere)),
    ...one.copy.slice(0, MAX_VALUES).map(({ label, value }) => section(`${slackText(label)}: ${fenced(value)}`)),
    ...(one.copy.length > MAX_VALUES ? [context('All values stand in `npm run status`.')] : []),
    context(prose(`How it is checked: ${one.verified} Then: ${one.next}`)),
    buttons(one, status.workflowId),
  ];
}

const elsewhere = (count: number): string => `_${count} more lines stand in_ \`npm run status\`.`;

const placeOf = ({ where: { place, url } }: Waiting): string => slackLink(place, url);

/** Messages that may answer a question beside the one it asks for. */
const alternatives = (one: Waiting): NonNullable<Waiting['also']> => [
  ...(one.also ?? []),
  ...(one.skipping === '' ? [] : [{ message: 'skipStep', label: 'Skip this step…' } as const]),
];

function buttons(one: Waiting, workflowId: string): ActionsBlock {
  const answer = isForSlack(one.message) ? [button(one, workflowId, one.message, ANSWER, 'primary')] : [];
  const others = alternatives(one).map(({ message, label }) => button(one, workflowId, message, label));
  return { type: 'actions', elements: [...answer, ...others] };
}

const LOOK_NOW = 'Look now';
const ANSWER = { send: 'Done', form: 'Answer…' } as const;

/** A message without fields is sent at once, after a question back; any other opens a form. */
function button(
  one: Waiting,
  workflowId: string,
  message: MessageName,
  label: string | typeof ANSWER,
  style?: 'primary',
): Button {
  const kind = fieldsInSlack(message).length === 0 ? 'send' : 'form';
  const text = typeof label === 'string' ? label : message === 'checkNow' ? LOOK_NOW : label[kind];
  return {
    type: 'button',
    action_id: `${kind}:${message}`,
    text: { type: 'plain_text', text: clipped(text, MAX_LABEL) },
    value: questionValue({ workflowId, step: one.step, message, since: one.since }),
    ...(style === undefined ? {} : { style }),
    ...(kind === 'send' && message !== 'checkNow' ? { confirm: confirmation(one) } : {}),
  };
}

const confirmation = (one: Waiting): Button['confirm'] => ({
  title: { type: 'plain_text', text: 'Is it done?' },
  text: { type: 'plain_text', text: clipped(slackPlain(one.title), 300) },
  confirm: { type: 'plain_text', text: 'Yes, it is done' },
  deny: { type: 'plain_text', text: 'Not yet' },
});

function lookBlocks(one: Waiting, { oktaOrg, workflowId }: Status, room: number): KnownBlock[] {
  return [
    { type: 'divider' },
    section(`*${slackText(one.title)}*\n${clipped(slackProse(one.why, ownLinksOf(oktaOrg)), room - 100)}`),
    { type: 'actions', elements: [button(one, workflowId, 'checkNow', LOOK_NOW)] },
  ];
}

function progressBlocks(status: Status): KnownBlock[] {
  const lines = status.steps.map(
    (step) =>
      `${STATE_MARKS[step.state]} ${step.title ?? step.id}${step.confirmed === null ? '' : ` (${step.confirmed})`}${step.by === null ? '' : `, ${slackText(clipped(senderText(step), 80))}`}`,
  );
  const refused = (status.refusals ?? [])
    .slice(-3)
    .map((one) => clipped(slackProse(`${one.message} from ${senderText(one)} was refused: ${one.reason}`), 400));
  return [
    section(`*Progress: ${stepsBehind(status)} of ${status.steps.length}*\n${lines.join('\n')}`),
    ...(refused.length === 0 ? [] : [context(refused.join('\n'))]),
  ];
}
