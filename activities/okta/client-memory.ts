import { runningActivity } from '../attempt.js';

export interface Group {
  id: string;
  name: string;
  type: string;
  /** Id of the application that brought it into Okta (APP_GROUP); null for a group of the org itself. */
  appId: string | null;
  /** It is what Okta pushed to Kiro, and no group that can be assigned or pushed. */
  isCopy?: true;
  /** Found by its push to Kiro, which still has the name asked for: the group itself has this one by now. */
  nowNamed?: string;
}

/** How long a group's id is trusted. Milliseconds. */
const TRUST_MS = 300_000;

/**
 * Remembers groups that were found by name, so that the steps of a run do not search for the same ones again: with hundreds
 * of groups that alone would use up the org's rate limit. Never remembers that a group is missing.
 */
export class KnownNames {
  private readonly groups = new Map<string, { found: Group[]; until: number }>();

  get(name: string, now: number): Group[] | null {
    const known = this.groups.get(name);
    return known !== undefined && known.until > now ? known.found : null;
  }

  set(name: string, found: Group[], now: number): void {
    this.groups.set(name, { found, until: now + TRUST_MS });
  }

  /** A known group turned out to be missing: forget all. */
  clear(): void {
    this.groups.clear();
  }
}

/** Longer than the longest wait between two attempts. After that the list is too old to go on with. Milliseconds. */
const KEPT_MS = 600_000;

/** The items of a list that were read, and the page that comes next. */
export interface Unfinished<T> {
  items: T[];
  /** Path and query, as Okta gave them. */
  next: string;
}

/**
 * Remembers long lists that an attempt could not read to their end, so that the next attempt of the same activity on this
 * worker does not start with the first of hundreds of pages. Kept in memory, because heartbeats would have to carry
 * megabytes of names every few seconds.
 */
export class UnfinishedReads {
  private readonly kept = new Map<
    string,
    { activity: string; unfinished: Unfinished<unknown>; timer: NodeJS.Timeout }
  >();

  /** Returns what was kept of that list, and forgets it; null if there is nothing, and outside an activity. */
  take<T>(path: string): Unfinished<T> | null {
    const found = this.kept.get(`${activity()} ${path}`);
    if (found === undefined) return null;
    this.drop(`${activity()} ${path}`);
    return found.unfinished as Unfinished<T>;
  }

  /** Keeps it for the next attempt. */
  keep(path: string, unfinished: Unfinished<unknown>): void {
    const owner = activity();
    if (owner === null) return;
    const key = `${owner} ${path}`;
    this.drop(key);
    const timer = setTimeout(() => this.kept.delete(key), KEPT_MS).unref();
    this.kept.set(key, { activity: owner, unfinished, timer });
  }

  /** Objects in Okta have changed: this activity must read its lists from the first page again. */
  forget(): void {
    const owner = activity();
    for (const [key, { activity: kept }] of this.kept) if (kept === owner) this.drop(key);
  }

  private drop(key: string): void {
    clearTimeout(this.kept.get(key)?.timer);
    this.kept.delete(key);
  }
}

/**
 * What a command that only reads has read already: it looks at one moment of the org, so nothing is asked twice. Only answers
 * that came whole are kept.
 */
export class ReadOnce {
  private readonly known = new Map<string, Promise<unknown>>();

  /** The answer for that key, which `read` gets where nobody has asked yet. */
  async get<T>(key: string, read: () => Promise<T>): Promise<T> {
    const asked = this.known.get(key) ?? read();
    this.known.set(key, asked);
    asked.catch(() => this.known.delete(key));
    return asked as Promise<T>;
  }
}

/** One activity of one run, in whichever attempt; null outside an activity. */
function activity(): string | null {
  const info = runningActivity()?.info;
  return info?.workflowExecution === undefined ? null : `${info.workflowExecution.runId} ${info.activityId}`;
}
