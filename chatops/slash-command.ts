import type { App } from '@slack/bolt';
import type { Runs } from '../client/runs.js';
import { mrkdwn, slackCode, slackProse, slackText } from '../runbook/escape/slack-text.js';
import { CONNECTION_TYPE } from '../runbook/model/names.js';
import { openQuestions, stepsBehind } from '../runbook/words/progress.js';
import { headingOf } from '../runbook/words/report.js';
import { boardOf } from '../runbook/words/slack-board.js';
import type { Status } from '../runbook/words/status.js';
import { namedAs, notNamed } from './answering.js';
import { errorText } from './slack-errors.js';
import { answerWhy, withoutLinks, type WhyAsker } from './why-command.js';

const COMMAND = '/kiro-onboarding';
const USAGE =
  `\`${COMMAND} status\` shows the run that is going on, with its buttons; of several the one that asks you something; ` +
  `\`${COMMAND} status example.com\` the one of that name; ` +
  `\`${COMMAND} why ana@example.com\` why one person can or cannot work with Kiro.`;

/** `/kiro-onboarding status [name]` and `why <login>`; what they show, only the person sees. */
export function listenForCommand(app: App, runs: Runs, asker: WhyAsker | null): void {
  app.command(COMMAND, async ({ ack, command, respond }) => {
    await ack();
    const [, login] = /^\s*why(?:\s+(.*))?$/s.exec(command.text) ?? [null, null];
    const [, verb = 'status', words = ''] = /^\s*(\S+)?\s*(.*)$/s.exec(command.text) ?? [];
    if (verb !== 'status' && login === null) return void (await respond(USAGE));
    try {
      const user = command.user_id;
      await respond(await (login === null ? answerTo(runs, user, words) : answerWhy(runs, asker, user, login ?? '')));
    } catch (error) {
      await respond(slackProse(errorText(error)));
      throw error;
    }
  });
}

/** A run that the person may see; the reason instead of its status where it could not be asked. */
interface Seen {
  workflowId: string;
  isRecord: boolean;
  status: Status | null;
  trouble: string;
  /** The person's address, as this run knows them. */
  by: string;
}

async function answerTo(runs: Runs, user: string, words: string) {
  const running = await runs.running();
  if (running.length === 0) return 'No run is going on.';
  const own = await seenBy(runs, running, user);
  if (own.length === 0) return slackProse(notNamed(user));
  // A record is no run: it counts where it asks something, or is named.
  const named = withoutLinks(words);
  const counted = own.filter(
    ({ isRecord, status }) => !isRecord || (status !== null && openQuestions(status).length > 0),
  );
  const meant = named === '' ? ofThisPerson(counted) : calledSo(own, named);
  const [only] = meant;
  if (meant.length === 1 && only?.status) return boardFor(only.status, runs.link(only.workflowId), counted.length - 1);
  return [
    named === ''
      ? 'Going on:'
      : `${meant.length === 0 ? 'No run' : 'More than one run'} of ${slackText(named)}. Going on:`,
    ...(meant.length > 1 ? meant : counted).map(lineOf),
    USAGE,
  ].join('\n');
}

/** Those whose people hold that Slack user. One that cannot be asked must not hide the others. */
async function seenBy(runs: Runs, running: Awaited<ReturnType<Runs['running']>>, user: string): Promise<Seen[]> {
  // Anybody who may start workflows can start one whose input has no people, or none that can be read.
  const names = await Promise.allSettled(
    running.map(async ({ workflowId }) => namedAs(user, await runs.people(workflowId))),
  );
  const own = running.flatMap((run, index) => {
    const one = names[index];
    return one?.status !== 'fulfilled' || one.value === null ? [] : [{ ...run, by: one.value }];
  });
  return Promise.all(
    own.map(async ({ workflowId, runbook, by }) => {
      const run = { workflowId, by, isRecord: runbook === CONNECTION_TYPE };
      return runs.status(workflowId).then(
        (status) => ({ ...run, status, trouble: '' }),
        (error: unknown) => ({ ...run, status: null, trouble: errorText(error) }),
      );
    }),
  );
}

/** The one that asks this person something; all where that is none, or several. */
function ofThisPerson(counted: Seen[]): Seen[] {
  const asking = counted.filter(
    ({ status, by }) => status !== null && openQuestions(status).some(({ person }) => person === by),
  );
  return asking.length === 1 ? asking : counted;
}

/** The run of that name; else those of that domain, else those whose name or heading holds these words. */
function calledSo(own: Seen[], words: string): Seen[] {
  const wanted = words.toLowerCase();
  const tests: ((one: Seen) => boolean)[] = [
    (one) => nameOf(one).toLowerCase() === wanted,
    ({ status }) => status?.domain === wanted,
    (one) => `${nameOf(one)} ${one.status === null ? '' : headingOf(one.status)}`.toLowerCase().includes(wanted),
  ];
  return tests.map((isMeant) => own.filter(isMeant)).find((found) => found.length > 0) ?? [];
}

/** What a run is called here: its domain, with what stands behind that in its workflow id. */
function nameOf({ workflowId, status }: Pick<Seen, 'workflowId' | 'status'>): string {
  const [, , domain = workflowId, ...rest] = workflowId.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return [status?.domain ?? domain, ...rest].join('/');
}

function lineOf(one: Seen): string {
  const { status, workflowId, trouble } = one;
  if (status === null) return slackProse(`• ${workflowId}: ${trouble}`);
  const asked = openQuestions(status).map(({ title, person, role }) => `${title} (${person ?? role})`);
  const count = `${stepsBehind(status)} of ${status.steps.length} steps; ${asked.join(', ') || 'nobody is waited for'}`;
  return `• ${slackCode(nameOf(one))} ${slackText(`${headingOf(status)}: ${count}`)}`;
}

function boardFor(status: Status, link: string | null, others: number) {
  const { text, blocks } = boardOf(status, link);
  const more = `${others} more ${others === 1 ? 'run goes' : 'runs go'} on: \`${COMMAND} status NAME\`, or in a terminal \`npm run status -- --all\`.`;
  const below = others > 0 ? [{ type: 'context' as const, elements: [mrkdwn(more)] }] : [];
  return { response_type: 'ephemeral' as const, text, blocks: [...blocks, ...below] };
}
