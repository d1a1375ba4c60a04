import logUpdate from 'log-update';
import pc from 'picocolors';
import {
  type Drawing,
  eventLine,
  firstLine,
  questionOnScreen,
  stepLine,
  stepLines,
  terminalRows,
  terminalWidth,
  verdictLine,
  wrapped,
} from '../cli/lib/run-lines.js';
import { jsonText, terminalText } from '../runbook/escape/plain-text.js';
import { openQuestions } from '../runbook/words/progress.js';
import { withNewestLook } from '../client/newest-look.js';
import type { Snapshot } from '../client/follow-run.js';

/** How a followed run is shown. */
export interface View {
  /** A line that stays. */
  say(text: string): void;
  show(snapshot: Snapshot): void;
  /** Leave the screen to somebody else, such as a prompt, until the next `show`. */
  rest(): void;
}

/** The view for this terminal, pipe or program. */
export function viewFor(json: boolean, write: (line: string) => void): View {
  if (json) return jsonView(write);
  return process.stdout.isTTY ? liveView(write) : plainView(write);
}

/** JSON alone: a line an event. */
function jsonView(write: (line: string) => void): View {
  return {
    say: () => undefined,
    show: ({ events }) => events.forEach((event) => write(jsonText(event))),
    rest: () => undefined,
  };
}

/** Plain lines, for pipes and logs. */
export function plainView(write: (line: string) => void): View {
  const shown = new Map<string, string>();
  return {
    say: (text) => write(terminalText(text)),
    show({ events, verdicts }) {
      for (const event of events) write(eventLine(event));
      for (const { activity, message } of verdicts) {
        const verdict = firstLine(message);
        if (shown.get(activity) === verdict) continue;
        shown.set(activity, verdict);
        write(`${new Date().toISOString().slice(11, 19)}  look     ${verdict}`);
      }
    },
    rest: () => undefined,
  };
}

const drawing = (): Drawing => ({ width: terminalWidth(), now: Date.now() });

/** At a terminal: the list of steps, drawn over itself, with what is waited for below. */
function liveView(write: (line: string) => void): View {
  const shown = new Set<string>();
  let last: Snapshot | null = null;
  let drawn = false;
  const clear = (): void => {
    if (drawn) logUpdate.clear();
    drawn = false;
  };
  return {
    say(text) {
      clear();
      write(wrapped(terminalText(text), terminalWidth()));
    },
    // What has been finished since stays on the screen, above the prompt.
    rest() {
      clear();
      for (const step of last?.status.steps ?? []) {
        if ((step.state !== 'done' && step.state !== 'skipped') || shown.has(step.id)) continue;
        shown.add(step.id);
        write(stepLine(step, { waitingFor: [] }, drawing()));
      }
    },
    show(snapshot) {
      const { events } = snapshot;
      const { status, rest } = withNewestLook(snapshot.status, snapshot.verdicts);
      last = snapshot;
      clear();
      for (const event of events) if (event.type === 'refusal' || event.type === 'warning') write(eventLine(event));
      const asked = openQuestions(status);
      // What is shown with a question is not shown twice.
      const verdicts = asked.some(({ newestLook }) => newestLook !== undefined) ? rest : snapshot.verdicts;
      const steps = stepLines(status, drawing());
      // Below the question stands one line, and the cursor.
      const screen = { width: terminalWidth(), rows: terminalRows() - 2, showsAnswer: true };
      // What is drawn over itself is cut to the height of the terminal; the end stays whole.
      if (status.outcome !== 'running') return write(steps.join('\n'));
      logUpdate(
        [
          ...steps,
          ...verdicts.map((verdict) => verdictLine(verdict, terminalWidth())),
          ...asked.flatMap((one) => ['', ...questionOnScreen(one, screen)]),
          pc.dim('Ctrl-C leaves the run alive; the same command joins it again.'),
        ].join('\n'),
      );
      drawn = true;
    },
  };
}
