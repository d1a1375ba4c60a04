import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { secretsOf } from '../../runbook/secrets/environment-secrets.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';

/** Shorter ones may be part of any other text; the client that holds one cuts it out itself. Characters. */
const SHORTEST = 12;

/** What the running activity has opened or was given, besides the environment's. */
const held = new AsyncLocalStorage<string[]>();

/** From now on the running activity lets this secret out in nothing that it says. Does nothing outside an activity. */
export function holdSecret(secret: string): void {
  const secrets = held.getStore();
  if (secrets?.includes(secret) === false) secrets.push(secret);
}

/**
 * The last door before a history and Temporal's log: what an activity gives or fails with leaves without the worker's secrets
 * and without what the activity has opened. Each client cleans what it hears by itself; this catches what one forgets.
 */
export function lastDoor(env: NodeJS.ProcessEnv): ActivityInterceptorsFactory {
  const own = secretsOf(env);
  return () => ({
    inbound: {
      execute(input, next) {
        const opened: string[] = [];
        const clean = (): HeldSecrets => new HeldSecrets([...own, ...opened].filter((one) => one.length >= SHORTEST));
        return held.run(opened, async () => {
          try {
            const result = await next(input);
            return clean().cutAll(result);
          } catch (error) {
            throw cleaned(error, clean());
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
