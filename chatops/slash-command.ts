import type { App } from '@slack/bolt';
import type { Runs } from '../client/runs.js';
import { slackProse, slackText } from '../runbook/escape/slack-text.js';
import { openQuestions, stepsBehind } from '../runbook/words/progress.js';
import { boardOf } from '../runbook/words/slack-board.js';
import type { Status } from '../runbook/words/status.js';
import { namedAs, notNamed } from './answering.js';
import { errorText } from './slack-errors.js';
import { answerWhy, type WhyAsker } from './why-command.js';

const COMMAND = '/kiro-onboarding';
const USAGE =
  `\`${COMMAND} status\` shows the run that is going on, with its buttons; \`${COMMAND} status example.com\` one of several; ` +
  `\`${COMMAND} why ana@example.com\` why one person can or cannot work with Kiro.`;

/** `/kiro-onboarding status [domain]` and `why <login>`; what they show, only the person sees. */
export function listenForCommand(app: App, runs: Runs, asker: WhyAsker | null): void {
  app.command(COMMAND, async ({ ack, command, respond }) => {
    await ack();
    const [, login] = /^\s*why(?:\s+(.*))?$/s.exec(command.text) ?? [null, null];
    const [verb = 'status', domain] = command.text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (verb !== 'status' && login === null) return void (await respond(USAGE));
    try {
      const user = command.user_id;
      await respond(await (login === null ? answerTo(runs, user, domain) : answerWhy(runs, asker, user, login ?? '')));
    } catch (error) {
      await respond(slackProse(errorText(error)));
      throw error;
    }
  });
}

async function answerTo(runs: Runs, user: string, domain: string | undefined) {
  const ids = await runs.running();
  if (ids.length === 0) return 'No onboarding is running.';
  const people = await Promise.all(ids.map((id) => runs.people(id)));
  const own = ids.filter((_, index) => namedAs(user, people[index]!) !== null);
  if (own.length === 0) return slackProse(notNamed(user));
  // A run whose worker is away must not hide the others.
  const asked = await Promise.allSettled(own.map((id) => runs.status(id)));
  const answered = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const meant = domain === undefined ? answered : answered.filter((run) => run.domain === domain.toLowerCase());
  const [only] = meant;
  if (meant.length === 1 && only !== undefined)
    return { response_type: 'ephemeral' as const, ...boardOf(only, runs.link(only.workflowId)) };
  const lines = asked.map((one, index) =>
    one.status === 'fulfilled'
      ? slackText(`• ${one.value.domain}: ${countOf(one.value)}`)
      : slackProse(`• ${own[index]}: ${errorText(one.reason)}`),
  );
  return [
    domain === undefined ? 'Going on:' : `No run of ${slackText(domain)} answers. Going on:`,
    ...lines,
    USAGE,
  ].join('\n');
}

function countOf(status: Status): string {
  const asked = openQuestions(status).map((one) => one.title);
  return `${stepsBehind(status)} of ${status.steps.length} steps; ${asked.join(', ') || 'nobody is waited for'}`;
}
