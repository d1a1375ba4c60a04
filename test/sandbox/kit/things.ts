import { expect } from 'vitest';
import { createSandboxApp } from '../../../sandbox/kit/sandbox-app.js';
import { serveApp } from '../../../sandbox/kit/serve-http.js';

/** An app of the sandbox's kit with one kind of thing, and what the tests do with it. */
export interface Things {
  url: string;
  port: number;
  things: unknown[];
  post(path: string, body: unknown, signal?: AbortSignal): Promise<Response>;
  /** The answer's JSON, or its status where it is an error. */
  get(path: string): Promise<unknown>;
  fault(body: object): Promise<void>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startThings(): Promise<Things> {
  const things: unknown[] = [];
  const { app } = createSandboxApp();
  app.get('/things', (c) => c.json(things));
  app.get('/things/:id', (c) => c.json({ id: c.req.param('id'), state: 'on' }));
  app.post('/things', async (c) => {
    const thing: unknown = await c.req.json();
    things.push(thing);
    return c.json(thing, 201);
  });
  const server = await serveApp(app, 0);
  const { url, port } = server;
  const post: Things['post'] = (path, body, signal) =>
    fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), ...(signal && { signal }) });
  return {
    url,
    port,
    things,
    close: () => server.close(),
    post,
    async get(path) {
      const response = await fetch(`${url}${path}`);
      return response.ok ? response.json() : response.status;
    },
    async fault(body) {
      const response = await post('/sandbox/faults', body);
      expect(await response.json()).toEqual({ id: expect.any(String) as string });
    },
    async reset() {
      things.length = 0;
      await fetch(`${url}/sandbox/faults`, { method: 'DELETE' });
    },
  };
}
