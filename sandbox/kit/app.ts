import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { FaultList, faultForm } from './fault-list.js';
import { applyFault } from './faults.js';
import { oktaErrorForm, type ErrorForm } from './error-form.js';

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
    const fault = faults.meet(method, path);
    if (fault === undefined) await next();
    const response = fault && (await applyFault(fault, c, next, errorForm));
    if (fault?.kind.startsWith('drop') !== true) entry.status = response?.status ?? c.res.status;
    return response;
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
    return c.body(null, 204);
  });
  return { app };
}
