import {
  ActivityFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';

// Workflow code of somebody who reaches the namespace: it calls the activities of the product's worker.

interface Attack {
  taskQueue: string;
  activity: string;
  args: unknown[];
}

const call = ({ taskQueue, activity, args }: Attack): Promise<unknown> =>
  proxyActivities<Record<string, (...args: unknown[]) => Promise<unknown>>>({
    taskQueue,
    startToCloseTimeout: '20s',
    retry: { maximumAttempts: 1 },
  })[activity]!(...args);

/** Of a type that is none of ours. */
export const somethingElse = (attack: Attack): Promise<unknown> => call(attack);

/** Under the name of a runbook, with the input of a run that somebody else has signed. */
export const connectOktaToKiro = (_input: unknown, attack?: Attack): Promise<unknown> =>
  attack === undefined ? Promise.resolve(null) : call(attack);

/** Under the name of a runbook: how each of these activities ends, by name; null for one that was carried out. */
export async function reprovisionKiro(
  { taskQueue, args }: Attack,
  names: string[],
): Promise<Record<string, string | null>> {
  const tried = names.map(async (activity) => {
    const why = await call({ taskQueue, activity, args }).then(
      () => null,
      (error: unknown) => (error instanceof ActivityFailure ? (error.cause?.message ?? '') : String(error)),
    );
    return [activity, why] as const;
  });
  return Object.fromEntries(await Promise.all(tried));
}

/** Offers a sealing key of its own, and keeps what is sent to it. */
export async function listener(key: object): Promise<void> {
  const heard: unknown[] = [];
  setHandler(defineQuery('sealingKey'), () => key);
  setHandler(defineQuery('heard'), () => heard);
  setHandler(defineUpdate<object, [unknown]>('scimAccessIssued'), (message) => {
    heard.push(message);
    return { notes: [] };
  });
  await condition(() => false);
}

/** Begins as what was signed, and goes on as something else. */
export async function reviewAccess(input: unknown, attack: Attack, other: unknown): Promise<unknown> {
  if (workflowInfo().continuedFromExecutionRunId === undefined)
    await continueAsNew<typeof reviewAccess>(other, attack, input);
  return call(attack);
}

/** Starts a run of ours as its child. */
export async function parent(type: string, workflowId: string, taskQueue: string, input: unknown): Promise<void> {
  await (await startChild(type, { workflowId, taskQueue, args: [input] })).result();
}
