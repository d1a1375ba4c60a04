import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** Work that goes on beside the steps, without an end of its own; `end` waits until all of it has come to rest. */
export function beside(works: (() => Promise<void>)[]): { end: () => Promise<void> } {
  const scope = new CancellationScope();
  const ended = scope.run(() => untilCancelled(works.map((work) => work())));
  return {
    async end() {
      scope.cancel();
      await ended;
    },
  };
}

/** When each of them has come to rest; one that fails in another way fails all. */
export async function untilCancelled(works: Promise<void>[]): Promise<void> {
  await Promise.all(
    works.map((work) =>
      work.catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      }),
    ),
  );
}
