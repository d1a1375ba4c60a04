import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler, type Next } from 'hono';
import { z } from 'zod';
import { applyFault } from './apply-fault.js';
import { type ErrorForm, oktaErrorForm } from './error-form.js';
import { faultForm, FaultList } from './fault-list.js';
import { Lags } from './lags.js';
import { ownOriginOnly } from './own-origin.js';

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
  app.use('*', ownOriginOnly);
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

/** `GET` and `POST /sandbox/settings`: switch a running system; what the body leaves out stays. */
export function settingsRoute<Shape extends z.ZodRawShape>(
  app: Hono,
  settings: object,
  form: z.ZodObject<Shape, z.core.$strict>,
): void {
  const shown = (): object =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => Object.hasOwn(form.shape, name)));
  app.get('/sandbox/settings', (c) => c.json(shown()));
  app.post('/sandbox/settings', async (c) => {
    const asked = form.partial().safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    Object.assign(settings, asked.data);
    return c.json(shown());
  });
}
