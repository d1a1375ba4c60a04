import type { Sent } from '../client/send-answer.js';

/** Answers that are remembered; far more than a run has questions. */
const MOST = 1_000;

/**
 * People press twice, and Slack delivers again what it is unsure of: an answer that is on its way or was taken is not
 * sent again. Temporal knows the id, too, but by then the question is closed, and the person would be told so.
 */
export class Once {
  private readonly answers = new Map<string, Promise<Sent>>();

  /** What `work` gave the first time; a refusal, or a failure, may be tried again. */
  run(id: string, work: () => Promise<Sent>): Promise<Sent> {
    const before = this.answers.get(id);
    if (before !== undefined) return before;
    const now = work();
    this.answers.set(id, now);
    const forget = (): boolean => this.answers.delete(id);
    now.then((sent) => sent.accepted || forget(), forget);
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST && oldest !== undefined) this.answers.delete(oldest);
    return now;
  }
}
