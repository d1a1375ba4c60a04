import { expect } from 'vitest';
import { isTried } from '../../../support/how-often.js';
import { asTemporal } from '../drive.js';
import { connectIn, runAll, type Drive } from '../run.js';
import { startOrg, type Fault } from '../support.js';
import { meets, type Call, type CleanRun, type Point } from './record.js';
import { snapshot } from './snapshot.js';

/** A fault of the matrix, without the call that it befalls. */
export type Trouble = Omit<Fault, 'method' | 'path' | 'nth'>;

/**
 * A run in which one call goes wrong, in all the ways given at once, from the activity on that makes the call: it ends,
 * and the org holds what a clean run leaves there, no object more, none less, no field otherwise.
 */
export async function endsRight(
  call: Call,
  troubles: readonly Trouble[],
  target: { baseUrl: string; token: string },
  { calls, expected, points }: CleanRun,
): Promise<void> {
  const point = points.findLast(({ made }) => made <= call.index)!;
  const org = await startOrg({}, {}, undefined, point.kept.replaceAll(point.baseUrl, target.baseUrl));
  const { method, path, repeated } = call;
  const before = calls.slice(0, point.made).filter((one) => meets(one, method, path)).length;
  const nth = call.nth - before;
  for (const trouble of troubles) await org.fault({ method, path, nth, ...trouble });
  const connect = point.isConnected ? () => Promise.resolve() : connectIn(org, target);
  await runAll(org, connect, null, goingOnFrom(point, org.url));
  const met = (await org.requests()).filter((request) => meets(request, method, path));
  if (!repeated) expect(met.length, 'the fault was not met').toBeGreaterThanOrEqual(nth);
  await org.call('DELETE', '/sandbox/faults');
  expect(await snapshot(org)).toEqual(expected);
}

/** Gives what the activities before that point have given, in an org of another address, and carries out the others. */
function goingOnFrom({ results, url }: Point, newUrl: string): Drive {
  const known = JSON.parse(JSON.stringify(results).replaceAll(url, newUrl)) as unknown[];
  return async <Result>(work: () => Promise<Result>) =>
    known.length > 0 ? (known.shift() as Result) : asTemporal(work);
}

/** Calls in handfuls whose cases run side by side, with a name for the test. */
export function handfuls(calls: readonly Call[], size: number): { name: string; handful: Call[] }[] {
  const starts = calls.map((_call, index) => index).filter((index) => index % size === 0);
  return starts.map((start) => {
    const handful = calls.slice(start, start + size);
    return { name: handful.map(({ name }) => name).join(', '), handful };
  });
}

/**
 * Every call with every trouble, side by side; each case that fails is named. In `npm test` a twelfth of
 * them: each trouble befalls every twelfth call.
 */
export async function everyCase(
  calls: readonly Call[],
  troubles: Record<string, readonly Trouble[]>,
  work: (call: Call, trouble: readonly Trouble[]) => Promise<void>,
): Promise<void> {
  const cases = calls.flatMap((call) =>
    Object.entries(troubles)
      .filter((_trouble, column) => isTried(call.index, column, 12))
      .map(([name, trouble]) => ({ name: `${call.name} ${name}`, call, trouble })),
  );
  const ends = await Promise.allSettled(cases.map(({ call, trouble }) => work(call, trouble)));
  const failures = ends.flatMap((end, index) =>
    end.status === 'rejected' ? [`${cases[index]?.name}: ${String((end.reason as Error).message ?? end.reason)}`] : [],
  );
  expect(failures).toEqual([]);
}
