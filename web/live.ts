import { NoServerError, NoWorkerError, RunGoneError } from '../client/ask-run.js';
import { pause } from '../client/pause.js';
import type { Report } from '../runbook/words/report.js';
import type { Status } from '../runbook/words/status.js';
import type { PageRuns } from './page-runs.js';

/** A run as the page shows it. */
export interface Snapshot {
  /** The newest that is known; null where nobody could be asked yet. */
  status: Status | null;
  /** Why it is not as it is now: a worker or Temporal is away, which passes. Null where it is. */
  silence: string | null;
  /** Why there is nothing to show any more. */
  gone: string | null;
  /** Goes up with each change of what is shown; that of a page which was restarted is another one. */
  version: number;
}

/** How often a run is looked at that somebody has open. Milliseconds. */
const LOOK_MS = 500;
/** What was seen so long ago is good enough for the next reader. Milliseconds. */
const FRESH_MS = 400;
/** A report is read again after so long, though nothing of the run's status has changed. Milliseconds. */
const REPORT_KEPT_MS = 5_000;
/** A reader is shown what is known when nobody answers for so long. Milliseconds. */
const PATIENCE_MS = 2_500;
/** A run that nobody has open is forgotten after so long. Milliseconds. */
const KEPT_MS = 60_000;
/** How long browsers may take to draw the end of a run before the page closes. Milliseconds. */
const LAST_MS = 2_000;

/**
 * One run, shared by all who have it open: it is asked once for all of them, so 200 readers cost as much as one.
 */
export class LiveRun {
  #now: Snapshot = { status: null, silence: null, gone: null, version: Date.now() };
  #seenAt = 0;
  #asking: Promise<void> | null = null;
  /** How many answers the run has taken here, and how many it had when the newest look began. */
  #answers = 0;
  #answersSeen = 0;
  #report: { version: number; readAt: number; report: Promise<Report> } | null = null;
  readonly #listeners = new Set<() => void>();
  #isFollowed = false;
  /** The newest report that could be read, for the page of a run that does not answer just now; null where none was. */
  knownReport: Report | null = null;
  /** When it was last of use to somebody. */
  usedAt = Date.now();

  constructor(
    private readonly runs: PageRuns,
    private readonly workflowId: string,
  ) {}

  get isOpen(): boolean {
    return this.#listeners.size > 0;
  }

  /** The run, at most half a second old; what is known, with the silence named, where nobody answers. */
  async snapshot(isFreshNeeded = false): Promise<Snapshot> {
    this.usedAt = Date.now();
    const isFresh = isFreshNeeded || this.#answersSeen < this.#answers;
    if (isFresh || Date.now() - this.#seenAt > FRESH_MS) await Promise.race([this.#ask(isFresh), pause(PATIENCE_MS)]);
    const isLate = this.#asking !== null && Date.now() - this.#seenAt > PATIENCE_MS;
    return isLate && this.#now.silence === null ? { ...this.#now, silence: NOBODY_ANSWERS } : this.#now;
  }

  /** The run has just taken an answer, so what was seen before it does not count any more. */
  answered(): void {
    this.#answers += 1;
  }

  /** The report of the run as `snapshot` has it now. What changes in it alone is there some seconds later. @throws RunError */
  async report(): Promise<Report> {
    const { version } = await this.snapshot();
    const kept = this.#report;
    if (kept !== null && kept.version === version && Date.now() - kept.readAt <= REPORT_KEPT_MS) return kept.report;
    const read = { version, readAt: Date.now(), report: this.runs.report(this.workflowId) };
    this.#report = read;
    read.report.then(
      (report) => (this.knownReport = report),
      () => (this.#report = this.#report === read ? null : this.#report),
    );
    return read.report;
  }

  /** Calls back at each change until the returned function is called. */
  listen(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    void this.#follow();
    return () => {
      this.#listeners.delete(onChange);
      this.usedAt = Date.now();
    };
  }

  async #follow(): Promise<void> {
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    while (this.isOpen) {
      await this.#ask();
      await pause(LOOK_MS);
    }
    this.#isFollowed = false;
  }

  /** One look for all who ask at the same time; for a fresh one, a look that has begun already is too old. */
  async #ask(isFreshNeeded = false): Promise<void> {
    if (isFreshNeeded) await this.#asking;
    this.#asking ??= this.#look().finally(() => (this.#asking = null));
    await this.#asking;
  }

  async #look(): Promise<void> {
    const { status: before } = this.#now;
    const answers = this.#answers;
    const seen = await this.runs.status(this.workflowId).then(
      (status) => ({ status, silence: null, gone: null }),
      (error: unknown) => ({ status: before, ...whyNot(error) }),
    );
    this.#seenAt = Date.now();
    this.#answersSeen = answers;
    const { version, ...old } = this.#now;
    if (JSON.stringify(old) === JSON.stringify(seen)) return;
    this.#now = { ...seen, version: version + 1 };
    for (const tell of this.#listeners) tell();
  }
}

const NOBODY_ANSWERS = 'The run does not answer at this moment. It is kept; this page tries again.';

function whyNot(error: unknown): Pick<Snapshot, 'silence' | 'gone'> {
  if (error instanceof NoServerError)
    return { silence: 'Temporal does not answer. The run is kept; this page tries again.', gone: null };
  if (error instanceof NoWorkerError)
    return {
      silence:
        'No worker is running, so nothing moves on. The run is kept; an answer is taken once a worker is there again.',
      gone: null,
    };
  if (error instanceof RunGoneError) return { silence: null, gone: error.message };
  return { silence: NOBODY_ANSWERS, gone: null };
}

/** The runs that somebody has open, by workflow id. */
export class LiveRuns {
  readonly #runs = new Map<string, LiveRun>();

  constructor(private readonly source: PageRuns) {}

  of(workflowId: string): LiveRun {
    for (const [id, run] of this.#runs) if (!run.isOpen && Date.now() - run.usedAt > KEPT_MS) this.#runs.delete(id);
    const live = this.#runs.get(workflowId) ?? new LiveRun(this.source, workflowId);
    this.#runs.set(workflowId, live);
    return live;
  }

  /**
   * Call it before the page closes: browsers that have an ended run open get time to draw its end. They disconnect once they
   * have. It does not wait for browsers of a run that goes on; they say that the page is away.
   */
  async showEnds(patienceMs = LAST_MS): Promise<void> {
    const deadline = Date.now() + patienceMs;
    const open = [...this.#runs.values()].filter(({ isOpen }) => isOpen);
    const shown = await Promise.all(open.map((run) => run.snapshot(true)));
    const over = open.filter((_run, index) => (shown[index]?.status?.outcome ?? 'running') !== 'running');
    while (over.some(({ isOpen }) => isOpen) && Date.now() < deadline) await pause(20);
  }
}
