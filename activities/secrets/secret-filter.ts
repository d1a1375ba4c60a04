import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { secretsOf } from '../../runbook/secrets/environment-secrets.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';

/** A shorter secret may be part of any other text; the client that uses it removes it itself. Characters. */
const SHORTEST = 12;

/** Secrets of the running activity, besides those of the environment. */
const secretsOfActivity = new AsyncLocalStorage<string[]>();

/** From now on this secret is removed from everything the running activity returns or fails with. Does nothing outside one. */
export function hideSecret(secret: string): void {
  const secrets = secretsOfActivity.getStore();
  if (secrets?.includes(secret) === false) secrets.push(secret);
}

/**
 * The last check before a history and Temporal's log: removes the worker's secrets, and those that the activity has opened,
 * from what an activity returns or fails with. Each client cleans what it receives itself; this catches what one forgets.
 */
export function secretFilter(env: NodeJS.ProcessEnv): ActivityInterceptorsFactory {
  const own = secretsOf(env);
  return () => ({
    inbound: {
      execute(input, next) {
        const opened: string[] = [];
        const all = (): HeldSecrets => new HeldSecrets([...own, ...opened].filter((one) => one.length >= SHORTEST));
        return secretsOfActivity.run(opened, async () => {
          try {
            const result = await next(input);
            return all().cutAll(result);
          } catch (error) {
            throw cleaned(error, all());
          }
        });
      },
    },
  });
}

function cleaned(error: unknown, secrets: HeldSecrets, depth = 0): unknown {
  if (!(error instanceof Error) || depth === 10) return typeof error === 'string' ? secrets.cut(error) : error;
  error.message = secrets.cut(error.message);
  if (error.stack !== undefined) error.stack = secrets.cut(error.stack);
  if (error instanceof ApplicationFailure && error.details != null)
    Object.assign(error, { details: secrets.cutAll(error.details) });
  if (error.cause !== undefined) Object.assign(error, { cause: cleaned(error.cause, secrets, depth + 1) });
  return error;
}
