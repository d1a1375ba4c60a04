import { slackProse, slackText } from '../escape/slack-text.js';
import { CHECK_TITLES, type PersonCheck, type WhyAnswer } from './verdict.js';

const MARKS: Record<PersonCheck['state'], string> = { ok: '✓', wrong: '✗', unknown: '–' };

/** The answer in lines: the sentence, what to do, and the checks, with the evidence of what is wrong. */
export function whyLines({ answer, cure, checks }: WhyAnswer): string[] {
  return [
    answer,
    ...(cure === null ? [] : [`What to do: ${cure}`]),
    '',
    ...checks.flatMap(({ id, state, text, evidence }) => [
      `${MARKS[state]} ${CHECK_TITLES[id]}: ${text}`,
      ...(state === 'wrong' ? evidence : []).map(
        ({ label, value, url }) => `    ${label}: ${value}${url === null ? '' : ` (${url})`}`,
      ),
    ]),
  ];
}

/** The answer and what to do, in Slack's mrkdwn. */
export const whyInSlack = ({ answer, cure }: WhyAnswer): string =>
  [`*${slackText(answer)}*`, ...(cure === null ? [] : [`What to do: ${slackProse(cure)}`])].join('\n');

/** The checks in Slack's mrkdwn, without evidence. */
export const whyChecksInSlack = ({ checks }: WhyAnswer): string =>
  checks.map(({ id, state, text }) => `${MARKS[state]} ${CHECK_TITLES[id]}: ${slackText(text)}`).join('\n');
