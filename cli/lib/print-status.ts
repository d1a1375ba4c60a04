import type { Client } from '@temporalio/client';
import { statusOfRun } from '../../client/ask-run.js';
import { lookAt, statusWithNewestLook, type Verdict, withNewestLook } from '../../client/newest-look.js';
import { type OtherRun, otherRuns } from '../../client/other-runs.js';
import { pause } from '../../client/pause.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import { senderText } from '../../runbook/words/phrases.js';
import { isForPeople } from '../../runbook/words/notices.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import { EXIT, write, writeJson } from './output-and-exit.js';
import { withRun } from './reach-run.js';
import { stepLines, terminalWidth, toFillIn, verdictLine, waitingLines, wrapped } from './run-lines.js';

/** Ask a run for its status, and print it. Returns the exit code. @throws CommandError where the run cannot be asked */
export async function showStatus(options: { workflowId?: string; config?: string; json: boolean }): Promise<number> {
  const [answer, { verdicts, cutOff }, others] = await withRun(options, ({ client, workflowId }) =>
    Promise.all([
      statusOfRun(client, workflowId),
      lookAt(client, workflowId),
      otherRuns(client, workflowId).catch(() => []),
    ]),
  );
  const { status, rest } = withNewestLook(answer, verdicts);
  if (options.json) writeJson({ ...status, verdicts, cutOff, others });
  else write([statusText(status, rest, cutOff), ...otherLines(others)].join('\n'));
  return status.outcome === 'failed' || cutOff !== null ? EXIT.failed : EXIT.done;
}

function statusText(status: Status, verdicts: Verdict[], cutOff: string | null): string {
  const width = terminalWidth();
  return [
    `${terminalText(status.workflowId)}: ${cutOff === null ? terminalText(status.outcome) : `ended from outside (${cutOff})`}`,
    ...stepLines(status, { width, now: Date.now() }),
    ...verdicts.map((verdict) => verdictLine(verdict, width)),
    ...(status.waitingFor ?? []).flatMap((one) => ['', ...waitingLines(one, width), ...toFillIn(one, width)]),
    ...(status.refusals ?? [])
      .slice(-5)
      .map((one) => terminalText(`Refused: ${one.message} from ${senderText(one)} at ${one.at}: ${one.reason}`)),
  ].join('\n');
}

/** What else is going on for the connection: a line each, and who is asked there. */
function otherLines(others: OtherRun[]): string[] {
  if (others.length === 0) return [];
  const lines = others.map(({ workflowId, waitingFor }) => {
    const asked = waitingFor?.filter(({ role }) => isForPeople(role)).map(({ title }) => title);
    const what = asked === undefined ? 'does not answer' : asked.join(', ') || 'nobody is asked';
    return terminalText(`  ${workflowId}: ${what}`);
  });
  return ['', 'Beside it, for the same connection (npm run status -- --workflow-id ID):', ...lines];
}

/** How long the person waits for the look that follows their answer, and how often it is asked for. Milliseconds. */
const PATIENCE_MS = 8_000;
const LOOK_MS = 300;

/** What DNS shows right after somebody has said that the record is published, in lines for the terminal. */
export async function lookAfterPublished(reached: { client: Client; workflowId: string }): Promise<string[]> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const status = await statusWithNewestLook(reached.client, reached.workflowId);
    const question = status.waitingFor.find(isAboutRecord);
    if (question === undefined) return [whyNotAsked(status)];
    if (!question.looking || patience.aborted) return linesOf(question);
    await pause(LOOK_MS, patience);
  }
}

/** Nobody is asked about the record: it was seen, or its turn has not come, or the look has not ended. */
function whyNotAsked({ steps }: Status): string {
  const stateOf = (id: StepId): Status['steps'][number] | undefined => steps.find((step) => step.id === id);
  if (stateOf('dns-record')?.confirmed === 'proven') return 'The record is seen: the question is closed.';
  if (stateOf('dns-propagation')?.state === 'todo')
    return 'The runbook looks for the record as soon as the steps before it are over; `npm run status` shows them.';
  return 'The runbook looks for the record now; `npm run status` shows what it sees.';
}

const isAboutRecord = ({ step, role }: Waiting): boolean =>
  step === 'dns-record' || (step === 'dns-propagation' && role === 'dns-admin');

function linesOf({ reason, newestLook = [] }: Waiting): string[] {
  return [
    ...(reason === null ? [] : [wrapped(reason, terminalWidth())]),
    ...newestLook,
    'The question stays open until every name server has the record; `npm run status` shows the newest look.',
  ];
}
