import { GUIDE_URL } from '../model/names.js';
import { answerCommand, temporalCommand } from './commands.js';
import type { Waiting } from './status.js';

/** One question as plain text for mail and documents: what, who, why, where, what to paste, how to answer. */
export function questionText(one: Waiting, workflowId: string): string {
  return [
    one.title,
    `For ${whoText(one)}. ${datesText(one)}`,
    '',
    reasonText(one) ?? one.why,
    ...(one.guide === null ? [] : [guideText(one.guide)]),
    `Where: ${placeText(one.where)}`,
    '',
    ...one.instructions.map((text, index) => `${index + 1}. ${text}`),
    ...one.copy.flatMap(({ label, value }) => ['', `${label}:`, value]),
    '',
    ...answerText(one, workflowId),
    '',
    `How it is checked: ${one.verified}`,
    `What happens then: ${one.next}`,
    ...(one.skipping === ''
      ? []
      : [`To skip it: ${answerCommand('skipStep', workflowId, ` --step ${one.step}`)}. ${one.skipping}`]),
  ].join('\n');
}

/** Why it is asked again; null where it is not. */
export function reasonText({ reason, reasonSaysWhy }: Pick<Waiting, 'reason' | 'reasonSaysWhy'>): string | null {
  return reason === null || reasonSaysWhy === true ? reason : `Asked again: ${reason}`;
}

function answerText(one: Waiting, workflowId: string): string[] {
  if (one.message === 'signInTested') return ['To answer: npm run test-sign-in'];
  return [
    `To answer: ${answerCommand(one.message, workflowId)}`,
    ...fieldLines(one).map((line) => `  ${line}`),
    ...(one.needsProof === true
      ? ['It counts only from a proven sender: that command signs it, and so does Slack.']
      : ['or with Temporal alone:', temporalCommand(workflowId, one)]),
  ];
}

/** Person and role; nobody need act where DNS or time is waited for. */
export function whoText({ person, role }: Pick<Waiting, 'person' | 'role'>): string {
  if (role === 'dns' || role === 'time') return 'nobody: the runbook looks by itself';
  return person === null ? `the ${role} (nobody is named in the configuration)` : `${person} (${role})`;
}

/** The section of the guide, with the page that it stands on. */
export const guideText = (section: string): string => `In the Kiro guide: ${section}, ${GUIDE_URL}`;

/** The place, with its link where one is known. */
export const placeText = ({ place, url }: Waiting['where']): string => (url === null ? place : `${place}, ${url}`);

/** Since when it is waited for, when it is said again, and until when. */
export function datesText(one: Pick<Waiting, 'since' | 'remindAt' | 'dueAt' | 'overdue'>): string {
  const reminder = one.remindAt === null ? '' : `, next reminder ${minuteText(one.remindAt)}`;
  const due = one.dueAt === null ? '' : `, ${one.overdue ? 'overdue since' : 'due'} ${minuteText(one.dueAt)}`;
  return `Asked ${minuteText(one.since)}${reminder}${due} (UTC).`;
}

/** `2026-11-24 09:00` of an ISO time. */
export const minuteText = (time: string): string => time.slice(0, 16).replace('T', ' ');

/** What is to be filled in, a line a field: rule and example. The step is known already; a program fills in a sign-in. */
export function fieldLines({ message, fields }: Pick<Waiting, 'message' | 'fields'>): string[] {
  if (message === 'signInTested') return [];
  return fields
    .filter(({ name }) => name !== 'step')
    .map(({ name, rule, example, optional, sealed }) => {
      const such = sealed ? '' : ` Example: ${example.replaceAll('\n', ' / ')}`;
      return `${name}${optional ? ' (optional)' : ''}: ${rule}${such}`;
    });
}
