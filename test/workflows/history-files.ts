import { readdirSync, readFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { RecordedPath } from './recorded-path.js';
import { PATHS_OF_DAY_TWO } from './recorded-paths-of-day-two.js';
import { PATHS_OF_RUNS } from './recorded-paths-of-runs.js';
import { PATHS_OF_STEPS } from './recorded-paths-of-steps.js';

/** Every path by its name, which is also that of its file. */
export const RECORDED_PATHS: Record<string, RecordedPath> = {
  ...PATHS_OF_STEPS,
  ...PATHS_OF_RUNS,
  ...PATHS_OF_DAY_TWO,
};

/** A folder for each version of package.json that histories were recorded with; each holds a file for each run of a path. */
export const HISTORIES = new URL('./histories/', import.meta.url);

/** The files of a path, such as `happy.json`, or `carried-on-1.json` and `carried-on-2.json`. */
export const filesOf = (name: string, { runs = 1 }: RecordedPath): string[] =>
  runs === 1 ? [`${name}.json`] : Array.from({ length: runs }, (_, index) => `${name}-${index + 1}.json`);

/** The recorded histories, oldest version first. */
export function recordedHistories(): { version: string; file: string; url: URL }[] {
  return inOrder(HISTORIES).flatMap((version) => {
    const folder = new URL(`${version}/`, HISTORIES);
    return inOrder(folder).map((file) => ({ version, file, url: new URL(file, folder) }));
  });
}

/** What is in a folder; 0.10.0 comes after 0.2.0. */
const inOrder = (folder: URL): string[] =>
  readdirSync(folder).sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

interface Event {
  [key: string]: unknown;
}
export type HistoryJson = { events: Event[] };

export const readHistory = (url: URL): HistoryJson => JSON.parse(readFileSync(url, 'utf8')) as HistoryJson;

/** What kinds of events a history has, such as `timerFired`. */
export const kindsIn = ({ events }: HistoryJson): Set<string> =>
  new Set(
    events.flatMap((event) =>
      Object.keys(event).flatMap((key) => (key.endsWith('EventAttributes') ? [key.slice(0, -15)] : [])),
    ),
  );

/**
 * A history as it is kept: an event a line, without the names of the machine that it ran on, and without values that the
 * workflow code has made itself (inputs of activities, results). No replay looks at those, and they are most of the bytes.
 */
export function historyText(history: Parameters<typeof historyToJSON>[0]): string {
  const { events } = JSON.parse(historyToJSON(history)) as HistoryJson;
  const lines = events.map((event) => JSON.stringify(event, (key, value: unknown) => kept(key, value)));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

function kept(key: string, value: unknown): unknown {
  if (key === 'identity' || (key === 'name' && /^\d+@/.test(String(value)))) return 'recorded';
  if (key === 'activityTaskScheduledEventAttributes') return { ...(value as object), input: undefined };
  if (key === 'workflowExecutionCompletedEventAttributes') return { ...(value as object), result: undefined };
  if (key === 'outcome' && typeof value === 'object' && value !== null && 'success' in value) return { success: {} };
  return value;
}

/** Histories of a release stay: from this version on nothing is replaced. */
const KEPT_FROM = [0, 2] as const;

/**
 * Why a history may not be written; null where it may. What is recorded stands for runs that are parked somewhere, so it is
 * replaced only on purpose, and never once the first release that keeps its runs is out.
 */
export function whyNotWritten(
  file: string,
  { isThere, replace, version }: { isThere: boolean; replace: boolean; version: string },
): string | null {
  if (!isThere) return null;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isKept = major > KEPT_FROM[0] || (major === KEPT_FROM[0] && minor >= KEPT_FROM[1]);
  if (isKept)
    return `${file} is recorded, and from release ${KEPT_FROM.join('.')}.0 on nothing recorded is replaced: keep old runs going with patched(), or raise the version in package.json and record the new way beside it (docs/upgrading.md).`;
  if (!replace)
    return `${file} is recorded already. To record it anew, which parked runs of that way do not survive, give --replace and say so in the commit (docs/upgrading.md).`;
  return null;
}
