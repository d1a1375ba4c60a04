import { temporalCommand } from './commands.js';
import type { Status, Waiting } from './status.js';
import { stepOf } from './steps.js';

/** Temporal's Web UI sends the page through a URL: keep it short. Characters. */
const MAX_PAGE = 4_000;

/** The run as a Markdown page (Temporal's "current details"): first what to do now, then how far it has come. */
export function pageOf(status: Status): string {
  const people = status.waitingFor.filter((one) => one.message !== 'checkNow');
  const looks = status.waitingFor.filter((one) => one.message === 'checkNow');
  const heading = [headline(status, people), ...looks.map((one) => `Also waiting: ${one.title} (${one.role}).`)].join(
    '\n',
  );
  const progress = progressOf(status);
  let page = heading;
  for (const [index, one] of people.entries()) {
    const next = `${page}\n\n${section(one, status.workflowId)}`;
    if (next.length + progress.length > MAX_PAGE) {
      page += `\n\nMore is waited for: ${people
        .slice(index)
        .map((rest) => `${rest.title} (${rest.role})`)
        .join('; ')}. Run \`npm run status\`.`;
      break;
    }
    page = next;
  }
  return `${page}\n\n${progress}`.slice(0, MAX_PAGE);
}

function headline(status: Status, people: Waiting[]): string {
  if (status.outcome !== 'running')
    return `**The run is over: ${status.outcome}.** Query \`report\` has the whole story.`;
  if (people.length === 0) return '**Nothing to do for you now.** The runbook is at work.';
  return `**To do now:** ${people.map((one) => `${one.title} (${one.person ?? one.role})`).join('; ')}.`;
}

function section(one: Waiting, workflowId: string): string {
  return [
    `### ${one.title}`,
    one.reason === null ? one.why : `**Asked again:** ${one.reason}`,
    '',
    ...one.instructions.map((text, index) => `${index + 1}. ${text}`),
    '',
    ...one.copy.map(({ label, value }) => `- ${label}: \`${value}\``),
    '',
    `Answer with \`${one.message}\` (Send Update, above), or:`,
    '```',
    temporalCommand(workflowId, one),
    '```',
  ].join('\n');
}

const MARK = { done: '✓', skipped: '–', failed: '✗', running: '▸', waiting: '…', todo: '·' } as const;

function progressOf(status: Status): string {
  const over = status.steps.filter((step) => step.state === 'done' || step.state === 'skipped').length;
  const lines = status.steps.map(
    (step) => `${MARK[step.state]} ${stepOf(step.id).title}${step.confirmed === null ? '' : ` (${step.confirmed})`}`,
  );
  const refused = status.refusals
    .slice(-3)
    .map((one) => `- ${one.message} from ${one.by ?? 'somebody'}: ${one.reason.slice(0, 200)}`);
  return [
    `### Progress: ${over} of ${status.steps.length}`,
    ...lines,
    ...(refused.length === 0 ? [] : ['', `### Refused (${status.refusedCount} in all)`, ...refused]),
  ].join('\n');
}
