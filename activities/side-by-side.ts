/** How many items of one list are worked on at once. What an org is asked at once in all, `RateLimits` keeps within bounds. */
const AT_ONCE = 6;

/**
 * Does the work of each item, a few at a time, and gives the results in the order of the items. Where some fail, no further
 * item is begun, all that were begun come to their end, and the failure of the first of them is thrown.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: PromiseSettledResult<Result>[] = [];
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !hasFailed) {
      const index = next;
      next += 1;
      const [result] = await Promise.allSettled([work(items[index]!)]);
      results[index] = result;
      hasFailed ||= result.status === 'rejected';
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  const failed = results.find((result) => result?.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** As `Promise.all`, but waits until everything has come to its end, and throws the failure that is named first. */
export async function together<Results extends unknown[]>(
  ...work: { [Index in keyof Results]: Promise<Results[Index]> }
): Promise<Results> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
  return Promise.all(work);
}

/** A function that is asked once for each key; calls that come meanwhile share the answer. A failure is not remembered. */
export function askedOnce<Value>(ask: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const asked = new Map<string, Promise<Value>>();
  return (key) => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = ask(key);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
    return answer;
  };
}
