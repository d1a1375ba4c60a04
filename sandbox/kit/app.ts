import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context, type MiddlewareHandler, type Next } from 'hono';
import { z } from 'zod';
import { FaultList, faultForm } from './fault-list.js';
import { applyFault } from './faults.js';
import { oktaErrorForm, type ErrorForm } from './error-form.js';
import { Lags } from './lags.js';

/** A request as `GET /sandbox/requests` tells it. `path` has its query; `status` 0 is a request without an answer. */
export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  status: number;
}

/** Older requests are forgotten. */
const LOG_LENGTH = 20_000;

/**
 * An app that every system of the sandbox begins with: it logs the requests and applies the faults (design, "The
 * sandbox"). Routes are added to it. `errorForm` is how faults answer where that is not as Okta does.
 */
export function createSandboxApp({ errorForm = oktaErrorForm }: { errorForm?: ErrorForm } = {}): { app: Hono } {
  const app = new Hono();
  const faults = new FaultList();
  const lags = new Lags();
  const requests: LoggedRequest[] = [];

  const logAndFail: MiddlewareHandler = async (c, next) => {
    const { method, path } = c.req;
    if (path.startsWith('/sandbox/')) return next();
    const entry: LoggedRequest = {
      at: new Date().toISOString(),
      method,
      path: `${path}${new URL(c.req.url).search}`,
      status: 0,
    };
    requests.push(entry);
    if (requests.length > LOG_LENGTH) requests.shift();
    const met = faults.meet(method, path);
    // The fault that was set first is met first: `drop-after` and then `search-lag` is both.
    const run = met.reduceRight<Next>(
      (inner, fault) => () => answered(c, applyFault(fault, c, inner, { form: errorForm, lags })),
      () => answered(c, lags.apply(c, next, errorForm)),
    );
    await run();
    if (!(c.env as HttpBindings).incoming.socket.destroyed) entry.status = c.res.status;
  };
  app.use('*', logAndFail);
  app.get('/sandbox/requests', (c) => c.json(requests));
  app.post('/sandbox/faults', async (c) => {
    const form = faultForm.safeParse(await c.req.json().catch(() => null));
    if (!form.success) return c.json({ error: `The fault cannot be set. ${z.prettifyError(form.error)}` }, 400);
    return c.json({ id: faults.add(form.data) }, 201);
  });
  app.delete('/sandbox/faults', (c) => {
    faults.clear();
    lags.clear();
    return c.body(null, 204);
  });
  return { app };
}

/** Where a fault has an answer of its own, it is the request's. */
async function answered(c: Context, outcome: Promise<Response | void>): Promise<void> {
  const response = await outcome;
  if (response !== undefined) c.res = response;
}
