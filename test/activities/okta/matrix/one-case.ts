import { expect } from 'vitest';
import { asTemporal } from '../drive.js';
import { connectIn, runAll } from '../run.js';
import { startOrg, type Fault } from '../support.js';
import { meets, type Call } from './record.js';
import { snapshot, type Snapshot } from './snapshot.js';

/** A fault of the matrix, without the call that it befalls. */
export type Trouble = Omit<Fault, 'method' | 'path' | 'nth'>;

/**
 * A whole run in a fresh org in which one call goes wrong, in all the ways given at once: it ends, and the org holds
 * what a clean run leaves there, no object more, none less, no field otherwise.
 */
export async function endsRight(
  call: Call,
  troubles: readonly Trouble[],
  target: { baseUrl: string; token: string },
  expected: Snapshot,
): Promise<void> {
  const org = await startOrg();
  const { method, path, nth, repeated } = call;
  for (const trouble of troubles) await org.fault({ method, path, nth, ...trouble });
  await runAll(org, connectIn(org, target), null, asTemporal);
  const met = (await org.requests()).filter((request) => meets(request, method, path));
  if (!repeated) expect(met.length, 'the fault was not met').toBeGreaterThanOrEqual(nth);
  await org.call('DELETE', '/sandbox/faults');
  expect(await snapshot(org)).toEqual(expected);
}

/** Calls in handfuls whose cases run side by side, with a name for the test. */
export function handfuls(calls: readonly Call[], size: number): { name: string; handful: Call[] }[] {
  const starts = calls.map((_call, index) => index).filter((index) => index % size === 0);
  return starts.map((start) => {
    const handful = calls.slice(start, start + size);
    return { name: handful.map(({ name }) => name).join(', '), handful };
  });
}

/** Every call with every trouble, side by side; each case that fails is named. */
export async function everyCase(
  calls: readonly Call[],
  troubles: Record<string, readonly Trouble[]>,
  work: (call: Call, trouble: readonly Trouble[]) => Promise<void>,
): Promise<void> {
  const cases = calls.flatMap((call) =>
    Object.entries(troubles).map(([name, trouble]) => ({ name: `${call.name} ${name}`, call, trouble })),
  );
  const ends = await Promise.allSettled(cases.map(({ call, trouble }) => work(call, trouble)));
  const failures = ends.flatMap((end, index) =>
    end.status === 'rejected' ? [`${cases[index]?.name}: ${String((end.reason as Error).message ?? end.reason)}`] : [],
  );
  expect(failures).toEqual([]);
}
